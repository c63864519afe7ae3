import { randomUUID } from 'node:crypto';
import type { Queryable } from './pool.ts';
import { type Json, json, many, one } from './rows.ts';

/** Where a value is shown, so that it can be edited in place. */
export interface MessageRow {
  id: string;
  view: string;
  valueId: string;
  channel: string;
  ts: string;
  threadTs: string | null;
  /** What the reader chose: page, filters. */
  state: Json;
  createdAt: Date;
}

export interface NewMessage {
  view: string;
  valueId: string;
  channel: string;
  ts: string;
  threadTs?: string | null;
  state?: Json;
  now: Date;
}

/** Remembers a message; one that is known already shows this view and value from now on. */
export async function saveMessage(db: Queryable, message: NewMessage): Promise<MessageRow> {
  const row = await one<MessageRow>(
    db,
    `insert into drawbridge.message (id, view, value_id, channel, ts, thread_ts, state, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (channel, ts) do update
       set view = excluded.view, value_id = excluded.value_id, state = excluded.state
     returning *`,
    [
      randomUUID(),
      message.view,
      message.valueId,
      message.channel,
      message.ts,
      message.threadTs ?? null,
      json(message.state ?? {}),
      message.now,
    ],
  );
  return row as MessageRow;
}

/** Every message that shows a value in a view, the oldest first. */
export async function messagesShowing(
  db: Queryable,
  { view, valueId }: { view: string; valueId: string },
): Promise<MessageRow[]> {
  return many(
    db,
    `select * from drawbridge.message where view = $1 and value_id = $2 order by created_at, ts`,
    [view, valueId],
  );
}

export async function messageAt(
  db: Queryable,
  { channel, ts }: { channel: string; ts: string },
): Promise<MessageRow | null> {
  return one(db, 'select * from drawbridge.message where channel = $1 and ts = $2', [channel, ts]);
}

export async function saveMessageState(db: Queryable, id: string, state: Json): Promise<void> {
  await db.query('update drawbridge.message set state = $2 where id = $1', [id, json(state ?? {})]);
}

/** For a message that somebody deleted. */
export async function forgetMessage(db: Queryable, id: string): Promise<void> {
  await db.query('delete from drawbridge.message where id = $1', [id]);
}

/**
 * Has the newest message in each channel that shows an older run of this run's cluster show this
 * one from now on: what people see turns when a change has mended it.
 */
export async function showNewerRun(
  db: Queryable,
  { runId, since }: { runId: string; since: Date },
): Promise<void> {
  await db.query(
    `update drawbridge.message set value_id = $1
      where id in (
        select distinct on (shown.channel) shown.id
          from drawbridge.message shown
          join drawbridge.posture_run older on older.id::text = shown.value_id
          join drawbridge.posture_run newer on newer.id::text = $1
         where shown.view = 'posture' and shown.created_at >= $2
           and older.cluster_id = newer.cluster_id and older.state = 'done'
         order by shown.channel, shown.created_at desc)`,
    [runId, since],
  );
}
