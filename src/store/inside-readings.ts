import type { Queryable } from './pool.ts';
import { type Json, json, many, one } from './rows.ts';

/** Asks for a cluster to be read by a worker of that reach; whoever asks waits until `wantedUntil`, or renews it. */
export async function askForInside(
  db: Queryable,
  {
    id,
    clusterId,
    reach,
    now,
    wantedUntil,
  }: { id: string; clusterId: string; reach: string; now: Date; wantedUntil: Date },
): Promise<void> {
  await db.query(
    `insert into drawbridge.inside_reading (id, cluster_id, reach, asked_at, wanted_until)
     values ($1, $2, $3, $4, $5)`,
    [id, clusterId.toLowerCase(), reach, now, wantedUntil],
  );
}

/** Takes a reading that is wanted and that nobody works on. Null where there is none. */
export async function claimInside(
  db: Queryable,
  { id, worker, now, until }: { id: string; worker: string; now: Date; until: Date },
): Promise<{ clusterId: string } | null> {
  return one(
    db,
    `update drawbridge.inside_reading set worker = $2, worked_until = $4
      where id = $1 and wanted_until > $3 and result is null and problem is null
        and (worked_until is null or worked_until <= $3)
      returning cluster_id`,
    [id, worker, now, until],
  );
}

/** Says that the reading goes on. Returns false where nobody waits for it any more, or another has it. */
export async function renewInside(
  db: Queryable,
  {
    id,
    worker,
    now,
    until,
    progress,
  }: { id: string; worker: string; now: Date; until: Date; progress: string | null },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.inside_reading set worked_until = $4, progress = $5
      where id = $1 and worker = $2 and wanted_until > $3`,
    [id, worker, now, until, progress],
  );
  return rowCount === 1;
}

export async function finishInside(
  db: Queryable,
  { id, worker, result, problem }: { id: string; worker: string; result?: Json; problem?: string },
): Promise<void> {
  await db.query(
    'update drawbridge.inside_reading set result = $3, problem = $4 where id = $1 and worker = $2',
    [id, worker, json(result), problem ?? null],
  );
}

export interface InsideState {
  workedUntil: Date | null;
  progress: string | null;
  isDone: boolean;
}

/** Where a reading stands, for the one who goes on waiting for it. Null where it is gone. */
export async function awaitInside(
  db: Queryable,
  { id, wantedUntil }: { id: string; wantedUntil: Date },
): Promise<InsideState | null> {
  return one(
    db,
    `update drawbridge.inside_reading set wanted_until = $2 where id = $1
      returning worked_until, progress, result is not null or problem is not null as is_done`,
    [id, wantedUntil],
  );
}

/** What came of a reading, which is gone then. */
export async function takeInside(
  db: Queryable,
  id: string,
): Promise<{ result: Json | null; problem: string | null } | null> {
  return one(db, 'delete from drawbridge.inside_reading where id = $1 returning result, problem', [
    id,
  ]);
}

/** A worker of these reaches lives. */
export async function seeReachWorker(
  db: Queryable,
  { worker, reaches, now }: { worker: string; reaches: readonly string[]; now: Date },
): Promise<void> {
  await db.query(
    `insert into drawbridge.reach_worker (worker, reach, seen_at)
     select $1, reach, $3 from unnest($2::text[]) as reach
     on conflict (worker, reach) do update set seen_at = excluded.seen_at`,
    [worker, reaches, now],
  );
}

/** A worker ends, and says so. */
export async function forgetReachWorker(db: Queryable, worker: string): Promise<void> {
  await db.query('delete from drawbridge.reach_worker where worker = $1', [worker]);
}

/** The reaches of which a worker was seen since then. */
export async function livingReaches(db: Queryable, since: Date): Promise<string[]> {
  const rows = await many<{ reach: string }>(
    db,
    'select distinct reach from drawbridge.reach_worker where seen_at >= $1 order by reach',
    [since],
  );
  return rows.map(({ reach }) => reach);
}

/** Removes readings that nobody has waited for, and workers that nobody has seen, since then. */
export async function pruneInside(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from drawbridge.inside_reading where wanted_until < $1', [before]);
  await db.query('delete from drawbridge.reach_worker where seen_at < $1', [before]);
}
