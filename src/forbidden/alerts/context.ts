import type pg from 'pg';
import type { Rights } from '../../rights/schema.ts';
import { addOutgoing, type OutgoingTarget } from '../../store/outgoing.ts';
import { withTransaction } from '../../store/pool.ts';
import { appendTrail, type NewTrailEntry } from '../../trail/append.ts';
import type { AlertConfig } from './config.ts';

export interface AlertsDeps {
  db: pg.Pool;
  /** The rights as they are now. */
  rights: () => Rights;
  config: AlertConfig;
  clock: () => Date;
  newId: () => string;
  /** Tells the queue of messages that one is due, after the transaction that wrote it. */
  nudge: (queue: 'outgoing', id: string, delayMs?: number) => Promise<void>;
  logger?: { warn(data: object, message: string): void };
}

export type Context = AlertsDeps;

interface Message {
  view: string;
  valueId: string;
  target: OutgoingTarget;
  dedupe?: string;
  /** Not before so long from now. */
  afterMs?: number;
}

/** A transaction under way, and what belongs to its end. */
export interface Step {
  tx: pg.PoolClient;
  /** Appended last: appends to the trail wait for each other, so rows are locked before. */
  record(entry: NewTrailEntry): void;
  send(message: Message): Promise<void>;
}

/** One transaction, and then its nudges. One that fails is no harm: the sweeper finds the row. */
export async function transact<T>(
  { db, clock, nudge, logger }: Context,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const sent: { id: string; afterMs: number }[] = [];
  const result = await withTransaction(db, async (tx) => {
    const entries: NewTrailEntry[] = [];
    const result = await work({
      tx,
      record: (entry) => void entries.push(entry),
      async send({ afterMs = 0, ...message }) {
        const dueAt = new Date(clock().getTime() + afterMs);
        const id = await addOutgoing(tx, { ...message, dueAt });
        if (id) sent.push({ id, afterMs });
      },
    });
    for (const entry of entries) await appendTrail(tx, entry);
    return result;
  });
  const nudges = sent.map(({ id, afterMs }) => nudge('outgoing', id, afterMs || undefined));
  for (const outcome of await Promise.allSettled(nudges))
    if (outcome.status === 'rejected')
      logger?.warn({ err: outcome.reason }, 'a nudge was lost; the sweeper will find the row');
  return result;
}
