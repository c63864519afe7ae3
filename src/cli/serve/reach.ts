/** A worker inside a network: it reads clusters that others cannot reach, and does nothing else. */
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Settings } from '../../config/table.ts';
import { defaultKubernetesConfig } from '../../fleet/kubernetes-config.ts';
import { createInsideProcessor, type InsideTiming, usualInsideTiming } from '../../jobs/inside.ts';
import type { JobTiming } from '../../jobs/queues.ts';
import { startJobs } from '../../jobs/runtime.ts';
import { forgetReachWorker, seeReachWorker } from '../../store/inside-readings.ts';
import { createPool } from '../../store/pool.ts';
import { azureClients } from './azure.ts';
import { openDatabase, reachDatabase } from './database.ts';
import { healthRoutes, startHealthServer } from './health.ts';
import { directInside } from './inside.ts';

export interface ReachOptions {
  settings: Settings;
  reaches: readonly string[];
  logger: Logger;
  /** What tests change: nothing that a deployment would. */
  overrides?: { jobTiming?: Partial<JobTiming>; insideTiming?: Partial<InsideTiming> };
}

export async function startReachWorker({
  settings,
  reaches,
  logger,
  overrides = {},
}: ReachOptions): Promise<{ close(): Promise<void> }> {
  const now = () => new Date();
  const worker = randomUUID();
  const stopping = new AbortController();
  const closing: (() => Promise<unknown>)[] = [];
  let isReady = false;

  async function close(): Promise<void> {
    isReady = false;
    for (const step of closing.reverse().splice(0))
      await step().catch((error: unknown) => logger.warn({ err: error }, 'not closed cleanly'));
  }

  try {
    const database = await openDatabase(settings);
    closing.push(() => database.stop());
    const db = createPool(database.url, {
      max: 10,
      onError: (error) => logger.warn({ err: error }, 'the database dropped a connection'),
    });
    closing.push(() => db.end());
    await reachDatabase(db, database.url);
    const { reader, credential } = azureClients(settings, ['worker']);
    const direct = directInside(settings, defaultKubernetesConfig, { reader, credential, now });
    const jobs = await startJobs({
      roles: ['worker'],
      reaches,
      databaseUrl: database.url,
      queueUrl: settings.QUEUE_URL,
      logger,
      timing: overrides.jobTiming,
    });
    closing.push(() => jobs.close());
    closing.push(async () => stopping.abort());
    const timing = { ...usualInsideTiming, ...overrides.insideTiming };
    const processor = createInsideProcessor({
      ...{ db, reader, direct, worker, now, logger, timing },
      signal: stopping.signal,
    });
    await jobs.run(Object.fromEntries(reaches.map((reach) => [`inside-${reach}`, processor])));
    const see = () => seeReachWorker(db, { worker, reaches, now: now() });
    await see();
    const beat = setInterval(() => {
      see().catch((error: unknown) => logger.warn({ err: error }, 'the database was not told'));
    }, timing.beatMs);
    closing.push(async () => {
      clearInterval(beat);
      await forgetReachWorker(db, worker);
    });
    if (settings.PORT !== undefined) {
      const health = await startHealthServer(
        healthRoutes({ db, ready: () => isReady }),
        settings.PORT,
      );
      closing.push(() => health.close());
    }
    isReady = true;
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}
