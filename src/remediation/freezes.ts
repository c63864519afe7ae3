/** Whether anything may be applied to a cluster at a time. */

import { parseFilter } from '../fleet/filter.ts';
import { fitsAny } from '../fleet/filter-schema.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Person } from '../rights/person.ts';
import { getClusterRow } from '../store/clusters.ts';
import { freezesAt } from '../store/freezes.ts';
import type { Queryable } from '../store/pool.ts';
import { type FreezeWindow, stretchAt } from './freeze-windows.ts';

/** A time in which nothing is applied. Reason and filter are text that others chose. */
export interface Freeze {
  until: Date;
  reason: string;
  /** Null where a file says so. */
  by: Person | null;
}

/**
 * The freeze of a cluster at a time, the one that ends last where there are several; null where changes may be
 * applied. `windows` are those of the configuration, and of the workflow that a change was asked from.
 */
export async function isFrozen(
  { db, windows }: { db: Queryable; windows: readonly FreezeWindow[] },
  clusterId: string,
  at: Date,
): Promise<Freeze | null> {
  const cluster = await clusterAt(db, clusterId);
  const said = (await freezesAt(db, at))
    .filter(({ filter }) => parseFilter(filter)(cluster))
    .map(({ until, reason, createdBy }) => ({ until, reason, by: createdBy }));
  const written = windows
    .filter(({ clusters }) => fitsAny(clusters)(cluster))
    .flatMap((window) => {
      const stretch = stretchAt(window, at);
      return stretch ? [{ until: stretch.until, reason: window.reason, by: null }] : [];
    });
  const [last = null] = [...said, ...written].sort((a, b) => b.until.getTime() - a.until.getTime());
  return last;
}

/** As the fleet was last read; what the id says, where the cluster is gone from it. */
async function clusterAt(db: Queryable, id: string): Promise<ClusterRef> {
  const row = await getClusterRow(db, id);
  if (row) return row;
  const part = (name: string) => id.match(new RegExp(`/${name}/([^/]+)`, 'i'))?.[1] ?? '';
  return {
    ...{ id, name: id.split('/').at(-1) ?? id, location: '', tags: {} },
    ...{ resourceGroup: part('resourceGroups'), subscriptionId: part('subscriptions') },
  };
}
