/** What is no longer kept. Changes, decisions, openings and the trail are never touched here. */

import type pg from 'pg';
import { type Queryable, withTransaction } from './pool.ts';

/** So many rows at a time: the first night after a long time without it must not hold the database up. */
const atOnce = 5_000;
/** Of each workflow, what the next run is compared with. */
const keptOfWorkflow = 10;

/** Looks that belong to nobody's history: each was made for somebody who asked, and is shown to them. */
const asked = ['rebuild_run', 'drift_run', 'forbidden_run', 'node_run', 'upgrade_run'] as const;

/**
 * Deletes reports and runs that ended before then. What still goes on stays, and so do the last report of each cluster
 * and the last runs of each workflow, with which the next ones are compared.
 */
export async function pruneRuns(db: pg.Pool, before: Date): Promise<void> {
  await withTransaction(db, (tx) => letFleetRunsGo(tx, before));
  await db.query(
    `delete from drawbridge.posture_run where id in (
       select id from drawbridge.posture_run run
        where state <> 'running' and coalesce(finished_at, started_at) < $1 and fleet_run_id is null
          and (state = 'failed' or exists (
            select from drawbridge.posture_run newer
             where newer.cluster_id = run.cluster_id and newer.state = 'done'
               and newer.finished_at > run.finished_at))
        limit $2)`,
    [before, atOnce],
  );
  await db.query(
    `delete from drawbridge.workflow_run where id in (
       select id from (
         select id, state, coalesce(finished_at, started_at) as at,
                row_number() over (partition by workflow, state order by started_at desc) as place
           from drawbridge.workflow_run) run
        where state <> 'running' and at < $1 and place > $3
        limit $2)`,
    [before, atOnce, keptOfWorkflow],
  );
  for (const table of asked)
    await db.query(
      `delete from drawbridge.${table} where id in (
         select id from drawbridge.${table}
          where state <> 'running' and coalesce(finished_at, started_at) < $1
          limit $2)`,
      [before, atOnce],
    );
}

/** Their reports then stand for their clusters alone, and go when those do. */
async function letFleetRunsGo(tx: Queryable, before: Date): Promise<void> {
  await tx.query(
    `with gone as (
       select id from drawbridge.fleet_run
        where state <> 'running' and replied_at is not null
          and coalesce(finished_at, started_at) < $1
        order by started_at limit 20 for update)
     update drawbridge.posture_run set fleet_run_id = null, digest = null
       from gone where fleet_run_id = gone.id and state <> 'running'`,
    [before],
  );
  await tx.query(
    `delete from drawbridge.fleet_run run
      where state <> 'running' and coalesce(finished_at, started_at) < $1
        and not exists (select from drawbridge.posture_run where fleet_run_id = run.id)`,
    [before],
  );
}
