import type pg from 'pg';
import type { Logger } from 'pino';
import type { Rights } from '../rights/schema.ts';
import { adoptWorkflows, digestOf, workflowsInUse } from '../workflows/adopt.ts';
import { looserThan } from '../workflows/approval.ts';
import type { Workflows } from '../workflows/life-cycle.ts';
import { risksOf } from '../workflows/offers.ts';
import { readWorkflowFolder } from '../workflows/read-folder.ts';
import type { Nudge, Processor } from './queues.ts';
import type { Jobs } from './runtime.ts';

/** What the schedulers nudge with; every other id is a run's. */
const fireId = 'fire';
const askAgainMs = 1_000;

/** Begins what is due, or asks what came of a run until it has ended. */
export function createWorkflowsProcessor(workflows: Workflows): Processor {
  return async (id) => {
    if (id === fireId) {
      await workflows.fire();
      return undefined;
    }
    return (await workflows.proceed(id)) ? { againInMs: askAgainMs } : undefined;
  };
}

export interface FolderOptions {
  db: pg.Pool;
  /** Without one, nothing runs by schedule. */
  folder: string | undefined;
  jobs: Pick<Jobs, 'schedule'>;
  nudge: Nudge;
  /** What a workflow asks less of approvals than these do is ignored, and said. */
  rights: Rights;
  now(): Date;
  logger: Logger;
  /** How often the folder is read: a mounted ConfigMap changes by links, of which no watcher is told. */
  everyMs?: number;
}

/** Uses what the folder holds, and goes on to whenever that changes. Returns what ends it. */
export async function followWorkflowFolder(options: FolderOptions): Promise<() => Promise<void>> {
  const { db, folder, jobs, nudge, rights, now, logger, everyMs = 3_000 } = options;
  let seen: string | undefined;
  let last: string | undefined;
  let trouble: string | undefined;

  async function look(): Promise<void> {
    const files = folder === undefined ? [] : await readWorkflowFolder(folder);
    trouble = undefined;
    const digest = digestOf(files);
    // Only what changed here: with another version elsewhere, two would undo each other's for ever.
    if (digest === seen) return;
    // What is just being written is half of it: it counts when it is still the same at the next look.
    if (seen !== undefined && digest !== last) {
      last = digest;
      return;
    }
    const adoption = await adoptWorkflows(db, files, now());
    seen = digest;
    if (adoption.kind === 'broken') {
      const { problems, outgoing } = adoption;
      logger.error({ folder, problems }, 'the workflows cannot be used; what ran before goes on');
      if (outgoing) await nudge('outgoing', outgoing);
    } else if (adoption.kind === 'adopted')
      logger.info({ folder, ...adoption.difference }, 'the workflows were loaded');
    await setSchedules();
  }

  async function setSchedules(): Promise<void> {
    const { workflows } = await workflowsInUse(db);
    for (const workflow of workflows)
      for (const { message } of looserThan(workflow, { rights, risks: risksOf(workflow) }))
        logger.warn({ workflow: workflow.name, message }, 'ignored of what a workflow asks');
    await jobs.schedule(
      'workflows',
      workflows.flatMap(({ name, enabled, on: { schedule, timezone } }) =>
        enabled && schedule ? [{ id: name, pattern: schedule, tz: timezone, nudge: fireId }] : [],
      ),
    );
  }

  let looking = look().catch((cause: Error) => {
    throw new Error(`WORKFLOWS_DIR is “${folder}”, and it cannot be read: ${cause.message}`, {
      cause,
    });
  });
  await looking;
  const ticking = setInterval(() => {
    looking = looking.then(look).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      if (message !== trouble) logger.error({ err: error, folder }, 'the workflows cannot be read');
      trouble = message;
    });
  }, everyMs);
  return async () => {
    clearInterval(ticking);
    await looking.catch(() => {});
  };
}
