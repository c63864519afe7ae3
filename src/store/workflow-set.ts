import type { Queryable } from './pool.ts';
import { type Json, json, many, one } from './rows.ts';

export interface WorkflowSetRow {
  digest: string;
  /** WorkflowSet */
  content: Json;
  loadedAt: Date;
  problem: { digest: string; lines: string[]; at: string } | null;
}

export async function getWorkflowSet(db: Queryable): Promise<WorkflowSetRow | null> {
  return one(db, 'select digest, content, loaded_at, problem from drawbridge.workflow_set');
}

/** In a transaction; nobody else replaces it until that ends. */
export async function lockWorkflowSet(tx: Queryable): Promise<WorkflowSetRow | null> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('drawbridge.workflow_set'))`);
  return getWorkflowSet(tx);
}

export async function saveWorkflowSet(
  tx: Queryable,
  { digest, content, now }: { digest: string; content: Json; now: Date },
): Promise<void> {
  await tx.query(
    `insert into drawbridge.workflow_set (id, digest, content, loaded_at) values (1, $1, $2, $3)
     on conflict (id) do update
        set digest = excluded.digest, content = excluded.content, loaded_at = excluded.loaded_at, problem = null`,
    [digest, json(content), now],
  );
}

/** What is wrong with newer files, or null when that is over. */
export async function saveWorkflowProblem(
  tx: Queryable,
  problem: WorkflowSetRow['problem'],
): Promise<void> {
  await tx.query('update drawbridge.workflow_set set problem = $1', [json(problem)]);
}

/** These schedules hold from now on, and no others; one that held already keeps its beginning. */
export async function saveSchedules(
  tx: Queryable,
  { schedules, now }: { schedules: readonly { workflow: string; schedule: string }[]; now: Date },
): Promise<void> {
  const names = schedules.map(({ workflow }) => workflow);
  await tx.query('delete from drawbridge.workflow_schedule where workflow <> all($1::text[])', [
    names,
  ]);
  await tx.query(
    `insert into drawbridge.workflow_schedule (workflow, schedule, since)
     select each.workflow, each.schedule, $3 from unnest($1::text[], $2::text[]) as each (workflow, schedule)
     on conflict (workflow) do update set schedule = excluded.schedule, since = excluded.since
      where workflow_schedule.schedule <> excluded.schedule`,
    [names, schedules.map(({ schedule }) => schedule), now],
  );
}

export async function schedulesSince(db: Queryable): Promise<{ workflow: string; since: Date }[]> {
  return many(db, 'select workflow, since from drawbridge.workflow_schedule');
}
