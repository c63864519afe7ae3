/** Whether refusals are no business of those who are refused: because whoever decides who may what is ill. */
import type { ClusterLook, Sighting } from './types.ts';

/** Refused by whoever decides who may what, and not by a policy. */
const byAuthorizer = new Set(['authorization', 'azure-rbac']);

/** So many different callers, refused from the same ten minutes on, are no coincidence. */
const fewestActors = 8;
const share = 0.8;
/** Over the whole fleet, in so many clusters. */
const fewestClusters = 3;

/** Who was refused from the beginning of the window on may have been refused before it too. */
const settledMs = 20 * 60_000;

/** So many errors of guard are more than one lost request. */
const fewestErrors = 3;
/** Refusals follow errors as fast as callers call. */
const followsMs = 30 * 60_000;

/** When somebody began to be refused who was not before. */
export interface Begin {
  clusterId: string;
  actor: string;
  kind: string;
  /** Start of ten minutes. */
  at: string;
  /** Whether it is known that it was not refused before. */
  isNew: boolean;
}

/** What guard could not find out in a cluster. */
export interface GuardErrors {
  errors: number;
  first: string;
  last: string;
  sample: string;
}

type Knows = (clusterId: string, actor: string) => boolean | undefined;

/** Of all callers that may be part of an outage, the first refusal; who was refused before is no sign of one. */
export function beginsOf(sightings: readonly Sighting[], knows?: Knows): Begin[] {
  const begins = new Map<string, Begin>();
  for (const { clusterId, kind, actor, actorClass, noise, bins } of sightings) {
    if (noise || actorClass === 'anonymous' || !byAuthorizer.has(kind)) continue;
    const isKnown = knows?.(clusterId, actor);
    if (isKnown) continue;
    const at = bins.map((bin) => bin.at).sort()[0] ?? '';
    const known = begins.get(actor);
    if (known === undefined || at < known.at)
      begins.set(actor, { clusterId, actor, kind, at, isNew: isKnown === false });
  }
  return [...begins.values()];
}

/**
 * Whether refusals began for nearly everybody in the same ten minutes: then the authorizer is ill, or a binding that
 * all had is gone, and it is one thing to say instead of many. Where guard says itself that it could not ask, fewer
 * callers are enough.
 */
export function outageIn(
  begins: readonly Begin[],
  { from, guard }: { from: Date; guard?: GuardErrors },
): ClusterLook['outage'] {
  return byGuard(begins, guard) ?? together(begins, from);
}

function byGuard(begins: readonly Begin[], guard?: GuardErrors): ClusterLook['outage'] {
  if (!guard || guard.errors < fewestErrors) return null;
  const [first, last] = [Date.parse(guard.first), Date.parse(guard.last)];
  const ill = begins.filter(({ kind, at }) => {
    const began = Date.parse(at);
    return kind === 'azure-rbac' && began >= first - followsMs && began <= last + followsMs;
  });
  if (ill.length === 0) return null;
  return {
    since: ill.map(({ at }) => at).sort()[0] as string,
    actors: ill.length,
    why: `guard, which asks Azure who may what, reports ${guard.errors} errors while ${ill.length} ${ill.length === 1 ? 'caller was' : 'callers were'} refused by Azure RBAC: the authorization of this cluster does not work. It says: ${guard.sample}`,
  };
}

function together(begins: readonly Begin[], from: Date): ClusterLook['outage'] {
  const found = atOnce(begins, from);
  return (
    found && {
      since: found.since,
      actors: found.begins.length,
      why: `${found.begins.length} of ${begins.length} callers were first refused within the same ten minutes: either the authorization of this cluster does not work, or a role that all of them had is gone.`,
    }
  );
}

/** The begins of the ten minutes in which nearly all began; null where they are too few or too spread. */
function atOnce(begins: readonly Begin[], from: Date): { since: string; begins: Begin[] } | null {
  if (begins.length < fewestActors) return null;
  const starts = Map.groupBy(begins, ({ at }) => at);
  const [since, same] = [...starts].reduce((a, b) => (b[1].length > a[1].length ? b : a));
  if (same.length < begins.length * share) return null;
  const isSettled = begins.every(({ isNew }) => isNew);
  if (!isSettled && Date.parse(since) < from.getTime() + settledMs) return null;
  return { since, begins: same };
}

/**
 * The same over a fleet: where in each cluster too few callers began to be refused to say so, and in all of them
 * nearly everybody did at once. Clusters that have an outage of their own keep it.
 */
export function withFleetOutage(
  looks: readonly ClusterLook[],
  begins: readonly Begin[],
  from: Date,
): ClusterLook[] {
  const found = atOnce(begins, from);
  const perCluster = Map.groupBy(found?.begins ?? [], ({ clusterId }) => clusterId);
  if (!found || perCluster.size < fewestClusters) return [...looks];
  return looks.map((look) => {
    const own = perCluster.get(look.clusterId);
    if (look.outage || !own) return look;
    return {
      ...look,
      outage: {
        since: found.since,
        actors: own.length,
        why: `${found.begins.length} callers were first refused within the same ten minutes in ${perCluster.size} clusters at once: either what all of them ask who may what does not work, or a role that all had is gone.`,
      },
    };
  });
}
