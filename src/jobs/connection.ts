import {
  createPostgresBackend,
  Queue,
  type QueueOptions,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import { createPool } from '../store/pool.ts';
import type { NudgePayload, QueueName } from './queues.ts';

type Run = (job: { id?: string; data: NudgePayload; attemptsMade: number }) => Promise<void>;

/** BullMQ on one of its two backends. Everything else of this folder is the same for both. */
export interface QueueConnection {
  queue(name: QueueName): Queue<NudgePayload>;
  worker(
    name: QueueName,
    run: Run,
    options: Omit<WorkerOptions, 'connection'>,
  ): Worker<NudgePayload>;
  /** Close queues and workers first. */
  close(): Promise<void>;
}

export interface ConnectionOptions {
  databaseUrl: string;
  /** Moves the queues, and nothing else, to Redis. */
  queueUrl?: string;
  /** How many workers and queues this process opens. */
  workers: number;
  onError: (error: Error) => void;
}

/** @throws Error with a hint where QUEUE_URL is set and its driver is not installed */
export async function connectQueues(options: ConnectionOptions): Promise<QueueConnection> {
  return options.queueUrl
    ? redisConnection(options.queueUrl, options)
    : postgresConnection(options);
}

/**
 * One pool for all queues of the process: a pool each would exhaust the server, and every worker
 * holds a connection of its own to listen on, so a pool that is too small waits for ever.
 */
function postgresConnection({ databaseUrl, workers, onError }: ConnectionOptions): QueueConnection {
  const pool = createPool(databaseUrl, {
    max: workers + 5,
    schema: 'bullmq',
    applicationName: 'drawbridge-jobs',
    onError,
  });
  // Every queue and worker listens for its errors.
  pool.setMaxListeners(0);
  return {
    queue: (name) =>
      new Queue(
        name,
        { connection: pool as never },
        createPostgresBackend as never,
      ) as Queue<NudgePayload>,
    worker: (name, run, options) =>
      new Worker(
        name,
        run,
        { ...options, connection: pool as never },
        createPostgresBackend as never,
      ) as Worker<NudgePayload>,
    close: () => pool.end(),
  };
}

async function redisConnection(
  url: string,
  { onError }: ConnectionOptions,
): Promise<QueueConnection> {
  const { Redis } = await loadDriver();
  // BullMQ asks for both: a worker waits as long as it takes, and needs the server's answer to begin.
  const redis = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: true });
  redis.on('error', onError);
  const shared: Pick<QueueOptions, 'prefix'> = { prefix: 'drawbridge' };
  return {
    queue: (name) => new Queue<NudgePayload>(name, { ...shared, connection: redis as never }),
    worker: (name, run, options) =>
      new Worker<NudgePayload>(name, run, { ...options, ...shared, connection: redis as never }),
    close: async () => {
      await redis.quit();
    },
  };
}

/** Loaded only when asked for: most deployments have no Redis, and need no driver for it. */
async function loadDriver() {
  try {
    return await import('ioredis');
  } catch (error) {
    throw new Error(
      'QUEUE_URL is set, but the package ioredis is not installed. Run `npm install ioredis`, or unset QUEUE_URL to keep the queue in PostgreSQL.',
      { cause: error },
    );
  }
}
