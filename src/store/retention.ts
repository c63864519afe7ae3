/** What is no longer kept. Changes, decisions, openings and the trail are never touched here. */

import type pg from 'pg';
import { type Queryable, withTransaction } from './pool.ts';

/** So many rows at a time: the first night after a long time without it must not hold the database up. */
const atOnce = 5_000;
/** Of each workflow, what the next run is compared with. */
const keptOfWorkflow = 10;

/** Looks that were made for somebody who asked, and are shown to them, or for a workflow. */
const asked = ['rebuild_run', 'drift_run', 'forbidden_run', 'node_run', 'upgrade_run'] as const;

/** What a run of a workflow found, that is kept: the next one is compared with it. */
const isOfWorkflow =
  'exists (select from drawbridge.workflow_run kept where kept.value_id = run.id::text)';

/**
 * Deletes reports and runs that ended before then, and the record of what was sent. What still goes on stays, and so do the last report of each cluster
 * and the last runs of each workflow with what they found, with which the next ones are compared.
 */
export async function pruneRuns(db: pg.Pool, before: Date): Promise<void> {
  await letSentGo(db, before);
  await letWorkflowRunsGo(db, before);
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
  for (const table of asked)
    await db.query(
      `delete from drawbridge.${table} where id in (
         select id from drawbridge.${table} run
          where state <> 'running' and coalesce(finished_at, started_at) < $1 and not ${isOfWorkflow}
          limit $2)`,
      [before, atOnce],
    );
}

/** What was sent long ago. Keys of other things than runs stay: without them, something could be told twice. */
async function letSentGo(db: Queryable, before: Date): Promise<void> {
  await db.query(
    `delete from drawbridge.outgoing where id in (
       select id from drawbridge.outgoing
        where state <> 'due' and created_at < $1
          and (dedupe is null or dedupe like 'workflow-%' or dedupe like 'held/%')
        limit $2)`,
    [before, atOnce],
  );
}

/** The run of the last time of a schedule stays in any case: without it, that time would seem to have been missed. */
async function letWorkflowRunsGo(db: Queryable, before: Date): Promise<void> {
  await db.query(
    `delete from drawbridge.workflow_run where id in (
       select id from (
         select id, state, scheduled_for, coalesce(finished_at, started_at) as at,
                row_number() over (partition by workflow, state, narrowed, content->'shadow'
                                   order by started_at desc) as place,
                max(scheduled_for) over (partition by workflow) as last_time
           from drawbridge.workflow_run) run
        where state <> 'running' and at < $1 and place > $3
          and (scheduled_for is null or scheduled_for < last_time)
        limit $2)`,
    [before, atOnce, keptOfWorkflow],
  );
}

/** Their reports then stand for their clusters alone, and go when those do. */
async function letFleetRunsGo(tx: Queryable, before: Date): Promise<void> {
  await tx.query(
    `with gone as (
       select id from drawbridge.fleet_run run
        where state <> 'running' and replied_at is not null
          and coalesce(finished_at, started_at) < $1 and not ${isOfWorkflow}
        order by started_at limit 20 for update)
     update drawbridge.posture_run set fleet_run_id = null, digest = null
       from gone where fleet_run_id = gone.id and state <> 'running'`,
    [before],
  );
  await tx.query(
    `delete from drawbridge.fleet_run run
      where state <> 'running' and coalesce(finished_at, started_at) < $1
        and not ${isOfWorkflow}
        and not exists (select from drawbridge.posture_run where fleet_run_id = run.id)`,
    [before],
  );
}
