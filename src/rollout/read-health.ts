import type pg from 'pg';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { takeSnapshot } from '../fleet/take-snapshot.ts';
import { getClusterRow } from '../store/clusters.ts';
import { healthOf } from './health.ts';
import type { Health } from './types.ts';

/** Asks the API server of a cluster how its nodes and workloads are. */
export function createHealth({
  db,
  reader,
  inside,
  now,
}: {
  db: pg.Pool;
  reader: AzureReader;
  inside: ReadInside;
  now: () => Date;
}): (clusterId: string) => Promise<Health> {
  return async (clusterId) => {
    const cluster = await getClusterRow(db, clusterId);
    if (!cluster)
      return { kind: 'unknown', at: now().toISOString(), reason: 'it is not part of the fleet' };
    const { planes } = await takeSnapshot({
      ...{ reader, cluster, now, inside, only: ['managedCluster'] },
    });
    return healthOf(planes, now());
  };
}
