/**
 * Writes the Bicep of a hardened replacement for a cluster: what can be set only at creation, and,
 * since it is new anyway, everything else that the checks ask for. Pure.
 */
import type { Snapshot } from '../../fleet/snapshot.ts';
import { listed } from '../combine.ts';
import type { PostureConfig } from '../config.ts';
import type { Check } from '../define-check.ts';
import { evaluate } from '../evaluate.ts';
import { lookAt } from '../look.ts';
import { byUrgency } from '../severity.ts';
import type { ClusterReport } from '../types.ts';
import { asSnapshot } from './as-snapshot.ts';
import { printTemplate } from './bicep/template.ts';
import { carryOver } from './carry.ts';
import type { Draft } from './draft.ts';
import { headOf } from './head.ts';
import { rebuiltName } from './name.ts';
import { access } from './rules/access.ts';
import { basics } from './rules/basics.ts';
import { diagnostics } from './rules/diagnostics.ts';
import { identity } from './rules/identity.ts';
import { images } from './rules/images.ts';
import { maintenance } from './rules/maintenance.ts';
import { monitoring } from './rules/monitoring.ts';
import { network } from './rules/network.ts';
import { pools } from './rules/pools.ts';
import { protection } from './rules/protection.ts';
import { surroundings } from './rules/surroundings.ts';
import { upgrades } from './rules/upgrades.ts';
import type { Fixed, Rebuild } from './types.ts';

/** In the order in which they look at what others decided: pools at the network, protection at access. */
const rules: readonly ((draft: Draft) => void)[] = [
  basics,
  identity,
  images,
  network,
  access,
  pools,
  protection,
  monitoring,
  upgrades,
  maintenance,
  diagnostics,
  surroundings,
];

/**
 * @param version of Kubernetes for the replacement; without it, one that is supported for long enough
 * @returns what was made, and the replacement as the checks would see it.
 * @throws CannotRebuild where too little is known of the old cluster
 */
export function rebuild(
  snapshot: Snapshot,
  {
    checks,
    config,
    version,
  }: { checks: readonly Check[]; config: PostureConfig; version?: string },
): { made: Rebuild; replacement: Snapshot } {
  const draft = { ...carryOver(snapshot, lookAt(snapshot, config)), ...(version && { version }) };
  for (const rule of rules) rule(draft);
  const newName = rebuiltName(snapshot.cluster.name);
  const replacement = asSnapshot(draft, snapshot, newName);
  const before = evaluate(snapshot, checks, config);
  const after = evaluate(replacement, checks, config);
  leaveWhatFails(draft, after);
  const facts = {
    cluster: snapshot.cluster,
    takenAt: snapshot.takenAt,
    newName,
    parameters: draft.parameters,
    changes: draft.changes,
    kept: draft.kept,
    left: draft.left,
    fixed: fixedBetween(before, after),
    judged: { before: judgedAs(before), after: judgedAs(after) },
  };
  return { made: { ...facts, bicep: printTemplate(draft, headOf(facts)) }, replacement };
}

/** Nothing that goes on failing is passed over in silence. */
function leaveWhatFails({ left }: Draft, { results }: ClusterReport): void {
  for (const { check, outcome, message, evidence } of results)
    if (outcome === 'fail' && !left.some((one) => one.check === check))
      left.push({
        check,
        path: listed([...new Set(evidence.map(({ path }) => path))]),
        why: message,
      });
}

function fixedBetween(before: ClusterReport, after: ClusterReport): Fixed[] {
  const passes = new Set(
    after.results.flatMap(({ check, outcome }) =>
      outcome === 'pass' || outcome === 'not-applicable' ? check : [],
    ),
  );
  return before.results
    .filter(({ check, outcome }) => outcome === 'fail' && passes.has(check))
    .sort(byUrgency)
    .map(({ check, title, layer, severity, fix }) => ({
      check,
      title,
      layer,
      severity,
      onlyByRebuild: fix?.kind === 'rebuild',
    }));
}

function judgedAs({ grade, score, totals }: ClusterReport): Rebuild['judged']['before'] {
  return { grade, score, failed: totals.fail, unknown: totals.unknown };
}
