import { type LeasedRun, leasedRuns } from './leased-runs.ts';
import type { Queryable } from './pool.ts';
import { type Json, json, type StoredPerson } from './rows.ts';

export interface DriftRunRow extends LeasedRun {
  /** As it was asked for: `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  /** { done, failed, waiting } */
  progress: Json | null;
  /** DriftReport */
  result: Json | null;
}

export async function startDriftRun(
  db: Queryable,
  {
    id,
    filter,
    clusterIds,
    requestedBy,
    now,
  }: {
    id: string;
    filter: string;
    clusterIds: readonly string[];
    requestedBy: StoredPerson;
    now: Date;
  },
): Promise<void> {
  await db.query(
    `insert into drawbridge.drift_run (id, filter, cluster_ids, state, requested_by, started_at)
     values ($1, $2, $3::text[], 'running', $4, $5)`,
    [id, filter, clusterIds.map((each) => each.toLowerCase()), json(requestedBy), now],
  );
}

export const driftRuns = leasedRuns<DriftRunRow>('drift_run');
