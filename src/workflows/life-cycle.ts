/** Runs of workflows: begun once for each time, followed until they end, told to whom the routes say. */
import type pg from 'pg';
import { listClusters } from '../fleet/list.ts';
import type { TakeOptions } from '../forbidden/alerts/take.ts';
import type { ClusterLook } from '../forbidden/types.ts';
import type { Owners } from '../posture/fleet/owners.ts';
import type { Person } from '../rights/person.ts';
import { heldMessage } from '../store/held.ts';
import { addOutgoing } from '../store/outgoing.ts';
import { withTransaction } from '../store/pool.ts';
import {
  comparableRuns,
  finishWorkflowRun,
  getWorkflowRun,
  hasWorkflowRun,
  lastEndedRun,
  touchWorkflowRun,
  unwatchedWorkflowRuns,
  type WorkflowRunRow,
} from '../store/workflow-runs.ts';
import { schedulesSince } from '../store/workflow-set.ts';
import { workflowsInUse } from './adopt.ts';
import { alertRoute } from './alert-route.ts';
import { beginRun, runnerOf, type StartOutcome, startRun } from './begin.ts';
import { timetable } from './cron.ts';
import type { Collected, Notice, RunnerQueue } from './define-runner.ts';
import type { Workflow } from './schema.ts';
import { messagesFor, type WorkflowResult } from './tell.ts';

export interface WorkflowsDeps {
  db: pg.Pool;
  owners: Owners;
  alerts: { take(looks: readonly ClusterLook[], options: TakeOptions): Promise<void> };
  clock(): Date;
  newId(): string;
  nudge(queue: RunnerQueue | 'outgoing' | 'workflows', id: string, delayMs?: number): Promise<void>;
  /** Tells where something went wrong that no message tells. */
  warn(about: Record<string, unknown>, text: string): void;
}

export interface Workflows {
  /** Begins what is due: the last time of each schedule, if it has no run yet. */
  fire(): Promise<void>;
  /** Begins one now, because somebody asks; over some of its clusters, where a filter says which. */
  start(name: string, person: Person, narrowed?: string): Promise<StartOutcome>;
  /** Asks what came of a run. Returns whether it still goes on. */
  proceed(id: string): Promise<boolean>;
  /** What was missed or lost. */
  sweep(): Promise<void>;
}

const minuteMs = 60_000;
/** So many earlier runs tell what was there before: a cluster may have been unreadable in some. */
const lookBack = 10;
/** What takes longer has come to nothing: one that never ends would keep all others of its workflow from beginning. */
const longestRunMs = 360 * minuteMs;
const tooLong = 'it had not ended after 6 hours';

