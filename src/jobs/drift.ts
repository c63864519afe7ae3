import type pg from 'pg';
import type { Logger } from 'pino';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import type { PostureConfig } from '../posture/config.ts';
import type { DriftConfig } from '../posture/drift/config.ts';
import { type DriftProgress, runDrift } from '../posture/drift/run.ts';
import { claimDriftRun, failDriftRun, getDriftRun, renewDriftRun } from '../store/drift-runs.ts';
import { addOutgoing } from '../store/outgoing.ts';
import type { Nudge, Processor } from './queues.ts';

export interface DriftDeps {
  db: pg.Pool;
  reader: AzureReader;
  posture?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  config?: DriftConfig;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the run is let go, and another worker begins it again. */
  signal?: AbortSignal;
  timing?: Partial<DriftTiming>;
}

interface DriftTiming {
  /** For so long a run belongs to a worker that says nothing more. */
  leaseMs: number;
  /** How often the message is edited. */
  progressEveryMs: number;
}

const usualTiming: DriftTiming = { leaseMs: 20_000, progressEveryMs: 2_000 };

/** Compares the clusters of a stored run, and has its message edited on the way and at the end. */
export function createDriftProcessor(given: DriftDeps): Processor {
  const deps = { ...given, timing: { ...usualTiming, ...given.timing } };
  const { db, now, timing } = deps;
  return async (driftRunId) => {
    const mine = await claimDriftRun(db, { id: driftRunId, now: now(), leaseMs: timing.leaseMs });
    if (mine) return work(deps, driftRunId);
    const run = await getDriftRun(db, driftRunId);
    // Another has it. If he dies, somebody has to come back.
    return run?.state === 'running' ? { againInMs: timing.leaseMs } : undefined;
  };
}

async function work(
  deps: DriftDeps & { timing: DriftTiming },
  driftRunId: string,
): ReturnType<Processor> {
  const { db, now, logger, timing, signal } = deps;
  let progress: DriftProgress | null = null;
  const renew = async () => {
    const until = new Date(now().getTime() + timing.leaseMs);
    await renewDriftRun(db, { id: driftRunId, until, progress });
    await redraw(deps, driftRunId);
  };
  const heartbeat = setInterval(() => {
    renew().catch((error: unknown) =>
      logger.warn({ err: error, driftRunId }, 'a comparison could not be renewed'),
    );
  }, timing.progressEveryMs);
  try {
    await runDrift({
      ...deps,
      driftRunId,
      onProgress: (reached) => {
        progress = reached;
      },
      onFailure: ({ id }, error) =>
        logger.error({ err: error, driftRunId, cluster: id }, 'a cluster came to nothing'),
    });
  } catch (error) {
    clearInterval(heartbeat);
    if (signal?.aborted) {
      await renewDriftRun(db, { id: driftRunId, until: now(), progress: null });
      return { againInMs: 0 };
    }
    logger.error({ err: error, driftRunId }, 'a comparison came to nothing');
    const message = error instanceof Error ? error.message : String(error);
    const problem = { message, hint: 'The program’s log has the details.' };
    await failDriftRun(db, { id: driftRunId, problem, now: now() });
  } finally {
    clearInterval(heartbeat);
  }
  await redraw(deps, driftRunId, `drift-end-${driftRunId}`);
  return undefined;
}

async function redraw(
  { db, now, nudge }: DriftDeps,
  driftRunId: string,
  dedupe?: string,
): Promise<void> {
  const id = await addOutgoing(db, {
    view: 'drift',
    valueId: driftRunId,
    target: { kind: 'everywhere' },
    dedupe,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}
