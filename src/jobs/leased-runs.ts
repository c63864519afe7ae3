import type pg from 'pg';
import type { Logger } from 'pino';
import type { LeasedRun, LeasedRuns } from '../store/leased-runs.ts';
import { addOutgoing } from '../store/outgoing.ts';
import type { Json } from '../store/rows.ts';
import type { Nudge, Processor } from './queues.ts';

export interface LeasedRunsDeps {
  db: pg.Pool;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the run is let go, and another worker begins it again. */
  signal?: AbortSignal;
  timing?: Partial<LeaseTiming>;
}

interface LeaseTiming {
  /** For so long a run belongs to a worker that says nothing more. */
  leaseMs: number;
  /** How often the lease is renewed, and the message edited where something is said of progress. */
  progressEveryMs: number;
}

const usualTiming: LeaseTiming = { leaseMs: 20_000, progressEveryMs: 2_000 };

/**
 * Works on a stored run under its lease, and has the messages that show it edited at the end, and on the way
 * where `work` tells how far it is.
 */
export function leasedRunsProcessor<Row extends LeasedRun, Progress = never>({
  deps,
  runs,
  view,
  what,
  work,
  afterwards,
}: {
  deps: LeasedRunsDeps;
  runs: LeasedRuns<Row>;
  /** The view that shows a run. */
  view: string;
  /** For the log: `a comparison`. */
  what: string;
  /** Makes the result. */
  work(run: Row, onProgress: (reached: Progress) => void): Promise<Json>;
  /** What is to follow, however the run ended. */
  afterwards?(): Promise<void>;
}): Processor {
  const { db, now, logger, nudge, signal } = deps;
  const { leaseMs, progressEveryMs } = { ...usualTiming, ...deps.timing };

  async function redraw(id: string, dedupe?: string): Promise<void> {
    const outgoing = await addOutgoing(db, {
      view,
      valueId: id,
      target: { kind: 'everywhere' },
      dedupe,
      dueAt: now(),
    });
    if (outgoing) await nudge('outgoing', outgoing);
  }

  async function workOn(run: Row): ReturnType<Processor> {
    const { id } = run;
    let progress: Progress | null = null;
    const renew = async () => {
      const until = new Date(now().getTime() + leaseMs);
      await runs.renew(db, { id, until, progress });
      if (progress) await redraw(id);
    };
    const heartbeat = setInterval(() => {
      renew().catch((error: unknown) =>
        logger.warn({ err: error, id }, `${what} could not be renewed`),
      );
    }, progressEveryMs);
    try {
      const result = await work(run, (reached) => {
        progress = reached;
      });
      await runs.finish(db, { id, result, now: now() });
    } catch (error) {
      clearInterval(heartbeat);
      if (signal?.aborted) {
        await runs.renew(db, { id, until: now(), progress: null });
        return { againInMs: 0 };
      }
      logger.error({ err: error, id }, `${what} came to nothing`);
      const message = error instanceof Error ? error.message : String(error);
      const problem = { message, hint: 'The program’s log has the details.' };
      await runs.fail(db, { id, problem, now: now() });
    } finally {
      clearInterval(heartbeat);
    }
    await redraw(id, `${view}-end-${id}`);
    await afterwards?.();
    return undefined;
  }

  return async (id) => {
    const mine = await runs.claim(db, { id, now: now(), leaseMs });
    const run = await runs.get(db, id);
    if (!run) return undefined;
    if (mine) return workOn(run);
    // Another has it. If he dies, somebody has to come back.
    return run.state === 'running' ? { againInMs: leaseMs } : undefined;
  };
}
