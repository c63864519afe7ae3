/** Refused calls of one or many clusters, put together by who called, what for, or from where. */
import type { ClusterLook, Sighting, Suspicion } from '../../forbidden/types.ts';

/** Stands where the log names no address. */
export const noAddress = 'no address';

export type GroupedBy = 'actor' | 'resource' | 'ip';

export interface CallGroup {
  key: string;
  calls: number;
  /** Of the sighting that is the most suspicious. */
  suspicion: Suspicion;
  kinds: string[];
  actors: string[];
  resources: string[];
  addresses: string[];
  namespaces: string[];
  clusterIds: string[];
  last: string;
}

/** What is shown: the platform's own noise is counted beside it. */
export function shownSightings(looks: readonly ClusterLook[]): Sighting[] {
  return looks.flatMap(({ sightings }) => sightings.filter(({ noise }) => !noise));
}

export function noiseOf(looks: readonly ClusterLook[]): number {
  return looks
    .flatMap(({ sightings }) => sightings.filter(({ noise }) => noise))
    .reduce((sum, { calls }) => sum + calls, 0);
}

export function bySuspicion(sightings: readonly Sighting[]): Sighting[] {
  return [...sightings].sort((a, b) => b.suspicion.score - a.suspicion.score || b.calls - a.calls);
}

/** In order of suspicion. Calls of several addresses count with each of them, since the log is summed up by caller. */
export function groupCalls(sightings: readonly Sighting[], by: GroupedBy): CallGroup[] {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings)
    for (const key of keysOf(sighting, by)) {
      const there = groups.get(key);
      if (there) there.push(sighting);
      else groups.set(key, [sighting]);
    }
  return [...groups]
    .map(([key, members]) => together(key, members))
    .sort(
      (a, b) =>
        b.suspicion.score - a.suspicion.score || b.calls - a.calls || a.key.localeCompare(b.key),
    );
}

function keysOf({ actor, resourceClass, addresses }: Sighting, by: GroupedBy): string[] {
  if (by === 'actor') return [actor];
  if (by === 'resource') return [resourceClass];
  return addresses.length > 0 ? addresses : [noAddress];
}

function together(key: string, members: readonly Sighting[]): CallGroup {
  const worst = members.reduce((a, b) => (b.suspicion.score > a.suspicion.score ? b : a));
  const all = (pick: (sighting: Sighting) => readonly string[]) => [
    ...new Set(members.flatMap(pick)),
  ];
  return {
    key,
    calls: members.reduce((sum, { calls }) => sum + calls, 0),
    suspicion: worst.suspicion,
    kinds: all(({ kind }) => [kind]),
    actors: all(({ actor }) => [actor]),
    resources: all(({ verbs, resources }) => resources.map((name) => `${verbs[0] ?? ''} ${name}`)),
    addresses: all(({ addresses }) => addresses),
    namespaces: all(({ namespaces }) => namespaces),
    clusterIds: all(({ clusterId }) => [clusterId]),
    last:
      members
        .map(({ last }) => last)
        .sort()
        .at(-1) ?? '',
  };
}
