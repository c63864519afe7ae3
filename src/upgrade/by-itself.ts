/** What AKS does to a cluster without being asked, and when. https://learn.microsoft.com/azure/aks/auto-upgrade-cluster */
import { newestPatch, type OfferedMinor } from '../fleet/kubernetes-versions.ts';
import { compareVersions, minorOf } from '../fleet/lifecycle.ts';
import { nextOpening, openAt } from '../fleet/maintenance-window.ts';
import type { Snapshot } from '../fleet/snapshot.ts';
import type { ClusterFacts } from './facts.ts';
import type { ByItself } from './types.ts';
import { allowedWindows } from './windows.ts';

export function byItself(
  { planes }: Snapshot,
  facts: ClusterFacts,
  {
    open,
    offers,
    now,
  }: { open: readonly string[] | null; offers: readonly OfferedMinor[] | null; now: Date },
): ByItself {
  const { channel } = facts;
  const allowed = allowedWindows(planes.maintenanceConfigurations, []);
  const [window] = allowed.kind === 'windows' ? allowed.windows : [];
  const current = window ? openAt(window, now) : null;
  const next = window ? (current ?? nextOpening(window, now)) : null;
  return {
    channel,
    does: sayChannel(facts, open, offers),
    ...(allowed.kind !== 'unknown' && {
      window: allowed.kind === 'windows' ? allowed.says : null,
    }),
    next: next && { begin: next.begin.toISOString(), end: next.end.toISOString() },
    open: current !== null,
  };
}

function sayChannel(
  { channel, version }: ClusterFacts,
  open: readonly string[] | null,
  offers: readonly OfferedMinor[] | null,
): string {
  const to = (target: string | undefined, what: string) =>
    target === undefined
      ? `goes to ${what}`
      : compareVersions(target, version) > 0
        ? `goes to ${target}, ${what}`
        : `stays at ${version}, which is ${what}`;
  const own = minorOf(version) ?? '';
  const minors = offers?.filter(({ minor }) => open && newestPatch(open, minor) !== undefined);
  const patch = (minor: string | undefined) =>
    open && minor ? newestPatch(open, minor) : undefined;
  switch (channel) {
    case 'patch':
      return to(patch(own), `the newest patch of ${own}`);
    case 'stable':
      return to(patch(minors?.at(-2)?.minor), 'the newest patch of the minor before the newest');
    case 'rapid':
      return to(patch(minors?.at(-1)?.minor), 'the newest patch of the newest minor');
    case 'node-image':
      return 'replaces node images, and leaves Kubernetes as it is';
    case 'none':
      return 'nothing: somebody has to upgrade it';
    default:
      return `what channel ${channel} does is not known`;
  }
}
