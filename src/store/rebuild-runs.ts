import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface RebuildRunRow {
  id: string;
  clusterId: string;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  /** Rebuild */
  result: Json | null;
  problem: { message: string; hint?: string } | null;
}

export async function startRebuildRun(
  db: Queryable,
  {
    id,
    clusterId,
    requestedBy,
    now,
  }: { id: string; clusterId: string; requestedBy: StoredPerson; now: Date },
): Promise<void> {
  await db.query(
    `insert into drawbridge.rebuild_run (id, cluster_id, state, requested_by, started_at)
     values ($1, $2, 'running', $3, $4)`,
    [id, clusterId.toLowerCase(), json(requestedBy), now],
  );
}

/** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishRebuildRun(
  db: Queryable,
  { id, result, now }: { id: string; result: Json; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.rebuild_run set state = 'done', result = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(result), now],
  );
  return rowCount === 1;
}

/** As `finishRebuildRun`, for a run that came to nothing. */
export async function failRebuildRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.rebuild_run set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

export async function getRebuildRun(db: Queryable, id: string): Promise<RebuildRunRow | null> {
  return one(db, 'select * from drawbridge.rebuild_run where id = $1', [id]);
}

/** Runs that began before `startedBefore` and have not ended: their job may be lost. */
export async function unfinishedRebuildRuns(
  db: Queryable,
  startedBefore: Date,
): Promise<RebuildRunRow[]> {
  return many(
    db,
    `select * from drawbridge.rebuild_run where state = 'running' and started_at < $1 order by started_at`,
    [startedBefore],
  );
}
