import type pg from 'pg';
import type { Logger } from 'pino';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { listClusters } from '../fleet/list.ts';
import type { ForbiddenConfig } from '../forbidden/config.ts';
import { fillStep } from '../forbidden/fill.ts';
import { lookForCalls } from '../forbidden/look.ts';
import { lookingFor } from '../forbidden/looking-for.ts';
import type { ClusterLook } from '../forbidden/types.ts';
import { hasUnfinishedFills } from '../store/baseline-fills.ts';
import {
  claimForbiddenRun,
  type ForbiddenRunRow,
  failForbiddenRun,
  finishForbiddenRun,
  getForbiddenRun,
  renewForbiddenRun,
} from '../store/forbidden-runs.ts';
import { addOutgoing } from '../store/outgoing.ts';
import type { Nudge, Processor } from './queues.ts';

export interface ForbiddenDeps {
  db: pg.Pool;
  reader: AzureReader;
  logs: LogsReader;
  config: ForbiddenConfig;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the run is let go, and another worker begins it again. */
  signal?: AbortSignal;
}

/** For so long a run belongs to a worker that says nothing more. */
const leaseMs = 20_000;
const renewEveryMs = 5_000;
/** No run: what was refused before clusters were watched is to be read. */
const fillId = 'fill';
/** Whoever looks has something else in mind first; his next looks come before it. */
const fillAfterMs = 2 * 60_000;
const betweenStepsMs = 1_000;

/** Looks for the refused calls of a stored run, and has its message edited at the end. */
export function createForbiddenProcessor(deps: ForbiddenDeps): Processor {
  const { db, now } = deps;
  return async (id) => {
    if (id === fillId) return fill(deps);
    if (await claimForbiddenRun(db, { id, now: now(), leaseMs })) return work(deps, id);
    const run = await getForbiddenRun(db, id);
    // Another has it. If he dies, somebody has to come back.
    return run?.state === 'running' ? { againInMs: leaseMs } : undefined;
  };
}

async function work(deps: ForbiddenDeps, id: string): ReturnType<Processor> {
  const { db, now, nudge, logger, signal } = deps;
  const heartbeat = setInterval(() => {
    const until = new Date(now().getTime() + leaseMs);
    renewForbiddenRun(db, { id, until }).catch((error: unknown) =>
      logger.warn({ err: error, id }, 'a look at refused calls could not be renewed'),
    );
  }, renewEveryMs);
  try {
    const run = await getForbiddenRun(db, id);
    if (!run) return undefined;
    await finishForbiddenRun(db, { id, result: await looksOf(deps, run), now: now() });
  } catch (error) {
    if (signal?.aborted) {
      await renewForbiddenRun(db, { id, until: now() });
      return { againInMs: 0 };
    }
    logger.error({ err: error, id }, 'a look at refused calls came to nothing');
    const message = error instanceof Error ? error.message : String(error);
    const problem = { message, hint: 'The program’s log has the details.' };
    await failForbiddenRun(db, { id, problem, now: now() });
  } finally {
    clearInterval(heartbeat);
  }
  await redraw(deps, id);
  if (await hasUnfinishedFills(db)) await nudge('forbidden', fillId, fillAfterMs);
  return undefined;
}

async function looksOf(
  { db, reader, logs, config, now, signal }: ForbiddenDeps,
  { clusterIds, since, until, lookFor }: ForbiddenRunRow,
): Promise<ClusterLook[]> {
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const window = { from: since, to: until };
  return lookForCalls({
    ...{ db, reader, logs, clusters, window, now, config, signal },
    ...lookingFor(lookFor),
    around: true,
  });
}

/** One step of what is missing of the 14 days before; the next follows, so that people's looks come in between. */
async function fill({ db, logs, config, now, logger, signal }: ForbiddenDeps) {
  const more = await fillStep({
    ...{ db, logs, config, now, signal },
    onProblem: (problem, clusterIds) =>
      logger.warn({ problem, clusterIds }, 'what was refused before could not be read'),
  });
  return more ? { againInMs: betweenStepsMs } : undefined;
}

async function redraw({ db, now, nudge }: ForbiddenDeps, runId: string): Promise<void> {
  const id = await addOutgoing(db, {
    view: 'forbidden',
    valueId: runId,
    target: { kind: 'everywhere' },
    dedupe: `forbidden-end-${runId}`,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}
