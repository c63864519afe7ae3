import type { ClusterLook, Sighting } from './types.ts';

/** Refused by whoever decides who may what, and not by a policy. */
const byAuthorizer = new Set(['authorization', 'azure-rbac']);

/** So many different callers, refused from the same ten minutes on, are no coincidence. */
const fewestActors = 8;
const share = 0.8;

/** Who was refused from the beginning of the window on may have been refused before it too. */
const settledMs = 20 * 60_000;

/**
 * Whether refusals began for nearly everybody in the same ten minutes: then the authorizer is ill, or a binding that
 * all had is gone, and it is one thing to say instead of many.
 */
export function outageIn(
  sightings: readonly Sighting[],
  {
    from,
    knows,
  }: { from: Date; knows?: (clusterId: string, actor: string) => boolean | undefined },
): ClusterLook['outage'] {
  const begins = new Map<string, string>();
  let isSettled = true;
  for (const { clusterId, kind, actor, actorClass, noise, bins } of sightings) {
    if (noise || actorClass === 'anonymous' || !byAuthorizer.has(kind)) continue;
    // Who was refused before is no sign of something new.
    const isKnown = knows?.(clusterId, actor);
    if (isKnown) continue;
    isSettled &&= isKnown === false;
    const first = bins[0]?.at ?? '';
    const known = begins.get(actor);
    if (known === undefined || first < known) begins.set(actor, first);
  }
  if (begins.size < fewestActors) return null;
  const starts = Map.groupBy(begins.values(), (start) => start);
  const [since, together] = [...starts].reduce((a, b) => (b[1].length > a[1].length ? b : a));
  if (together.length < begins.size * share) return null;
  if (!isSettled && Date.parse(since) < from.getTime() + settledMs) return null;
  return {
    since,
    actors: together.length,
    why: `${together.length} of ${begins.size} callers were first refused within the same ten minutes: either the authorization of this cluster does not work, or a role that all of them had is gone.`,
  };
}
