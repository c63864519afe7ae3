import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface NodeRunRow {
  id: string;
  /** As it was asked for: `aks-prod-weu`, `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  /** { done, waiting } */
  progress: Json | null;
  /** ClusterNodes[] */
  result: Json | null;
  problem: { message: string; hint?: string } | null;
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

export async function getNodeRun(db: Queryable, id: string): Promise<NodeRunRow | null> {
  return one(db, 'select * from drawbridge.node_run where id = $1', [id]);
}

/**
 * Takes a run for `leaseMs`, so that no two workers ask Azure for the same. Whoever has it renews it; of one who
 * died, it is free again after that. Returns false where it has ended or another has it.
 */
export async function claimNodeRun(
  db: Queryable,
  { id, now, leaseMs }: { id: string; now: Date; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.node_run set worked_until = $3
      where id = $1 and state = 'running' and (worked_until is null or worked_until <= $2)`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
  return rowCount === 1;
}

/** As `claimNodeRun`, by the one who has it; `until` in the past lets it go. */
export async function renewNodeRun(
  db: Queryable,
  { id, until, progress }: { id: string; until: Date; progress: Json | null },
): Promise<void> {
  await db.query(
    `update drawbridge.node_run set worked_until = $2, progress = $3 where id = $1 and state = 'running'`,
    [id, until, json(progress)],
  );
}

/** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishNodeRun(
  db: Queryable,
  { id, result, now }: { id: string; result: Json; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.node_run set state = 'done', result = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(result), now],
  );
  return rowCount === 1;
}

/** As `finishNodeRun`, for a run that came to nothing. */
export async function failNodeRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.node_run set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

/** Runs that nobody works on although they have not ended: their job may be lost. */
export async function unfinishedNodeRuns(
  db: Queryable,
  { startedBefore, now }: { startedBefore: Date; now: Date },
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.node_run
      where state = 'running' and started_at < $1 and (worked_until is null or worked_until <= $2)
      order by started_at`,
    [startedBefore, now],
  );
}
