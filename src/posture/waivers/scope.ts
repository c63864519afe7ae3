import type { ClusterRef } from '../../fleet/snapshot.ts';
import { matchesCluster } from '../../rights/match.ts';

/** Which clusters are meant. Whatever is given has to fit, and something has to be given. */
export interface WaiverScope {
  /** ARM ids, in lower case. */
  ids?: string[];
  /** `*` is any run of letters; case does not matter. */
  names?: string[];
  /** A tag by its values; a value may hold `*`. */
  tags?: Record<string, string[]>;
}

export function fitsScope(
  { ids, names, tags = {} }: WaiverScope,
  cluster: Pick<ClusterRef, 'id' | 'name' | 'tags'>,
): boolean {
  // A scope that says nothing would mean every cluster there is: nobody writes that on purpose.
  if (!ids && !names && Object.keys(tags).length === 0) return false;
  if (ids && !ids.some((id) => id.toLowerCase() === cluster.id.toLowerCase())) return false;
  return matchesCluster({ names, tags }, cluster);
}

/** `aks-prod-weu`, or `clusters with the tag env=dev`. */
export function scopeInWords({ ids = [], names = [], tags = {} }: WaiverScope): string {
  const named = [...ids.map((id) => id.split('/').at(-1) ?? id), ...names];
  const tagged = Object.entries(tags).map(([key, values]) => `${key}=${values.join(' or ')}`);
  return [
    named.join(', '),
    tagged.length > 0 ? `clusters with the tag ${tagged.join(' and ')}` : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
