import { type LeasedRun, leasedRuns } from './leased-runs.ts';
import type { Queryable } from './pool.ts';
import { type Json, json } from './rows.ts';

export interface ForbiddenRunRow extends LeasedRun {
  /** As it was asked for: `aks-prod-weu`, `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  groupedBy: 'actor' | 'resource' | 'ip';
  /** `forbidden` for refused calls, and ids of detections. */
  lookFor: string[];
  since: Date;
  until: Date;
  /** ClusterLook[] */
  result: Json | null;
}

export async function startForbiddenRun(
  db: Queryable,
  run: Pick<ForbiddenRunRow, 'id' | 'filter' | 'groupedBy' | 'since' | 'until' | 'requestedBy'> & {
    clusterIds: readonly string[];
    /** Refused calls unless said. */
    lookFor?: readonly string[];
    now: Date;
  },
): Promise<void> {
  await db.query(
    `insert into drawbridge.forbidden_run
       (id, filter, cluster_ids, grouped_by, since, until, state, requested_by, started_at, look_for)
     values ($1, $2, $3::text[], $4, $5, $6, 'running', $7, $8, $9::text[])`,
    [
      run.id,
      run.filter,
      run.clusterIds.map((each) => each.toLowerCase()),
      run.groupedBy,
      run.since,
      run.until,
      json(run.requestedBy),
      run.now,
      run.lookFor ?? ['forbidden'],
    ],
  );
}

export const forbiddenRuns = leasedRuns<ForbiddenRunRow>('forbidden_run');
