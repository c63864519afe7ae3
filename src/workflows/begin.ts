/** The beginning of a run: once for each time, and never beside one that still goes on. */
import type pg from 'pg';
import { parseFilter } from '../fleet/filter.ts';
import { listClusters } from '../fleet/list.ts';
import type { Person } from '../rights/person.ts';
import { withTransaction } from '../store/pool.ts';
import {
  setWorkflowValue,
  skipWorkflowRun,
  startWorkflowRun,
  type WorkflowRunRow,
} from '../store/workflow-runs.ts';
import { appendTrail } from '../trail/append.ts';
import { workflowsInUse } from './adopt.ts';
import { clustersOf } from './clusters.ts';
import type { Runner, RunnerQueue } from './define-runner.ts';
import { runs } from './runs.ts';
import type { Workflow } from './schema.ts';

export interface BeginDeps {
  db: pg.Pool;
  clock(): Date;
  newId(): string;
  nudge(queue: RunnerQueue | 'workflows', id: string): Promise<void>;
}

export type StartOutcome =
  | { kind: 'started'; id: string }
  | { kind: 'still-running' }
  | { kind: 'unknown'; names: string[] }
  | { kind: 'disabled' }
  /** None of its clusters fits what was asked for. */
  | { kind: 'no-cluster' };

/** @param narrowed a filter, where not all of its clusters are meant */
export async function startRun(
  deps: BeginDeps,
  name: string,
  { person, narrowed }: { person: Person; narrowed?: string },
): Promise<StartOutcome> {
  const { workflows } = await workflowsInUse(deps.db);
  const workflow = workflows.find((each) => each.name === name);
  if (!workflow) return { kind: 'unknown', names: workflows.map((each) => each.name) };
  if (!workflow.enabled) return { kind: 'disabled' };
  const clusters = clustersOf(workflow, await listClusters(deps.db));
  if (narrowed !== undefined && !clusters.some(parseFilter(narrowed)))
    return { kind: 'no-cluster' };
  const asked = { scheduledFor: null, requestedBy: person };
  const id = await beginRun(deps, workflow, asked, narrowed);
  return id ? { kind: 'started', id } : { kind: 'still-running' };
}

/** Returns the id of the run; null where that time has one, or one still goes on. */
export async function beginRun(
  { db, clock, newId, nudge }: BeginDeps,
  workflow: Workflow,
  asked: Pick<WorkflowRunRow, 'scheduledFor' | 'requestedBy'>,
  narrowed?: string,
): Promise<string | null> {
  const id = newId();
  const now = clock();
  const all = clustersOf(workflow, await listClusters(db));
  const clusters = narrowed === undefined ? all : all.filter(parseFilter(narrowed));
  const runner = runnerOf(workflow.run);
  const queue = await withTransaction(db, async (tx) => {
    const run = {
      ...{ id, workflow: workflow.name, content: workflow, ...asked, now },
      ...{ clusterIds: clusters.map((each) => each.id), narrowed: clusters.length < all.length },
    };
    if (!(await startWorkflowRun(tx, run))) {
      if (asked.scheduledFor) await skipWorkflowRun(tx, run);
      return null;
    }
    if (asked.requestedBy)
      await appendTrail(tx, {
        at: now,
        kind: 'workflow.started',
        actor: asked.requestedBy,
        subject: { workflow: workflow.name },
        data: { run: id, clusters: run.clusterIds.length },
      });
    if (clusters.length < runner.leastClusters) return {};
    const given = runner.with.parse(workflow.with);
    const begun = await runner.begin(
      { db: tx, workflow: workflow.name, shadow: workflow.shadow, clusters, now, newId },
      given,
    );
    await setWorkflowValue(tx, { id, valueId: begun.valueId });
    return { begun };
  });
  if (!queue) return null;
  if (queue.begun?.nudge) await nudge(queue.begun.nudge, queue.begun.valueId);
  await nudge('workflows', id);
  return id;
}

export function runnerOf(name: string): Runner {
  const runner = runs.find(({ run }) => run === name);
  if (!runner) throw new Error(`There is nothing that runs “${name}”.`);
  return runner;
}
