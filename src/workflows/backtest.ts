/** How many messages routes would have led to, by what is stored of the past: through the same code as the real thing. */
import type pg from 'pg';
import { listClusters } from '../fleet/list.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Owners } from '../posture/fleet/owners.ts';
import { pastAlerts } from '../store/held.ts';
import type { Queryable } from '../store/pool.ts';
import { type PastRun, workflowRunsSince } from '../store/workflow-runs.ts';
import { alertPlaces } from './alert-route.ts';
import { runnerOf } from './begin.ts';
import { clustersOf } from './clusters.ts';
import { ownNotices } from './life-cycle.ts';
import type { WorkflowSet } from './load.ts';
import type { Told } from './route.ts';
import type { Workflow } from './schema.ts';
import { messagesFor } from './tell.ts';

const dayMs = 86_400_000;
/** What runs of the time before found, those of the window are compared with. */
const runUpMs = 31 * dayMs;
const lookBack = 10;

export interface Backtest {
  from: Date;
  to: Date;
  /** When the history that is stored begins; null where there is none. */
  begins: Date | null;
  /** By the route, or whatever else decided: how many messages on each day, `2026-11-24`. */
  lines: { because: string; days: Record<string, number> }[];
  /** Notices that nobody would have been told of. */
  unplaced: number;
}

interface Past {
  db: Queryable;
  set: WorkflowSet;
  owners: Owners;
  fleet: readonly ClusterRef[];
  count(told: Pick<Told, 'place' | 'notBefore' | 'digest'>, because: string[], at: Date): void;
}

interface Question {
  set: WorkflowSet;
  owners: Owners;
  from: Date;
  to: Date;
}

/** All of it is taken back in the end: what a run remembers when it is asked again is not to stay. */
export async function backtest(pool: pg.Pool, question: Question): Promise<Backtest> {
  const tx = await pool.connect();
  try {
    await tx.query('begin');
    return await look(tx, question);
  } finally {
    await tx.query('rollback');
    tx.release();
  }
}

async function look(db: Queryable, { set, owners, from, to }: Question): Promise<Backtest> {
  const days = new Map<string, Record<string, number>>();
  const held = new Set<string>();
  const past: Past = {
    ...{ db, set, owners, fleet: await listClusters(db) },
    count({ place, notBefore, digest }, because, at) {
      // What is held back comes in one message, however much it is.
      const key = notBefore && JSON.stringify([place, notBefore, digest ?? false]);
      if (key && held.has(key)) return;
      if (key) held.add(key);
      const day = (notBefore ?? at).toISOString().slice(0, 10);
      const line = days.get(because.join('; ')) ?? {};
      line[day] = (line[day] ?? 0) + 1;
      days.set(because.join('; '), line);
    },
  };
  const runs = await workflowRunsSince(db, new Date(from.getTime() - runUpMs));
  const unplaced = await newsOf(past, runs, from);
  const alerts = await alertsOf(past, from);
  const first = [runs[0]?.finishedAt, alerts].flatMap((at) => at ?? []);
  return {
    ...{ from, to, unplaced },
    begins: first.length > 0 ? new Date(Math.min(...first.map((at) => at.getTime()))) : null,
    lines: [...days]
      .map(([because, each]) => ({ because, days: each }))
      .sort((a, b) => (a.because < b.because ? -1 : 1)),
  };
}

async function newsOf(past: Past, runs: readonly PastRun[], from: Date): Promise<number> {
  const { db, set, owners, fleet, count } = past;
  const earlier = new Map<string, PastRun[]>();
  const last = new Map<string, PastRun>();
  let unplaced = 0;
  for (const run of runs) {
    const before = earlier.get(keyOf(run)) ?? [];
    if (run.state === 'done' && !run.narrowed)
      earlier.set(keyOf(run), [run, ...before].slice(0, lookBack));
    const previous = last.get(run.workflow) ?? null;
    last.set(run.workflow, run);
    const workflow = set.workflows.find(({ name }) => name === run.workflow);
    if (run.finishedAt < from || !workflow?.enabled || run.content.run !== workflow.run) continue;
    const collected = await collectAgain(db, run, before);
    // What it found is no longer kept.
    if (run.state === 'done' && collected.state === 'failed') continue;
    const notices = [
      ...ownNotices(run, collected, previous),
      ...(collected.state === 'done' ? collected.notices : []),
    ];
    const result = messagesFor({
      ...{ workflow, notices, fleet, routes: set.routes, owners, now: run.finishedAt },
      summary: '',
    });
    unplaced += result.unplaced?.notices ?? 0;
    for (const { place, because, notBefore, digest } of result.messages) {
      const hold = notBefore === undefined ? {} : { notBefore: new Date(notBefore) };
      count({ place, ...hold, ...(digest && { digest }) }, because, run.finishedAt);
    }
  }
  return unplaced;
}

/** Of runs that may be compared: see `comparableRuns`. */
function keyOf({ workflow, content: { run, shadow = false } }: PastRun): string {
  return JSON.stringify([workflow, run, shadow]);
}

/** What came of a run, from the rows that it left. Alerts are counted for themselves. */
async function collectAgain(db: Queryable, run: PastRun, before: readonly PastRun[]) {
  const gone = { state: 'failed', message: run.problem ?? 'It came to nothing.' } as const;
  if (run.state === 'failed' || run.valueId === null) return gone;
  const content = run.content as Workflow;
  const runner = runnerOf(content.run);
  const ended = run.narrowed ? [] : before;
  const collected = await runner.collect(
    db,
    {
      ...{ valueId: run.valueId, clusterIds: run.clusterIds, startedAt: run.startedAt },
      before: ended.flatMap(({ valueId }) => valueId ?? []),
      with: runner.with.parse(content.with),
      since: ended[0]?.startedAt ?? null,
    },
    { takeAlerts: async () => {} },
  );
  return collected.state === 'running' ? gone : collected;
}

/** Returns when the first that is stored began. */
async function alertsOf(past: Past, from: Date): Promise<Date | undefined> {
  const { db, set, owners, fleet, count } = past;
  const alerts = await pastAlerts(db);
  const toldTogether = new Set<string>();
  for (const alert of alerts) {
    const { severity, clusterId, namespaces, detection, openedAt, incidentId, isAlone } = alert;
    if (openedAt < from) continue;
    const workflow = set.workflows.find(
      (each) =>
        each.enabled &&
        (each.run === detection || (each.run === 'detections' && detection !== 'forbidden')) &&
        clustersOf(each, fleet).some(({ id }) => id.toLowerCase() === clusterId),
    );
    if (!workflow) continue;
    const places = alertPlaces({ workflow, routes: set.routes, owners, fleet, now: openedAt });
    for (const told of places({ severity, clusterId, namespaces, detection }).told) {
      // After quiet hours each alert has its message; a digest only lists it.
      const { digest, notBefore, ...atOnce } = told;
      if (notBefore)
        count({ ...atOnce, notBefore, ...(digest && { digest }) }, [told.because], openedAt);
      if (digest) continue;
      if (isAlone) count(atOnce, [told.because], notBefore ?? openedAt);
      // What belongs together is one message for each place, by the route of what began it.
      const together = incidentId && JSON.stringify([incidentId, told.place]);
      if (together && !toldTogether.has(together))
        count(atOnce, [told.because], notBefore ?? openedAt);
      if (together) toldTogether.add(together);
    }
  }
  return alerts[0]?.openedAt;
}
