import type pg from 'pg';
import type { Rights } from '../../rights/schema.ts';
import { heldMessage } from '../../store/held.ts';
import { addOutgoing, type NewOutgoing, type OutgoingTarget } from '../../store/outgoing.ts';
import { withTransaction } from '../../store/pool.ts';
import { appendTrail, type NewTrailEntry } from '../../trail/append.ts';
import type { AlertConfig } from './config.ts';
import type { Hold, Target } from './types.ts';

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

/** Many messages may have been held back: each is there before its thread is written. */
const threadsAfterMs = 60_000;

/** The message that says how much was held back. */
function saysHeld(target: Target, { until, digest }: Hold): NewOutgoing {
  const place = target.kind === 'channel' ? { channel: target.channel } : { person: target.userId };
  return heldMessage({ place, until: new Date(until), digest });
}

interface Message {
  view: string;
  valueId: string;
  target: OutgoingTarget;
  dedupe?: string;
  /** Not before so long from now. */
  afterMs?: number;
  /** The place where it goes, where that is not to be told yet. */
  held?: Target;
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
      async send({ afterMs = 0, held, ...message }) {
        const now = clock().getTime();
        const add = async (row: NewOutgoing) => {
          const id = await addOutgoing(tx, row);
          if (id) sent.push({ id, afterMs: row.dueAt.getTime() - now });
        };
        const until = held?.hold ? Date.parse(held.hold.until) : now;
        if (held?.hold && until > now) {
          await add(saysHeld(held, held.hold));
          if (held.hold.digest) return;
        }
        const isLate = until > now && message.target.kind === 'thread';
        const dueAt = Math.max(until, now) + afterMs + (isLate ? threadsAfterMs : 0);
        await add({ ...message, dueAt: new Date(dueAt) });
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
