import type { ChangeRow } from './changes.ts';
import type { OutgoingTarget } from './outgoing.ts';
import type { Queryable } from './pool.ts';
import {
  assignments,
  type Columns,
  type Json,
  json,
  many,
  one,
  type StoredPerson,
  storableText,
} from './rows.ts';

export type RolloutState = 'running' | 'done' | 'failed' | 'rejected' | 'stopped';

interface RolloutSettings {
  state: RolloutState;
  /** Nothing more is begun; so it ends once everything that was begun has ended. */
  ending: Extract<RolloutState, 'failed' | 'rejected' | 'stopped'> | null;
  rings: Json;
  /** Paused */
  paused: Json | null;
  problem: { message: string; hint?: string } | null;
  finishedAt: Date | null;
}

export interface RolloutRow extends RolloutSettings {
  id: string;
  version: number;
  action: string;
  params: Json;
  clusters: string;
  requester: StoredPerson;
  reason: string | null;
  ticket: string | null;
  origin: { channel: string; threadTs?: string } | null;
  board: OutgoingTarget;
  terms: Json;
  outside: { name: string; why: string }[];
  lookedAt: Date;
  createdAt: Date;
}

const columns: Columns<RolloutSettings> = {
  state: { column: 'state' },
  ending: { column: 'ending' },
  rings: { column: 'rings', json: true },
  paused: { column: 'paused', json: true },
  problem: { column: 'problem', json: true },
  finishedAt: { column: 'finished_at' },
};

export type NewRollout = Pick<
  RolloutRow,
  | 'id'
  | 'action'
  | 'params'
  | 'clusters'
  | 'requester'
  | 'reason'
  | 'ticket'
  | 'origin'
  | 'board'
  | 'terms'
  | 'rings'
  | 'outside'
>;

export async function insertRollout(
  db: Queryable,
  rollout: NewRollout,
  now: Date,
): Promise<RolloutRow> {
  const row = await one<RolloutRow>(
    db,
    `insert into drawbridge.rollout
       (id, state, action, params, clusters, requester, reason, ticket, origin, board, terms,
        rings, outside, looked_at, created_at)
     values ($1, 'running', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_timestamp(0), $13)
     returning *`,
    [
      rollout.id,
      rollout.action,
      json(rollout.params ?? {}),
      storableText(rollout.clusters),
      json(rollout.requester),
      rollout.reason ? storableText(rollout.reason) : null,
      rollout.ticket ? storableText(rollout.ticket) : null,
      json(rollout.origin),
      json(rollout.board),
      json(rollout.terms),
      json(rollout.rings),
      json(rollout.outside),
      now,
    ],
  );
  if (!row) throw new Error(`Rollout ${rollout.id} is there already`);
  return row;
}

export async function getRollout(db: Queryable, id: string): Promise<RolloutRow | null> {
  return one(db, 'select * from drawbridge.rollout where id = $1', [id]);
}

/** The rollout, locked until the transaction ends: before its changes, their request and the trail. */
export async function lockRollout(tx: Queryable, id: string): Promise<RolloutRow | null> {
  return one(tx, 'select * from drawbridge.rollout where id = $1 for update', [id]);
}

/** Compare-and-swap on the version; null for whoever comes second. */
export async function updateRollout(
  db: Queryable,
  { id, version }: Pick<RolloutRow, 'id' | 'version'>,
  set: Partial<RolloutSettings>,
): Promise<RolloutRow | null> {
  const values: unknown[] = [id, version];
  const more = assignments(columns, set, values);
  return one(
    db,
    `update drawbridge.rollout set version = version + 1${more ? `, ${more}` : ''}
      where id = $1 and version = $2 returning *`,
    values,
  );
}

