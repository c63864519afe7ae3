import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface DriftRunRow {
  id: string;
  /** As it was asked for: `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  /** { done, failed, waiting } */
  progress: Json | null;
  /** DriftReport */
  result: Json | null;
  problem: { message: string; hint?: string } | null;
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

export async function getDriftRun(db: Queryable, id: string): Promise<DriftRunRow | null> {
  return one(db, 'select * from drawbridge.drift_run where id = $1', [id]);
}

/**
 * Takes a run for `leaseMs`, so that no two workers ask Azure for the same. Whoever has it renews it; of one who
 * died, it is free again after that. Returns false where it has ended or another has it.
 */
export async function claimDriftRun(
  db: Queryable,
  { id, now, leaseMs }: { id: string; now: Date; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.drift_run set worked_until = $3
      where id = $1 and state = 'running' and (worked_until is null or worked_until <= $2)`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
  return rowCount === 1;
}

/** As `claimDriftRun`, by the one who has it; `until` in the past lets it go. */
export async function renewDriftRun(
  db: Queryable,
  { id, until, progress }: { id: string; until: Date; progress: Json | null },
): Promise<void> {
  await db.query(
    `update drawbridge.drift_run set worked_until = $2, progress = $3 where id = $1 and state = 'running'`,
    [id, until, json(progress)],
  );
}

/** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishDriftRun(
  db: Queryable,
  { id, result, now }: { id: string; result: Json; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.drift_run set state = 'done', result = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(result), now],
  );
  return rowCount === 1;
}

/** As `finishDriftRun`, for a run that came to nothing. */
export async function failDriftRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.drift_run set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

/** Runs that nobody works on although they have not ended: their job may be lost. */
export async function unfinishedDriftRuns(
  db: Queryable,
  { startedBefore, now }: { startedBefore: Date; now: Date },
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.drift_run
      where state = 'running' and started_at < $1 and (worked_until is null or worked_until <= $2)
      order by started_at`,
    [startedBefore, now],
  );
}
