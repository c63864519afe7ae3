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
  endedWorkflowRuns,
  finishWorkflowRun,
  getWorkflowRun,
  hasWorkflowRun,
  setWorkflowValue,
  skipWorkflowRun,
  startWorkflowRun,
  touchWorkflowRun,
  unwatchedWorkflowRuns,
  type WorkflowRunRow,
} from '../store/workflow-runs.ts';
import { schedulesSince } from '../store/workflow-set.ts';
import { appendTrail } from '../trail/append.ts';
import { workflowsInUse } from './adopt.ts';
import { alertRoute } from './alert-route.ts';
import { clustersOf } from './clusters.ts';
import { timetable } from './cron.ts';
import type { Collected, Notice, RunnerQueue } from './define-runner.ts';
import { runs } from './runs.ts';
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

type StartOutcome =
  | { kind: 'started'; id: string }
  | { kind: 'still-running' }
  | { kind: 'unknown'; names: string[] }
  | { kind: 'disabled' };

export interface Workflows {
  /** Begins what is due: the last time of each schedule, if it has no run yet. */
  fire(): Promise<void>;
  /** Begins one now, because somebody asks. */
  start(name: string, person: Person): Promise<StartOutcome>;
  /** Asks what came of a run. Returns whether it still goes on. */
  proceed(id: string): Promise<boolean>;
  /** What was missed or lost. */
  sweep(): Promise<void>;
}

const minuteMs = 60_000;
/** So many earlier runs tell what was there before: a cluster may have been unreadable in some. */
const lookBack = 10;

export function createWorkflows(deps: WorkflowsDeps): Workflows {
  const { db, clock, nudge } = deps;

  async function fire(): Promise<void> {
    const { workflows } = await workflowsInUse(db);
    const since = new Map((await schedulesSince(db)).map((each) => [each.workflow, each.since]));
    for (const workflow of workflows) {
      const { schedule, timezone } = workflow.on;
      const from = since.get(workflow.name);
      if (!workflow.enabled || !schedule || !from) continue;
      const due = timetable({ schedule, timezone }).last(clock());
      if (!due || due < from) continue;
      const time = { workflow: workflow.name, scheduledFor: due };
      if (await hasWorkflowRun(db, time)) continue;
      await begin(deps, workflow, { scheduledFor: due, requestedBy: null });
    }
  }

  return {
    fire,
    async start(name, person) {
      const { workflows } = await workflowsInUse(db);
      const workflow = workflows.find((each) => each.name === name);
      if (!workflow) return { kind: 'unknown', names: workflows.map((each) => each.name) };
      if (!workflow.enabled) return { kind: 'disabled' };
      const id = await begin(deps, workflow, { scheduledFor: null, requestedBy: person });
      return id ? { kind: 'started', id } : { kind: 'still-running' };
    },
    proceed: (id) => proceed(deps, id),
    async sweep() {
      await fire();
      const before = new Date(clock().getTime() - minuteMs);
      for (const { id } of await unwatchedWorkflowRuns(db, before)) await nudge('workflows', id);
    },
  };
}

/** Returns the id of the run; null where that time has one, or one still goes on. */
async function begin(
  { db, clock, newId, nudge }: WorkflowsDeps,
  workflow: Workflow,
  asked: Pick<WorkflowRunRow, 'scheduledFor' | 'requestedBy'>,
): Promise<string | null> {
  const id = newId();
  const now = clock();
  const clusters = clustersOf(workflow, await listClusters(db));
  const runner = runnerOf(workflow.run);
  const queue = await withTransaction(db, async (tx) => {
    const run = {
      ...{ id, workflow: workflow.name, content: workflow, ...asked, now },
      clusterIds: clusters.map((each) => each.id),
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
      { db: tx, workflow: workflow.name, clusters, now, newId },
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

async function proceed(deps: WorkflowsDeps, id: string): Promise<boolean> {
  const { db, clock } = deps;
  const run = await getWorkflowRun(db, id);
  if (run?.state !== 'running') return false;
  await touchWorkflowRun(db, { id, now: clock() });
  const earlier = await endedWorkflowRuns(db, { workflow: run.workflow, limit: lookBack });
  const collected = await collect(deps, run, earlier);
  if (collected.state === 'running') return true;
  await finish(deps, run, collected, earlier[0]);
  return false;
}

async function collect(
  { db, alerts, owners, clock }: WorkflowsDeps,
  run: WorkflowRunRow,
  earlier: readonly WorkflowRunRow[],
): Promise<Collected> {
  // Rows are written by `begin` alone.
  const workflow = run.content as Workflow;
  const runner = runnerOf(workflow.run);
  if (run.valueId === null) {
    const few = run.clusterIds.length === 0 ? 'no cluster fits' : 'only one cluster fits';
    const filters = [workflow.clusters].flat().join(', ');
    return {
      state: 'failed',
      message: `${few} "${filters}", and it takes ${runner.leastClusters}`,
    };
  }
  const ended = earlier.filter(
    ({ state, content }) => state === 'done' && content.run === workflow.run,
  );
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
  last: WorkflowRunRow | undefined,
): Promise<void> {
  const now = clock();
  const workflow = run.content as Workflow;
  const { routes } = await workflowsInUse(db);
  const fleet = await listClusters(db);
  const notices = [...ownNotices(run, collected, last), ...noticesOf(collected)];
  const summary = collected.state === 'done' ? collected.summary : collected.message;
  const nothing = collected.state === 'done' ? collected.nothing : undefined;
  const result = messagesFor({
    ...{ workflow, notices, summary, nothing, fleet, routes, owners, now },
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
function ownNotices(
  { workflow, clusterIds }: WorkflowRunRow,
  { state, ...rest }: Exclude<Collected, { state: 'running' }>,
  last: WorkflowRunRow | undefined,
): Notice[] {
  const about = { fingerprint: `${workflow}/run`, clusterIds };
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

function runnerOf(name: string) {
  const runner = runs.find(({ run }) => run === name);
  if (!runner) throw new Error(`There is nothing that runs “${name}”.`);
  return runner;
}
