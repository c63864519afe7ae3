import { randomUUID } from 'node:crypto';
import type { Queue, Worker } from 'bullmq';
import type { Logger } from 'pino';
import type { Role } from '../config/table.ts';
import { connectQueues, type QueueConnection } from './connection.ts';
import {
  attempts,
  type JobTiming,
  maxStalledCount,
  type Nudge,
  type NudgePayload,
  type Processor,
  type QueueName,
  queueNames,
  usualTiming,
} from './queues.ts';
import { type ByTheClock, keepSchedulers, schedule } from './schedules.ts';

/** Which queues a role works on, and how many jobs of each at once. */
const work: Record<Role, Partial<Record<(typeof queueNames)[number], number>>> = {
  bot: { outgoing: 6 },
  worker: {
    posture: 4,
    fleet: 1,
    rebuilds: 2,
    drift: 1,
    forbidden: 2,
    nodes: 1,
    upgrades: 2,
    calls: 2,
    plans: 4,
    rollouts: 2,
    workflows: 2,
    sweep: 1,
  },
  changer: { changes: 4 },
};

type Processors = Partial<Record<QueueName, Processor>>;

/** Readings at once of a worker inside a network. */
const insideAtOnce = 4;

export interface JobsOptions {
  roles: readonly Role[];
  /** A worker inside these networks: it works on their queues, and on nothing else. */
  reaches?: readonly string[];
  databaseUrl: string;
  queueUrl?: string;
  logger: Logger;
  timing?: Partial<JobTiming>;
}

export interface Jobs {
  nudge: Nudge;
  /** Begins to work on the queues of this process's roles. */
  run(processors: Processors): Promise<void>;
  /** Nudges this queue by the clock, at these times and no others. */
  schedule(queue: QueueName, plan: readonly ByTheClock[]): Promise<void>;
  /** Lets running jobs end, then closes. */
  close(): Promise<void>;
}

/** Opens the queues. Capabilities get `nudge`, and the processors are made of them: so it takes two steps. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { roles, reaches, logger } = options;
  const timing = { ...usualTiming, ...options.timing };
  const mine: Partial<Record<QueueName, number>> = reaches
    ? Object.fromEntries(reaches.map((reach) => [`inside-${reach}`, insideAtOnce]))
    : Object.assign({}, ...roles.map((role) => work[role]));
  const onError = (error: Error) => logger.warn({ err: error }, 'the queue’s connection failed');
  const connection = await connectQueues({
    ...options,
    workers: Object.keys(mine).length,
    onError,
  });
  const queues = new Map<QueueName, Queue<NudgePayload>>();
  const workers: Worker<NudgePayload>[] = [];
  function queueOf(name: QueueName): Queue<NudgePayload> {
    const known = queues.get(name);
    if (known) return known;
    const queue = connection.queue(name);
    queue.on('error', onError);
    queues.set(name, queue);
    return queue;
  }
  for (const name of queueNames) queueOf(name);

  const nudge: Nudge = async (name, id, delayMs) => {
    await queueOf(name).add(name, { id }, jobOptions(timing, delayMs));
  };

  return {
    nudge,
    async run(processors) {
      for (const [name, concurrency] of Object.entries(mine) as [QueueName, number][]) {
        const processor = processors[name];
        if (!processor) continue;
        workers.push(
          startWorker({ connection, name, concurrency, processor, nudge, timing, logger }),
        );
      }
      if (roles.includes('worker') && !reaches) await schedule(queueOf('sweep'), timing);
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    schedule: (name, plan) => keepSchedulers(queueOf(name), plan),
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await connection.close();
    },
  };
}

function startWorker({
  connection,
  name,
  concurrency,
  processor,
  nudge,
  timing,
  logger,
}: {
  connection: QueueConnection;
  name: QueueName;
  concurrency: number;
  processor: Processor;
  nudge: Nudge;
  timing: JobTiming;
  logger: Logger;
}): Worker<NudgePayload> {
  const worker = connection.worker(
    name,
    async ({ data }) => {
      const outcome = await processor(data.id);
      // Put off by a new job: a job that delays itself can be lost (https://github.com/taskforcesh/bullmq/issues/4814).
      if (outcome?.againInMs !== undefined) await nudge(name, data.id, outcome.againInMs);
    },
    {
      concurrency,
      lockDuration: timing.lockDuration,
      stalledInterval: timing.stalledInterval,
      maxStalledCount,
    },
  );
  worker.on('error', (error) => logger.warn({ err: error, queue: name }, 'a worker had trouble'));
  worker.on('failed', (job, error) =>
    logger.error(
      { err: error, queue: name, id: job?.data.id, attempt: job?.attemptsMade },
      'a job failed',
    ),
  );
  worker.on('stalled', (jobId) =>
    logger.warn({ queue: name, jobId }, 'a job lost its worker and starts again'),
  );
  return worker;
}

/** A new id each time: a nudge that comes while the same row is worked on has to be kept. */
function jobOptions({ backoff }: JobTiming, delayMs = 0) {
  return {
    jobId: randomUUID(),
    delay: Math.max(0, Math.round(delayMs)),
    attempts,
    backoff: { type: 'exponential', delay: backoff, jitter: 0.5 },
    removeOnComplete: true,
    removeOnFail: { age: 7 * 86_400, count: 1_000 },
  };
}
