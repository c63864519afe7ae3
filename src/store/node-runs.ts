import { type LeasedRun, leasedRuns } from './leased-runs.ts';
import type { Queryable } from './pool.ts';
import { type Json, json } from './rows.ts';

export interface NodeRunRow extends LeasedRun {
  /** As it was asked for: `aks-prod-weu`, `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  /** { done, waiting } */
  progress: Json | null;
  /** ClusterNodes[] */
  result: Json | null;
}

export async function startNodeRun(
  db: Queryable,
  run: Pick<NodeRunRow, 'id' | 'filter' | 'requestedBy'> & {
    clusterIds: readonly string[];
    now: Date;
  },
): Promise<void> {
  await db.query(
    `insert into drawbridge.node_run (id, filter, cluster_ids, state, requested_by, started_at)
     values ($1, $2, $3::text[], 'running', $4, $5)`,
    [
      run.id,
      run.filter,
      run.clusterIds.map((each) => each.toLowerCase()),
      json(run.requestedBy),
      run.now,
    ],
  );
}

export const nodeRuns = leasedRuns<NodeRunRow>('node_run');
