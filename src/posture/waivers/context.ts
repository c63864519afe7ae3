import type pg from 'pg';
import type { Rights } from '../../rights/schema.ts';
import { addOutgoing, type OutgoingTarget } from '../../store/outgoing.ts';
import { withTransaction } from '../../store/pool.ts';
import { appendTrail, type NewTrailEntry } from '../../trail/append.ts';
import type { Check } from '../define-check.ts';
import type { WaiverConfig } from './config.ts';
import type { WaiverScope } from './scope.ts';
import { lookedAt } from './stored.ts';

export interface WaiversDeps {
  db: pg.Pool;
  /** The rights as they are now; asked anew for every judgement. */
  rights: () => Rights;
  checks: readonly Check[];
  config: WaiverConfig;
  clock: () => Date;
  newId: () => string;
  /** Tells the queue of messages that one is due, after the transaction that wrote it. */
  nudge: (queue: 'outgoing', id: string) => Promise<void>;
  /** Has a cluster looked at again, so that the reports that people look at turn. */
  lookAgain: (clusterId: string) => Promise<void>;
  logger?: { warn(data: object, message: string): void };
}

export type Context = WaiversDeps;

/** A transaction under way, and what belongs to its end. */
export interface Step {
  tx: pg.PoolClient;
  /** Appended last: appends to the trail wait for each other, so rows are locked before. */
  record(entry: NewTrailEntry): void;
  /** Asks for a view of a waiver to be sent or redrawn. */
  send(message: Message): Promise<void>;
  /** Says that what is waived is another thing now, once that is committed. */
  turned(scope: WaiverScope): void;
}

interface Message {
  view: string;
  valueId: string;
  target: OutgoingTarget;
  dedupe?: string;
}

/** One transaction, and then its nudges. One that fails is no harm: the sweeper finds the row. */
export async function transact<T>(
  { db, clock, nudge, lookAgain, logger }: Context,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const { result, sent, scopes } = await withTransaction(db, async (tx) => {
    const entries: NewTrailEntry[] = [];
    const sent: string[] = [];
    const scopes: WaiverScope[] = [];
    const result = await work({
      tx,
      record: (entry) => void entries.push(entry),
      async send(message) {
        const id = await addOutgoing(tx, { ...message, dueAt: clock() });
        if (id) sent.push(id);
      },
      turned: (scope) => void scopes.push(scope),
    });
    for (const entry of entries) await appendTrail(tx, entry);
    return { result, sent, scopes };
  });
  const clusters = new Set((await Promise.all(scopes.map((scope) => lookedAt(db, scope)))).flat());
  const done = await Promise.allSettled([
    ...sent.map((id) => nudge('outgoing', id)),
    ...[...clusters].map(lookAgain),
  ]);
  for (const outcome of done)
    if (outcome.status === 'rejected')
      logger?.warn({ err: outcome.reason }, 'a nudge was lost; the sweeper will find the row');
  return result;
}
