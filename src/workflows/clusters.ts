import { fitsAny } from '../fleet/filter-schema.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';

/** The clusters that a workflow is about. */
export function clustersOf(
  { clusters, exclude }: { clusters: string | string[]; exclude?: string | string[] },
  fleet: readonly ClusterRef[],
): ClusterRef[] {
  const wanted = fitsAny(clusters);
  const not = exclude === undefined ? () => false : fitsAny(exclude);
  return fleet.filter((cluster) => wanted(cluster) && !not(cluster));
}
