import { randomUUID } from 'node:crypto';
import type { Queryable } from './pool.ts';
import { json, many, one } from './rows.ts';

/**
 * Where a view goes. `state` is what the readers of a new message begin with: page, filters.
 * `everywhere` edits each message that shows this value already, in place. `thread` replies to the
 * message that shows another value; `broadcast` shows the reply in the channel as well.
 */
export type OutgoingTarget =
  | { kind: 'channel'; channel: string; threadTs?: string; state?: Record<string, unknown> }
  | { kind: 'person'; userId: string; state?: Record<string, unknown> }
  | { kind: 'ephemeral'; channel: string; userId: string; threadTs?: string }
  | { kind: 'update'; channel: string; ts: string }
  | {
      kind: 'thread';
      /** Or a person's id: then in the direct messages. */
      channel: string;
      of: { view: string; valueId: string };
      broadcast: boolean;
    }
  | { kind: 'everywhere' };

export interface OutgoingRow {
  id: string;
  view: string;
  valueId: string;
  target: OutgoingTarget;
  dedupe: string | null;
  state: 'due' | 'sent' | 'failed';
  attempts: number;
  dueAt: Date;
  problem: string | null;
  createdAt: Date;
  sentAt: Date | null;
}

export interface NewOutgoing {
  view: string;
  valueId: string;
  target: OutgoingTarget;
  /** A second row with this key is not made. */
  dedupe?: string;
  dueAt: Date;
}

/**
 * Asks for a view to be sent, in the transaction that stores the value which it shows.
 * Returns the row's id, for the nudge after the commit; null if `dedupe` was asked for before.
 */
export async function addOutgoing(
  tx: Queryable,
  { view, valueId, target, dedupe, dueAt }: NewOutgoing,
): Promise<string | null> {
  const row = await one<{ id: string }>(
    tx,
    `insert into drawbridge.outgoing (id, view, value_id, target, dedupe, state, due_at, created_at)
     values ($1, $2, $3, $4, $5, 'due', $6, $6)
     on conflict (dedupe) do nothing returning id`,
    [randomUUID(), view, valueId, json(target), dedupe ?? null, dueAt],
  );
  return row?.id ?? null;
}

/**
 * Whether somebody will edit the messages that show a value anyhow, and has not begun: until this transaction ends
 * nobody begins, so what it changes is shown as well. A row that another transaction looks at does not count.
 */
export async function isRedrawDue(
  tx: Queryable,
  { view, valueId }: { view: string; valueId: string },
): Promise<boolean> {
  const row = await one(
    tx,
    `select id from drawbridge.outgoing
      where state = 'due' and attempts = 0 and view = $1 and value_id = $2
        and target->>'kind' = 'everywhere'
      limit 1 for update skip locked`,
    [view, valueId],
  );
  return row !== null;
}

/**
 * Takes a due row for `leaseMs`. Null if it was sent, is not due, or another process has it.
 * Whoever takes it says `markOutgoingSent` or `markOutgoingFailed`; if he dies, it is due again.
 */
export async function claimOutgoing(
  db: Queryable,
  { id, now, leaseMs = 60_000 }: { id: string; now: Date; leaseMs?: number },
): Promise<OutgoingRow | null> {
  return one(
    db,
    `update drawbridge.outgoing set attempts = attempts + 1, due_at = $3
      where id = $1 and state = 'due' and due_at <= $2 returning *`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
}

export async function markOutgoingSent(
  db: Queryable,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  await db.query(
    `update drawbridge.outgoing set state = 'sent', sent_at = $2, problem = null where id = $1`,
    [id, now],
  );
}

/** With `retryAt` the row is due again then; without, it is given up. */
export async function markOutgoingFailed(
  db: Queryable,
  { id, problem, retryAt }: { id: string; problem: string; retryAt?: Date },
): Promise<void> {
  await db.query(
    `update drawbridge.outgoing
        set problem = $2, state = case when $3::timestamptz is null then 'failed' else 'due' end,
            due_at = coalesce($3, due_at)
      where id = $1 and state = 'due'`,
    [id, problem, retryAt ?? null],
  );
}

/** What should have gone out by `now`, the oldest first. */
export async function dueOutgoing(
  db: Queryable,
  { now, limit = 100 }: { now: Date; limit?: number },
): Promise<OutgoingRow[]> {
  return many(
    db,
    `select * from drawbridge.outgoing where state = 'due' and due_at <= $1
      order by due_at, created_at limit $2`,
    [now, limit],
  );
}
