import { getClusterRow } from '../store/clusters.ts';
import type { Queryable } from '../store/pool.ts';

export interface KnownCluster {
  id: string;
  name: string;
  tags: Record<string, string>;
}

/** Name and tags as the fleet was last read; the name alone when the cluster is gone. */
export async function clusterOf(db: Queryable, clusterId: string): Promise<KnownCluster> {
  const row = await getClusterRow(db, clusterId);
  if (row) return { id: row.id, name: row.name, tags: row.tags };
  return { id: clusterId, name: clusterId.split('/').at(-1) ?? clusterId, tags: {} };
}