/** Rollouts that go on and that nobody has seen to since, the longest forgotten first. */
export async function neglectedRollouts(
  db: Queryable,
  lookedBefore: Date,
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.rollout where state = 'running' and looked_at <= $1
      order by looked_at limit 100`,
    [lookedBefore],
  );
}

/** Rollouts that have ended and left a change behind that keeps its cluster from others. */
export async function rolloutsWithLeftovers(db: Queryable): Promise<{ id: string }[]> {
  return many(
    db,
    `select distinct rollout.id from drawbridge.change
       join drawbridge.ring_change on ring_change.change_id = change.id
       join drawbridge.rollout on rollout.id = ring_change.rollout_id
      where change.state in ('planning', 'waiting') and rollout.state <> 'running' limit 100`,
  );
}

/** Somebody sees to it now. No step, so the version stays. */
export async function touchRollout(db: Queryable, id: string, now: Date): Promise<void> {
  await db.query('update drawbridge.rollout set looked_at = $2 where id = $1', [id, now]);
}

/** The newest, those that go on first. */
export async function latestRollouts(db: Queryable, limit: number): Promise<RolloutRow[]> {
  return many(
    db,
    `select * from drawbridge.rollout
      order by state = 'running' desc, created_at desc limit $1`,
    [limit],
  );
}

/** The ring that a change belongs to; null for one that somebody asked for by itself. */
export async function ringOfChange(
  db: Queryable,
  changeId: string,
): Promise<{ rolloutId: string; ring: number } | null> {
  return one(db, 'select rollout_id, ring from drawbridge.ring_change where change_id = $1', [
    changeId,
  ]);
}

/** Which of these changes belong to a rollout. */
export async function ringsOfChanges(
  db: Queryable,
  changeIds: readonly string[],
): Promise<Set<string>> {
  const rows = await many<{ changeId: string }>(
    db,
    'select change_id from drawbridge.ring_change where change_id = any($1)',
    [changeIds],
  );
  return new Set(rows.map(({ changeId }) => changeId));
}

export async function insertRingChange(
  tx: Queryable,
  { changeId, rolloutId, ring }: { changeId: string; rolloutId: string; ring: number },
): Promise<void> {
  await tx.query(
    'insert into drawbridge.ring_change (change_id, rollout_id, ring) values ($1, $2, $3)',
    [changeId, rolloutId, ring],
  );
}

/** The changes of a rollout, in the order in which they were made. */
export async function changesOfRollout(
  db: Queryable,
  rolloutId: string,
): Promise<(ChangeRow & { ring: number })[]> {
  return many(
    db,
    `select change.*, ring_change.ring from drawbridge.ring_change
       join drawbridge.change on change.id = ring_change.change_id
      where rollout_id = $1 order by created_at, id`,
    [rolloutId],
  );
}

export interface RingAskRow {
  id: string;
  rolloutId: string;
  ring: number;
  members: { clusterId: string; changeId: string; planHash: string }[];
  hash: string;
  createdAt: Date;
}

export async function insertRingAsk(db: Queryable, ask: RingAskRow): Promise<void> {
  await db.query(
    `insert into drawbridge.ring_ask (id, rollout_id, ring, members, hash, created_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [ask.id, ask.rolloutId, ask.ring, json(ask.members), ask.hash, ask.createdAt],
  );
}

export async function getRingAsk(db: Queryable, id: string): Promise<RingAskRow | null> {
  return one(db, 'select * from drawbridge.ring_ask where id = $1', [id]);
}

/** The newest ask that this change, with this plan, was part of. */
export async function ringAskOf(
  db: Queryable,
  {
    rolloutId,
    ring,
    changeId,
    planHash,
  }: Omit<RingAskRow, 'id' | 'members' | 'hash' | 'createdAt'> & {
    changeId: string;
    planHash: string;
  },
): Promise<RingAskRow | null> {
  return one(
    db,
    `select * from drawbridge.ring_ask
      where rollout_id = $1 and ring = $2 and members @> $3
      order by created_at desc limit 1`,
    [rolloutId, ring, json([{ changeId, planHash }])],
  );
}

export interface RolloutNoteRow {
  id: string;
  rolloutId: string;
  at: Date;
  data: Json;
}

export async function insertRolloutNote(db: Queryable, note: RolloutNoteRow): Promise<void> {
  await db.query(
    'insert into drawbridge.rollout_note (id, rollout_id, at, data) values ($1, $2, $3, $4)',
    [note.id, note.rolloutId, note.at, json(note.data)],
  );
}

export async function getRolloutNote(db: Queryable, id: string): Promise<RolloutNoteRow | null> {
  return one(db, 'select * from drawbridge.rollout_note where id = $1', [id]);
}
