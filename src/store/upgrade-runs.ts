import { type LeasedRun, leasedRuns } from './leased-runs.ts';
import type { Queryable } from './pool.ts';
import { type Json, json, many } from './rows.ts';

export interface UpgradeRunRow extends LeasedRun {
  /** As it was asked for: `aks-prod-weu`, `tag:app=shop`. */
  filter: string;
  /** In lower case. */
  clusterIds: string[];
  /** The replacement of the one cluster is written, instead of looking at its upgrade. */
  replace: boolean;
  /** { done, waiting } */
  progress: Json | null;
  /** FleetUpgradeReport; of a replacement, { version, made, checklist } */
  result: Json | null;
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

export const upgradeRuns = leasedRuns<UpgradeRunRow>('upgrade_run');

/**
 * Takes warnings for a run that no earlier run for the same teller has taken; those that the same run took before are
 * its own.
 * @param for who tells: a workflow, or one in shadow, of which nobody hears
 * @returns the occasions that this run is to tell
 */
export async function takeUpgradeWarnings(
  db: Queryable,
  {
    runId,
    for: teller,
    warnings,
    now,
  }: {
    runId: string;
    for: string;
    warnings: readonly { clusterId: string; occasion: string }[];
    now: Date;
  },
): Promise<{ clusterId: string; occasion: string }[]> {
  const values = [
    warnings.map(({ clusterId }) => clusterId.toLowerCase()),
    warnings.map(({ occasion }) => occasion),
    teller,
  ];
  await db.query(
    `insert into drawbridge.upgrade_warning (cluster_id, occasion, run_id, at)
     select cluster_id, $3 || ': ' || occasion, $4, $5
       from unnest($1::text[], $2::text[]) as given (cluster_id, occasion)
     on conflict do nothing`,
    [...values, runId, now],
  );
  return many(
    db,
    `select given.cluster_id, given.occasion from unnest($1::text[], $2::text[]) as given (cluster_id, occasion)
       join drawbridge.upgrade_warning warning
         on warning.cluster_id = given.cluster_id and warning.occasion = $3 || ': ' || given.occasion
      where run_id = $4`,
    [...values, runId],
  );
}

/** Clusters that have recovered: should they fail to go to the same version once more, that is news. */
export async function forgetUpgradeFailures(
  db: Queryable,
  { for: teller, clusterIds }: { for: string; clusterIds: readonly string[] },
): Promise<void> {
  await db.query(
    `delete from drawbridge.upgrade_warning
      where cluster_id = any($1::text[]) and starts_with(occasion, $2 || ': failure/')`,
    [clusterIds.map((each) => each.toLowerCase()), teller],
  );
}

/** Clusters, in lower case, whose upgrade was begun here, and has moved since then. */
export async function upgradedFromHere(
  db: Queryable,
  { clusterIds, since }: { clusterIds: readonly string[]; since: Date },
): Promise<Set<string>> {
  const rows = await many<{ clusterId: string }>(
    db,
    `select distinct lower(cluster_id) as cluster_id from drawbridge.change
      where action = 'kubernetes-upgrade' and (intent is not null or step > 0)
        and updated_at >= $2 and lower(cluster_id) = any($1::text[])`,
    [clusterIds.map((each) => each.toLowerCase()), since],
  );
  return new Set(rows.map(({ clusterId }) => clusterId));
}
