import type pg from 'pg';
import type { Logger } from 'pino';
import { AzureError } from '../azure/errors.ts';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import type { SnapshotProgress } from '../fleet/take-snapshot.ts';
import type { PostureConfig } from '../posture/config.ts';
import { runPosture } from '../posture/run.ts';
import { drawbridgeItself } from '../rights/person.ts';
import { showNewerRun } from '../store/messages.ts';
import { addOutgoing } from '../store/outgoing.ts';
import { failPostureRun, getPostureRun, savePostureProgress } from '../store/posture-runs.ts';
import type { Nudge, Processor } from './queues.ts';

/** Messages are edited no faster than this, so more of it would be thrown away. */
const progressEveryMs = 1_500;
const dayMs = 86_400_000;

export interface PostureDeps {
  db: pg.Pool;
  reader: AzureReader;
  config?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
}

/** Looks at one cluster for one stored run, and has the messages that show it edited on the way. */
export function createPostureProcessor(deps: PostureDeps): Processor {
  const { db, reader, config, inside, logs, now, logger } = deps;
  return async (runId) => {
    const run = await getPostureRun(db, runId);
    if (run?.state !== 'running') return undefined;
    const progress = progressOf(deps, runId);
    try {
      await runPosture({
        reader,
        db,
        runId,
        now,
        config,
        inside,
        logs,
        onProgress: progress.tell,
      });
      // Nobody asked for this run: a change did. The reports that people look at follow it.
      if (run.requestedBy?.userId === drawbridgeItself.userId)
        await showNewerRun(db, { runId, since: new Date(now().getTime() - dayMs) });
    } catch (error) {
      logger.error({ err: error, runId }, 'a posture run came to nothing');
      await progress.end();
      await failPostureRun(db, { id: runId, problem: problemOf(error), now: now() });
    }
    await progress.end();
    await redraw(deps, runId, `posture-end-${runId}`);
    return undefined;
  };
}

/**
 * Stores where a run stands, the newest alone, and asks for its messages to be edited. It is told by
 * the clock and not by the next step: people wonder most while nothing moves. A run that ends sooner
 * needs no word about its progress.
 */
function progressOf(deps: PostureDeps, runId: string) {
  let newest: SnapshotProgress | undefined;
  let telling: Promise<void> = Promise.resolve();

  async function tellNewest(): Promise<void> {
    if (!newest) return;
    const progress = newest;
    newest = undefined;
    await savePostureProgress(deps.db, runId, progress);
    await redraw(deps, runId);
  }

  const ticking = setInterval(() => {
    telling = telling.then(tellNewest).catch((error: unknown) => {
      deps.logger.warn({ err: error, runId }, 'progress could not be told');
    });
  }, progressEveryMs);

  return {
    tell(progress: SnapshotProgress): void {
      newest = progress;
    },
    /** Waits for what is under way. */
    async end(): Promise<void> {
      clearInterval(ticking);
      newest = undefined;
      await telling;
    },
  };
}

async function redraw(
  { db, now, nudge }: PostureDeps,
  runId: string,
  dedupe?: string,
): Promise<void> {
  const id = await addOutgoing(db, {
    view: 'posture',
    valueId: runId,
    target: { kind: 'everywhere' },
    dedupe,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}

/** What a person reads; the log has the rest. */
function problemOf(error: unknown): { message: string; hint?: string } {
  if (error instanceof AzureError) return { message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { message, hint: 'The program’s log has the details.' };
}
