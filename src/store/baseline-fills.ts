import type pg from 'pg';
import { type Queryable, withTransaction } from './pool.ts';
import { many } from './rows.ts';

export interface BaselineFillRow {
  clusterId: string;
  /** The GUID by which queries name the workspace. */
  customerId: string;
  logTable: string;
  plan: string;
  state: 'running' | 'done' | 'short';
  begunFrom: Date;
  wantedFrom: Date;
  filledFrom: Date;
  /** Since when was watched before, where the fill only closes a gap. */
  joins: Date | null;
  stepMinutes: number;
  oldest: Date | null;
  problem: string | null;
}

/**
 * Asks for the time before clusters were watched to be read, back to `wantedFrom`, where that is missing. A fill that
 * runs goes on; one that has ended begins anew only after a time in which nobody watched, and then reads that time
 * alone if what came before is known.
 */
export async function startFills(
  db: Queryable,
  fill: Pick<BaselineFillRow, 'customerId' | 'logTable' | 'plan' | 'wantedFrom'> & {
    clusterIds: readonly string[];
    now: Date;
  },
): Promise<void> {
  await db.query(
    `insert into drawbridge.baseline_fill as known
       (cluster_id, customer_id, log_table, plan, state, begun_from, wanted_from, filled_from, joins, due_at)
     select cluster_id, $2, $3, $4, 'running', since,
            case when gap_since <= $5 then greatest($5, gap_from) else $5 end, since,
            case when gap_since <= $5 then gap_since end, $6
       from drawbridge.watched_cluster where cluster_id = any($1) and since > $5
     on conflict (cluster_id) do update set
       customer_id = excluded.customer_id, log_table = excluded.log_table, plan = excluded.plan,
       state = 'running', begun_from = excluded.begun_from, wanted_from = excluded.wanted_from,
       filled_from = excluded.filled_from, joins = excluded.joins, step_minutes = 1440, oldest = null, problem = null, due_at = excluded.due_at
     where known.begun_from < excluded.begun_from
        or (known.state = 'running' and known.customer_id <> excluded.customer_id)`,
    [
      fill.clusterIds.map((each) => each.toLowerCase()),
      fill.customerId,
      fill.logTable,
      fill.plan,
      fill.wantedFrom,
      fill.now,
    ],
  );
}

/**
 * Begins anew where a cluster is asked for in another table than before: what that one did not hold, such as reads,
 * would look as if it had never been.
 */
export async function forgetOtherLogs(
  db: Queryable,
  { clusterIds, logTable }: { clusterIds: readonly string[]; logTable: string },
): Promise<void> {
  await db.query(
    `with other as (
       delete from drawbridge.baseline_fill
        where cluster_id = any($1) and log_table <> $2 returning cluster_id)
     delete from drawbridge.watched_cluster where cluster_id in (select cluster_id from other)`,
    [clusterIds, logTable],
  );
}

/**
 * Takes those that can be read by the same query next, for `leaseMs`. Empty where nothing is due, or where somebody is
 * at work on others: one at a time leaves Azure's limits to people.
 */
export async function claimFills(
  pool: pg.Pool,
  { now, leaseMs, most }: { now: Date; leaseMs: number; most: number },
): Promise<BaselineFillRow[]> {
  return withTransaction(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('drawbridge baseline fill'))`);
    return many(
      tx,
      `with next as (
         select customer_id, log_table, plan, filled_from, wanted_from, step_minutes
           from drawbridge.baseline_fill
          where state = 'running' and due_at <= $1
            and not exists (select from drawbridge.baseline_fill where worked_until > $1)
          order by filled_from desc, cluster_id limit 1)
       update drawbridge.baseline_fill set worked_until = $2
        where cluster_id in (
          select cluster_id from drawbridge.baseline_fill
            join next using (customer_id, log_table, plan, filled_from, wanted_from, step_minutes)
           where state = 'running' and due_at <= $1
           order by cluster_id limit $3)
       returning *`,
      [now, new Date(now.getTime() + leaseMs), most],
    );
  });
}

/** Whether any has to go on, now or later. */
export async function hasUnfinishedFills(db: Queryable): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from drawbridge.baseline_fill where state = 'running' limit 1`,
  );
  return (rowCount ?? 0) > 0;
}

/** Those of some clusters, and between which times each cluster is watched without a gap. */
export async function fillsOf(
  db: Queryable,
  clusterIds: readonly string[],
): Promise<{ clusterId: string; since: Date; until: Date; fill: BaselineFillRow | null }[]> {
  const rows = await many<BaselineFillRow & { watchedId: string; since: Date; until: Date }>(
    db,
    `select watched.cluster_id as watched_id, watched.since, watched.until, fill.*
       from drawbridge.watched_cluster as watched
       left join drawbridge.baseline_fill as fill using (cluster_id)
      where watched.cluster_id = any($1)`,
    [clusterIds],
  );
  return rows.map(({ watchedId, since, until, ...fill }) => ({
    clusterId: watchedId,
    since,
    until,
    fill: fill.state ? { ...fill, clusterId: watchedId } : null,
  }));
}

/** A step was read: `oldest` are the oldest records found in it, by cluster. */
export async function advanceFills(
  db: Queryable,
  {
    clusterIds,
    filledFrom,
    oldest,
  }: { clusterIds: readonly string[]; filledFrom: Date; oldest: ReadonlyMap<string, Date> },
): Promise<void> {
  await db.query(
    `update drawbridge.baseline_fill as fill
        set filled_from = $2, oldest = least(fill.oldest, found.oldest), problem = null, worked_until = null
       from unnest($1::text[], $3::timestamptz[]) as found (cluster_id, oldest)
      where fill.cluster_id = found.cluster_id`,
    [clusterIds, filledFrom, clusterIds.map((each) => oldest.get(each) ?? null)],
  );
}

/** There was too much: less is read at a time. */
export async function shortenFills(
  db: Queryable,
  { clusterIds, stepMinutes }: { clusterIds: readonly string[]; stepMinutes: number },
): Promise<void> {
  await db.query(
    `update drawbridge.baseline_fill set step_minutes = $2, worked_until = null
      where cluster_id = any($1)`,
    [clusterIds, stepMinutes],
  );
}

/** An attempt came to nothing: tried again at `dueAt`. */
export async function putOffFills(
  db: Queryable,
  {
    clusterIds,
    problem,
    dueAt,
  }: { clusterIds: readonly string[]; problem: string | null; dueAt: Date },
): Promise<void> {
  await db.query(
    `update drawbridge.baseline_fill set problem = coalesce($2, problem), due_at = $3, worked_until = null
      where cluster_id = any($1)`,
    [clusterIds, problem, dueAt],
  );
}

/** Ends a fill: the cluster counts as watched since `since`, unless there was a gap meanwhile. */
export async function endFill(
  tx: Queryable,
  {
    clusterId,
    state,
    since,
    problem,
  }: { clusterId: string; state: 'done' | 'short'; since: Date; problem: string | null },
): Promise<void> {
  await tx.query(
    `update drawbridge.watched_cluster as watched
        set since = least(watched.since, $2), gap_since = null, gap_from = null
       from drawbridge.baseline_fill as fill
      where watched.cluster_id = $1 and fill.cluster_id = $1 and watched.since <= fill.begun_from`,
    [clusterId, since],
  );
  await tx.query(
    `update drawbridge.baseline_fill set state = $2, problem = $3, worked_until = null
      where cluster_id = $1`,
    [clusterId, state, problem],
  );
}
