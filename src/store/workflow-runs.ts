import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface WorkflowRunRow {
  id: string;
  workflow: string;
  /** Workflow, as it was when it began. */
  content: Json;
  /** Null where somebody asked. */
  scheduledFor: Date | null;
  requestedBy: StoredPerson | null;
  /** `skipped`: the run before still went on. */
  state: 'running' | 'done' | 'failed' | 'skipped';
  clusterIds: string[];
  /** Over some of its clusters, for somebody who asked: what comes later is not compared with it. */
  narrowed: boolean;
  valueId: string | null;
  startedAt: Date;
  lookedAt: Date;
  finishedAt: Date | null;
  /** WorkflowResult */
  result: Json | null;
  problem: string | null;
}

export type NewWorkflowRun = Pick<
  WorkflowRunRow,
  'id' | 'workflow' | 'content' | 'scheduledFor' | 'requestedBy' | 'clusterIds' | 'narrowed'
> & { now: Date };

/** Returns false where that time has its run already, or one still goes on. */
export async function startWorkflowRun(tx: Queryable, run: NewWorkflowRun): Promise<boolean> {
  return insert(tx, run, 'running');
}

/** That time passes without a run. Returns false where it has one. */
export async function skipWorkflowRun(tx: Queryable, run: NewWorkflowRun): Promise<boolean> {
  return insert(tx, run, 'skipped');
}

async function insert(
  tx: Queryable,
  { id, workflow, content, scheduledFor, requestedBy, clusterIds, narrowed, now }: NewWorkflowRun,
  state: 'running' | 'skipped',
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into drawbridge.workflow_run (id, workflow, content, scheduled_for, requested_by, state,
       cluster_ids, started_at, looked_at, finished_at, narrowed)
     values ($1, $2, $3, $4, $5, $6, $7::text[], $8, $8, $9, $10) on conflict do nothing`,
    [
      id,
      workflow,
      json(content),
      scheduledFor,
      json(requestedBy),
      state,
      clusterIds.map((each) => each.toLowerCase()),
      now,
      state === 'skipped' ? now : null,
      narrowed,
    ],
  );
  return rowCount === 1;
}

export async function hasWorkflowRun(
  db: Queryable,
  { workflow, scheduledFor }: { workflow: string; scheduledFor: Date },
): Promise<boolean> {
  const row = await one(
    db,
    'select 1 as one from drawbridge.workflow_run where workflow = $1 and scheduled_for = $2',
    [workflow, scheduledFor],
  );
  return row !== null;
}

export async function setWorkflowValue(
  tx: Queryable,
  { id, valueId }: { id: string; valueId: string },
): Promise<void> {
  await tx.query('update drawbridge.workflow_run set value_id = $2 where id = $1', [id, valueId]);
}

export async function getWorkflowRun(db: Queryable, id: string): Promise<WorkflowRunRow | null> {
  return one(db, 'select * from drawbridge.workflow_run where id = $1', [id]);
}

/** Somebody asked what came of a run: so its job is not lost. */
export async function touchWorkflowRun(
  db: Queryable,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  await db.query('update drawbridge.workflow_run set looked_at = $2 where id = $1', [id, now]);
}

/** Ends a run once; a second end changes nothing and returns false. */
export async function finishWorkflowRun(
  tx: Queryable,
  {
    id,
    state,
    result,
    problem,
    now,
  }: {
    id: string;
    state: 'done' | 'failed';
    result: Json | null;
    problem: string | null;
    now: Date;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update drawbridge.workflow_run set state = $2, result = $3, problem = $4, finished_at = $5
      where id = $1 and state = 'running'`,
    [id, state, json(result), problem, now],
  );
  return rowCount === 1;
}

/** The run of a workflow that ended last, well or not. */
export async function lastEndedRun(
  db: Queryable,
  workflow: string,
): Promise<WorkflowRunRow | null> {
  return one(
    db,
    `select * from drawbridge.workflow_run where workflow = $1 and state in ('done', 'failed')
      order by finished_at desc limit 1`,
    [workflow],
  );
}

/**
 * Runs with which a later one may be compared, the newest first: that ran the same over all of its clusters, ended well,
 * and were in shadow or not as it is. What was found in shadow, nobody was told.
 */
export async function comparableRuns(
  db: Queryable,
  {
    workflow,
    run,
    shadow,
    limit,
  }: { workflow: string; run: string; shadow: boolean; limit: number },
): Promise<Pick<WorkflowRunRow, 'valueId' | 'startedAt'>[]> {
  return many(
    db,
    `select value_id, started_at from drawbridge.workflow_run
      where workflow = $1 and state = 'done' and not narrowed and content->>'run' = $2
        and coalesce((content->>'shadow')::boolean, false) = $3
      order by finished_at desc limit $4`,
    [workflow, run, shadow, limit],
  );
}

export type PastRun = Omit<WorkflowRunRow, 'result'> & { finishedAt: Date };

/** All that ended since then, the oldest first, without what came of them. */
export async function workflowRunsSince(db: Queryable, since: Date): Promise<PastRun[]> {
  return many(
    db,
    `select id, workflow, content, scheduled_for, requested_by, state, cluster_ids, narrowed, value_id,
            started_at, looked_at, finished_at, problem
       from drawbridge.workflow_run
      where state in ('done', 'failed') and finished_at >= $1 order by finished_at, id`,
    [since],
  );
}

/** The last run of each workflow, ended or not; times that passed without one left out. */
export async function latestWorkflowRuns(db: Queryable): Promise<WorkflowRunRow[]> {
  return many(
    db,
    `select distinct on (workflow) * from drawbridge.workflow_run where state <> 'skipped'
      order by workflow, started_at desc`,
  );
}

/** Runs about which nobody has asked for a while although they have not ended. */
export async function unwatchedWorkflowRuns(
  db: Queryable,
  lookedBefore: Date,
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.workflow_run where state = 'running' and looked_at < $1 order by started_at`,
    [lookedBefore],
  );
}
