/** Which clusters are meant, in files. */
import { z } from 'zod';
import { type ClusterFilter, FilterError, parseFilter } from './filter.ts';

/** A word or several that a cluster must all fit. */
const filter = z.string('should be a filter, such as tag:env=prod').superRefine((text, context) => {
  try {
    parseFilter(text);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    context.addIssue({ code: 'custom', message: `is no filter: ${error.message}` });
  }
});

/** One filter, or several of which one has to fit. */
export const clusterFilters = z.union(
  [filter, z.array(filter, 'should be filters').min(1, 'is empty')],
  'should be a filter such as all, aks-prod-* or tag:env=prod, or a list of them',
);

/** One filter, or several of which one has to fit. */
export function fitsAny(filters: string | readonly string[]): ClusterFilter {
  const each = [filters].flat().map((text) => parseFilter(text));
  return (cluster) => each.some((fits) => fits(cluster));
}
