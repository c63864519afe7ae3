import type pg from 'pg';
import type { Logger } from 'pino';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import type { PostureConfig } from '../posture/config.ts';
import { runRebuild } from '../posture/rebuild/run.ts';
import { CannotRebuild } from '../posture/rebuild/types.ts';
import { addOutgoing } from '../store/outgoing.ts';
import { failRebuildRun, getRebuildRun } from '../store/rebuild-runs.ts';
import type { Nudge, Processor } from './queues.ts';

export interface RebuildsDeps {
  db: pg.Pool;
  reader: AzureReader;
  config?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
}

/** Writes the replacement of one cluster for one stored run, and has the messages that show it edited. */
export function createRebuildsProcessor(deps: RebuildsDeps): Processor {
  const { db, reader, config, inside, now, nudge, logger } = deps;
  return async (runId) => {
    const run = await getRebuildRun(db, runId);
    if (run?.state !== 'running') return undefined;
    try {
      await runRebuild({ reader, db, runId, now, config, inside });
    } catch (error) {
      logger.error({ err: error, runId }, 'a rebuild came to nothing');
      await failRebuildRun(db, { id: runId, problem: problemOf(error), now: now() });
    }
    const id = await addOutgoing(db, {
      view: 'rebuild',
      valueId: runId,
      target: { kind: 'everywhere' },
      dedupe: `rebuild-end-${runId}`,
      dueAt: now(),
    });
    if (id) await nudge('outgoing', id);
    return undefined;
  };
}

/** What a person reads; the log has the rest. */
function problemOf(error: unknown): { message: string; hint?: string } {
  if (error instanceof AzureError || error instanceof CannotRebuild)
    return { message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { message, hint: 'The program’s log has the details.' };
}
