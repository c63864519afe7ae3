import { type ClusterFilter, parseFilter } from '../fleet/filter.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';

/** One filter, or several of which one has to fit. */
export function fitsAny(filters: string | readonly string[]): ClusterFilter {
  const each = [filters].flat().map((text) => parseFilter(text));
  return (cluster) => each.some((fits) => fits(cluster));
}

/** The clusters that a workflow is about. */
export function clustersOf(
  { clusters, exclude }: { clusters: string | string[]; exclude?: string | string[] },
  fleet: readonly ClusterRef[],
): ClusterRef[] {
  const wanted = fitsAny(clusters);
  const not = exclude === undefined ? () => false : fitsAny(exclude);
  return fleet.filter((cluster) => wanted(cluster) && !not(cluster));
}
