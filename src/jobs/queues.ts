/**
 * The queues. A job is a nudge: it says that a row is due, and holds nothing but its id. Whatever
 * is lost, repeated or late does no harm, because the row says what is so.
 */
export const queueNames = [
  'posture',
  'fleet',
  'rebuilds',
  'drift',
  'forbidden',
  'nodes',
  'upgrades',
  'calls',
  'plans',
  'changes',
  'rollouts',
  'outgoing',
  'workflows',
  'sweep',
] as const;
/** Readings from inside a network have a queue for each reach, so that only workers there take them. */
export type QueueName = (typeof queueNames)[number] | `inside-${string}`;

export interface NudgePayload {
  id: string;
}

/** Tells a queue that a row is due, after the transaction that wrote it. */
export type Nudge = (queue: QueueName, id: string, delayMs?: number) => Promise<void>;

/** What the sweep queue's ids mean. */
export const sweeps = { due: 'due', fleet: 'fleet', prune: 'prune' } as const;

/** `againInMs` asks for the same nudge once more, later. */
export type Processor = (id: string) => Promise<{ againInMs?: number } | undefined>;

/** Numbers of the queue; tests use smaller ones. */
export interface JobTiming {
  /** A job whose worker is silent for so long is given to another. */
  lockDuration: number;
  stalledInterval: number;
  /** How often the tables are searched for what is due. */
  sweepEvery: number;
  /** How often Azure is asked which clusters there are. */
  fleetEvery: number;
  /** First wait before a failed job runs again; it doubles. */
  backoff: number;
}

export const usualTiming: JobTiming = {
  // BullMQ's own 30 s each would notice a killed worker only after a minute.
  lockDuration: 10_000,
  stalledInterval: 5_000,
  sweepEvery: 5_000,
  fleetEvery: 5 * 60_000,
  backoff: 1_000,
};

/** A worker may be killed often (roll-outs, spot nodes); BullMQ's own 1 gives a job up at the second time. */
export const maxStalledCount = 50;
export const attempts = 8;