export function createWorkflows(deps: WorkflowsDeps): Workflows {
  const { db, clock, nudge } = deps;

  async function fire(): Promise<void> {
    const { workflows } = await workflowsInUse(db);
    const since = new Map((await schedulesSince(db)).map((each) => [each.workflow, each.since]));
    const errors: unknown[] = [];
    for (const workflow of workflows) {
      const { schedule, timezone } = workflow.on;
      const from = since.get(workflow.name);
      if (!workflow.enabled || !schedule || !from) continue;
      const due = timetable({ schedule, timezone }).last(clock());
      if (!due || due < from) continue;
      // What is wrong with one keeps no other from running.
      await beginUnlessDone(workflow, due).catch((error: unknown) => void errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'Not all that is due could be begun.');
  }

  async function beginUnlessDone(workflow: Workflow, due: Date): Promise<void> {
    if (await hasWorkflowRun(db, { workflow: workflow.name, scheduledFor: due })) return;
    await beginRun(deps, workflow, { scheduledFor: due, requestedBy: null });
  }

  return {
    fire,
    start: (name, person, narrowed) => startRun(deps, name, { person, narrowed }),
    proceed: (id) => proceed(deps, id),
    async sweep() {
      const before = new Date(clock().getTime() - minuteMs);
      for (const { id } of await unwatchedWorkflowRuns(db, before)) await nudge('workflows', id);
      await fire();
    },
  };
}

async function proceed(deps: WorkflowsDeps, id: string): Promise<boolean> {
  const { db, clock } = deps;
  const run = await getWorkflowRun(db, id);
  if (run?.state !== 'running') return false;
  await touchWorkflowRun(db, { id, now: clock() });
  const isOverdue = clock().getTime() - run.startedAt.getTime() > longestRunMs;
  const collected = await collect(deps, run).catch((error: unknown) => {
    if (!isOverdue) throw error;
    return failed(`what came of it could not be read: ${String(error)}`);
  });
  if (collected.state === 'running' && !isOverdue) return true;
  await finish(deps, run, collected.state === 'running' ? failed(tooLong) : collected);
  return false;
}

function failed(message: string): Extract<Collected, { state: 'failed' }> {
  return { state: 'failed', message };
}

async function collect(
  { db, alerts, owners, clock }: WorkflowsDeps,
  run: WorkflowRunRow,
): Promise<Collected> {
  // Rows are written by `begin` alone.
  const workflow = run.content as Workflow;
  const runner = runnerOf(workflow.run);
  if (run.valueId === null) {
    const few = run.clusterIds.length === 0 ? 'no cluster fits' : 'only one cluster fits';
    const filters = [workflow.clusters].flat().join(', ');
    return failed(`${few} "${filters}", and it takes ${runner.leastClusters}`);
  }
  // A run over some of the clusters says nothing about the others, and is compared with none.
  const ended = run.narrowed
    ? []
    : await comparableRuns(db, {
        ...{ workflow: run.workflow, run: workflow.run, shadow: workflow.shadow },
        limit: lookBack,
      });
  const { routes } = await workflowsInUse(db);
  const fleet = await listClusters(db);
  const placing = alertRoute({ workflow, routes, owners, fleet, now: clock() });
  return runner.collect(
    db,
    {
      valueId: run.valueId,
      before: ended.flatMap(({ valueId }) => valueId ?? []),
      with: runner.with.parse(workflow.with),
      clusterIds: run.clusterIds,
      startedAt: run.startedAt,
      since: ended[0]?.startedAt ?? null,
    },
    {
      takeAlerts: (looks, detections) =>
        alerts.take(looks, {
          ...{ workflow: workflow.name, route: placing },
          ...{ shadow: workflow.shadow, detections },
        }),
    },
  );
}

async function finish(
  { db, owners, clock, nudge, warn }: WorkflowsDeps,
  run: WorkflowRunRow,
  collected: Exclude<Collected, { state: 'running' }>,
): Promise<void> {
  const now = clock();
  const workflow = run.content as Workflow;
  const { routes } = await workflowsInUse(db);
  const fleet = await listClusters(db);
  const last = await lastEndedRun(db, run.workflow);
  const notices = [...ownNotices(run, collected, last), ...noticesOf(collected)];
  const summary = collected.state === 'done' ? collected.summary : collected.message;
  const { nothing, isList } = collected.state === 'done' ? collected : {};
  const result = messagesFor({
    ...{ workflow, notices, summary, nothing, isList, fleet, routes, owners, now },
  });
  const problem = collected.state === 'failed' ? collected.message : null;
  const posts = await withTransaction(db, async (tx) => {
    const ended = { id: run.id, state: collected.state, result, problem, now };
    if (!(await finishWorkflowRun(tx, ended))) return [];
    return result.shadow ? [] : postsOf(result, run, now, (row) => addOutgoing(tx, row));
  });
  if (result.unplaced)
    warn({ workflow: workflow.name, ...result.unplaced }, 'nobody was told of it');
  for (const { id, delayMs } of posts) await nudge('outgoing', id, delayMs);
}

function noticesOf(collected: Collected): Notice[] {
  return collected.state === 'done' ? collected.notices : [];
}

/** That a run came to nothing is told once, and that it works again. */
export function ownNotices(
  { workflow, clusterIds }: Pick<WorkflowRunRow, 'workflow' | 'clusterIds'>,
  { state, ...rest }: Exclude<Collected, { state: 'running' }>,
  last: Pick<WorkflowRunRow, 'state' | 'problem'> | null,
): Notice[] {
  const about = { fingerprint: `${workflow}/run`, clusterIds, always: true } as const;
  const message = 'message' in rest ? rest.message : '';
  if (state === 'failed' && last?.problem !== message)
    return [
      { ...about, change: 'new', severity: 'high', text: `The run came to nothing: ${message}` },
    ];
  if (state === 'done' && last?.state === 'failed')
    return [{ ...about, change: 'resolved', severity: 'info', text: 'The run works again' }];
  return [];
}

async function postsOf(
  { messages }: WorkflowResult,
  { id }: WorkflowRunRow,
  now: Date,
  add: (row: Parameters<typeof addOutgoing>[1]) => Promise<string | null>,
): Promise<{ id: string; delayMs: number }[]> {
  const posts: { id: string; delayMs: number }[] = [];
  for (const [index, { place, notBefore, digest = false }] of messages.entries()) {
    if (notBefore !== undefined) {
      const until = new Date(notBefore);
      const held = heldMessage({ place, until, digest });
      const outgoing = await add(held);
      if (outgoing) posts.push({ id: outgoing, delayMs: held.dueAt.getTime() - now.getTime() });
      continue;
    }
    const outgoing = await add({
      view: 'workflow-news',
      valueId: `${id}/${index}`,
      target:
        'channel' in place
          ? { kind: 'channel', channel: place.channel }
          : { kind: 'person', userId: place.person },
      dedupe: `workflow-${id}-${index}`,
      dueAt: now,
    });
    if (outgoing) posts.push({ id: outgoing, delayMs: 0 });
  }
  const shown = await add({
    view: 'workflow-run',
    valueId: id,
    target: { kind: 'everywhere' },
    dueAt: now,
  });
  if (shown) posts.push({ id: shown, delayMs: 0 });
  return posts;
}
