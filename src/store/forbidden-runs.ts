import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface ForbiddenRunRow {
  id: string;
  /** As it was asked for: `aks-prod-weu`, `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  groupedBy: 'actor' | 'resource' | 'ip';
  /** `forbidden` for refused calls, and ids of detections. */
  lookFor: string[];
  since: Date;
  until: Date;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  /** ClusterLook[] */
  result: Json | null;
  problem: { message: string; hint?: string } | null;
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

export async function getForbiddenRun(db: Queryable, id: string): Promise<ForbiddenRunRow | null> {
  return one(db, 'select * from drawbridge.forbidden_run where id = $1', [id]);
}

/**
 * Takes a run, or keeps it, for `leaseMs`; of one who died, it is free again after that. Returns false where it has
 * ended or another has it.
 */
export async function claimForbiddenRun(
  db: Queryable,
  { id, now, leaseMs }: { id: string; now: Date; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.forbidden_run set worked_until = $3
      where id = $1 and state = 'running' and (worked_until is null or worked_until <= $2)`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
  return rowCount === 1;
}

/** As `claimForbiddenRun`, by the one who has it; `until` in the past lets it go. */
export async function renewForbiddenRun(
  db: Queryable,
  { id, until }: { id: string; until: Date },
): Promise<void> {
  await db.query(
    `update drawbridge.forbidden_run set worked_until = $2 where id = $1 and state = 'running'`,
    [id, until],
  );
}

/** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishForbiddenRun(
  db: Queryable,
  { id, result, now }: { id: string; result: Json; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.forbidden_run set state = 'done', result = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(result), now],
  );
  return rowCount === 1;
}

/** As `finishForbiddenRun`, for a run that came to nothing. */
export async function failForbiddenRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.forbidden_run set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

/** Runs that nobody works on although they have not ended: their job may be lost. */
export async function unfinishedForbiddenRuns(
  db: Queryable,
  { startedBefore, now }: { startedBefore: Date; now: Date },
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.forbidden_run
      where state = 'running' and started_at < $1 and (worked_until is null or worked_until <= $2)
      order by started_at`,
    [startedBefore, now],
  );
}
