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
  const goal = goalOf(channel, { own: minorOf(facts.version) ?? '', open, offers });
  return {
    channel,
    does: sayChannel(facts, goal, offers !== null),
    to: goal?.version && compareVersions(goal.version, facts.version) > 0 ? goal.version : null,
    ...(allowed.kind !== 'unknown' && {
      window: allowed.kind === 'windows' ? allowed.says : null,
    }),
    next: next && { begin: next.begin.toISOString(), end: next.end.toISOString() },
    open: current !== null,
  };
}

interface Goal {
  /** Undefined where the region does not offer it, or its list was not read. */
  version: string | undefined;
  what: string;
}

/** Null where the channel leaves Kubernetes as it is, or is not known. */
function goalOf(
  channel: string,
  {
    own,
    open,
    offers,
  }: { own: string; open: readonly string[] | null; offers: readonly OfferedMinor[] | null },
): Goal | null {
  const minors = offers?.filter(({ minor }) => open && newestPatch(open, minor) !== undefined);
  const patch = (minor: string | undefined) =>
    open && minor ? newestPatch(open, minor) : undefined;
  switch (channel) {
    case 'patch':
      return { version: patch(own), what: `the newest patch of ${own}` };
    case 'stable':
      return {
        version: patch(minors?.at(-2)?.minor),
        what: 'the newest patch of the minor before the newest',
      };
    case 'rapid':
      return {
        version: patch(minors?.at(-1)?.minor),
        what: 'the newest patch of the newest minor',
      };
    default:
      return null;
  }
}

function sayChannel(
  { channel, version }: ClusterFacts,
  goal: Goal | null,
  isListed: boolean,
): string {
  if (channel === 'node-image') return 'replaces node images, and leaves Kubernetes as it is';
  if (channel === 'none') return 'does nothing: somebody has to upgrade it';
  if (!goal) return 'is not known here';
  if (goal.version === undefined)
    return isListed
      ? `would go to ${goal.what}, which the region no longer offers`
      : `goes to ${goal.what}; which that is could not be read`;
  const order = compareVersions(goal.version, version);
  if (order > 0) return `goes to ${goal.version}, ${goal.what}`;
  return order === 0
    ? `stays at ${version}, which is ${goal.what}`
    : `stays at ${version}, which is ahead of ${goal.what}`;
}
