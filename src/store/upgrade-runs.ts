import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface UpgradeRunRow {
  id: string;
  /** As it was asked for: `aks-prod-weu`, `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  /** The replacement of the one cluster is written, instead of looking at its upgrade. */
  replace: boolean;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  /** { done, waiting } */
  progress: Json | null;
  /** FleetUpgradeReport; of a replacement, { version, made, checklist } */
  result: Json | null;
  problem: { message: string; hint?: string } | null;
}

export async function startUpgradeRun(
  db: Queryable,
  run: Pick<UpgradeRunRow, 'id' | 'filter' | 'requestedBy'> & {
    clusterIds: readonly string[];
    replace?: boolean;
    now: Date;
  },
): Promise<void> {
  await db.query(
    `insert into drawbridge.upgrade_run (id, filter, cluster_ids, state, requested_by, started_at, replace)
     values ($1, $2, $3::text[], 'running', $4, $5, $6)`,
    [
      run.id,
      run.filter,
      run.clusterIds.map((each) => each.toLowerCase()),
      json(run.requestedBy),
      run.now,
      run.replace ?? false,
    ],
  );
}

export async function getUpgradeRun(db: Queryable, id: string): Promise<UpgradeRunRow | null> {
  return one(db, 'select * from drawbridge.upgrade_run where id = $1', [id]);
}

/**
 * Takes a run for `leaseMs`, so that no two workers ask Azure for the same. Whoever has it renews it; of one who
 * died, it is free again after that. Returns false where it has ended or another has it.
 */
export async function claimUpgradeRun(
  db: Queryable,
  { id, now, leaseMs }: { id: string; now: Date; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.upgrade_run set worked_until = $3
      where id = $1 and state = 'running' and (worked_until is null or worked_until <= $2)`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
  return rowCount === 1;
}

/** As `claimUpgradeRun`, by the one who has it; `until` in the past lets it go. */
export async function renewUpgradeRun(
  db: Queryable,
  { id, until, progress }: { id: string; until: Date; progress: Json | null },
): Promise<void> {
  await db.query(
    `update drawbridge.upgrade_run set worked_until = $2, progress = $3 where id = $1 and state = 'running'`,
    [id, until, json(progress)],
  );
}

/** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishUpgradeRun(
  db: Queryable,
  { id, result, now }: { id: string; result: Json; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.upgrade_run set state = 'done', result = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(result), now],
  );
  return rowCount === 1;
}

/** As `finishUpgradeRun`, for a run that came to nothing. */
export async function failUpgradeRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.upgrade_run set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

/** Runs that nobody works on although they have not ended: their job may be lost. */
export async function unfinishedUpgradeRuns(
  db: Queryable,
  { startedBefore, now }: { startedBefore: Date; now: Date },
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.upgrade_run
      where state = 'running' and started_at < $1 and (worked_until is null or worked_until <= $2)
      order by started_at`,
    [startedBefore, now],
  );
}

/**
 * Takes warnings that nobody has taken yet, for a run; those that the same run took before are its own.
 * @returns the occasions that this run is to tell
 */
export async function takeUpgradeWarnings(
  db: Queryable,
  {
    runId,
    warnings,
    now,
  }: {
    runId: string;
    warnings: readonly { clusterId: string; occasion: string }[];
    now: Date;
  },
): Promise<{ clusterId: string; occasion: string }[]> {
  const values = [
    warnings.map(({ clusterId }) => clusterId.toLowerCase()),
    warnings.map(({ occasion }) => occasion),
  ];
  await db.query(
    `insert into drawbridge.upgrade_warning (cluster_id, occasion, run_id, at)
     select cluster_id, occasion, $3, $4 from unnest($1::text[], $2::text[]) as given (cluster_id, occasion)
     on conflict do nothing`,
    [...values, runId, now],
  );
  return many(
    db,
    `select warning.cluster_id, warning.occasion from drawbridge.upgrade_warning warning
       join unnest($1::text[], $2::text[]) as given (cluster_id, occasion) using (cluster_id, occasion)
      where run_id = $3`,
    [...values, runId],
  );
}

/** Clusters, in lower case, whose upgrade was asked for here since then. */
export async function upgradedFromHere(
  db: Queryable,
  { clusterIds, since }: { clusterIds: readonly string[]; since: Date },
): Promise<Set<string>> {
  const rows = await many<{ clusterId: string }>(
    db,
    `select distinct lower(cluster_id) as cluster_id from drawbridge.change
      where action = 'kubernetes-upgrade' and updated_at >= $2 and lower(cluster_id) = any($1::text[])`,
    [clusterIds.map((each) => each.toLowerCase()), since],
  );
  return new Set(rows.map(({ clusterId }) => clusterId));
}
