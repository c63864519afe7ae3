import { minorsBetween } from '../../fleet/kubernetes-versions.ts';
import { compareVersions, minorOf } from '../../fleet/lifecycle.ts';
import { counted, listed, someOf } from '../words.ts';
import type { Blocker, BlockerFinding } from './types.ts';

/** https://kubernetes.io/releases/version-skew-policy/ */
const mostSkew = 3;

/** Pools may be three minors behind the control plane, and never ahead of it. */
export const poolSkew: Blocker = ({ facts, hops, to }) => {
  const topic = 'Versions of the pools';
  const findings: BlockerFinding[] = [];
  const said = facts.pools.filter(({ version }) => minorOf(version) !== undefined);
  const silent = facts.pools.filter(({ version }) => minorOf(version) === undefined);
  const ahead = said.filter(({ version }) => compareVersions(version, facts.version) > 0);
  const isAlias = (version: string) => version === minorOf(version);
  const reallyAhead = ahead.filter(({ version }) => !isAlias(version) && !isAlias(facts.version));
  if (reallyAhead.length > 0)
    findings.push({
      ...{ topic, verdict: 'blocks' },
      message: `${someOf(reallyAhead.map(({ name, version }) => `Pool ${name} (${version})`))} is ahead of the control plane (${facts.version}), which Kubernetes does not support.`,
    });
  const first = hops[0] ?? to;
  // The others follow at each minor; a stopped pool stays behind to the end.
  for (const [goal, those] of [
    [first, said.filter(({ isStopped }) => !isStopped)],
    [to, said.filter(({ isStopped }) => isStopped)],
  ] as const) {
    const behind = those.filter(({ version }) => minorsBetween(version, goal) > mostSkew);
    if (behind.length === 0) continue;
    findings.push({
      ...{ topic, verdict: 'blocks' },
      message: `${someOf(behind.map(({ name, version }) => `Pool ${name} (${version})`))} would be more than ${mostSkew} minors behind a control plane at ${goal}.`,
      help: behind.some(({ isStopped }) => isStopped)
        ? 'Start these pools, so that they are upgraded too, or delete them.'
        : 'Upgrade these pools to the version of the control plane first.',
    });
  }
  const stopped = facts.pools.filter(({ isStopped }) => isStopped);
  if (stopped.length > 0 && !facts.isStopped)
    findings.push({
      ...{ topic, verdict: 'risks' },
      message: `Stopped pools are left as they are: ${someOf(stopped.map(({ name }) => name))}. Start and upgrade them soon after.`,
    });
  if (silent.length > 0)
    findings.push({
      ...{ topic, verdict: 'unknown' },
      message: `Which version runs on ${someOf(silent.map(({ name }) => `pool ${name}`))} is not known.`,
    });
  const versions = [...new Set(said.map(({ version }) => version))].sort(compareVersions);
  if (versions.length > 1)
    findings.push({
      ...{ topic, verdict: 'risks' },
      message: `The pools are at odds: they run ${listed(versions)}. An upgrade that was left half-way, perhaps.`,
    });
  if (findings.length > 0) return findings;
  const message = `${counted(said.length, 'pool')}, all at ${versions[0] ?? 'no version'}.`;
  return [{ topic, verdict: said.length > 0 ? 'clear' : 'unknown', message }];
};

/** The newest minor for which Azure makes images of an operating system. https://learn.microsoft.com/azure/aks/windows-best-practices */
const lastMinorOf: Record<string, string> = { Windows2019: '1.32', Windows2022: '1.36' };

/** A pool whose operating system has no image at the target cannot follow. */
export const poolImages: Blocker = ({ facts, to }) => {
  const topic = 'Operating systems';
  const stuck = facts.pools.filter(({ osSku }) => {
    const last = lastMinorOf[osSku];
    return last !== undefined && minorsBetween(last, to) > 0;
  });
  if (stuck.length === 0)
    return [
      { topic, verdict: 'clear', message: `Nothing on the pools ends before ${minorOf(to)}.` },
    ];
  return stuck.map(({ name, osSku }) => ({
    ...{ topic, verdict: 'blocks' },
    message: `Pool ${name} runs ${osSku}, for which there is no image after Kubernetes ${lastMinorOf[osSku]}.`,
    help: 'Make a new pool with a newer operating system, and move what runs there.',
  }));
};
