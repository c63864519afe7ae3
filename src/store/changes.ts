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

type ChangeKind = 'change' | 'rollback' | 'closing';
export type ChangeRowState =
  | 'planning'
  | 'refused'
  | 'waiting'
  | 'approved'
  | 'applying'
  | 'verifying'
  | 'done'
  | 'failed'
  | 'outcome-unknown'
  | 'rejected'
  | 'expired'
  | 'withdrawn';

/** What a step may set beside the state. Undefined leaves a column as it is; null empties it. */
export interface ChangeSettings {
  params: Json;
  plan: Json | null;
  planHash: string | null;
  risk: string | null;
  editors: StoredPerson[];
  reason: string | null;
  ticket: string | null;
  /** Written before the call to Azure: { at, url, etag, bodyHash }. */
  intent: Json | null;
  /** The long-running operation: { url, startedAt }. */
  operation: Json | null;
  problem: { code: string; message: string; hint?: string } | null;
  /** Of a change of several steps: the one that is next, or under way. */
  step: number;
  stepsDone: { at: string; note: string }[];
  /** Who holds it up: no further step is begun. */
  paused: { by: StoredPerson; at: string } | null;
  /** Who ends it with the step under way; `sentAt` when Azure was asked to stop that too. */
  aborting: { by: StoredPerson; at: string; sentAt?: string } | null;
  /** Thaw: applied in spite of a freeze. */
  thawed: Json | null;
  notes: { at: string; text: string }[];
  expiresAt: Date | null;
  notBefore: Date | null;
  appliedAt: Date | null;
  finishedAt: Date | null;
}

export interface ChangeRow extends ChangeSettings {
  id: string;
  version: number;
  kind: ChangeKind;
  state: ChangeRowState;
  action: string;
  clusterId: string;
  requester: StoredPerson;
  origin: { channel: string; threadTs?: string } | null;
  parentId: string | null;
  /** The workflow whose report offered it, and the hash of what that asks of approvals. */
  askedFrom: { workflow: string; hash: string | null } | null;
  createdAt: Date;
  updatedAt: Date;
}

const columns: Columns<ChangeSettings> = {
  params: { column: 'params', json: true },
  plan: { column: 'plan', json: true },
  planHash: { column: 'plan_hash' },
  risk: { column: 'risk' },
  editors: { column: 'editors', json: true },
  reason: { column: 'reason' },
  ticket: { column: 'ticket' },
  intent: { column: 'intent', json: true },
  operation: { column: 'operation', json: true },
  problem: { column: 'problem', json: true },
  step: { column: 'step' },
  stepsDone: { column: 'steps_done', json: true },
  paused: { column: 'paused', json: true },
  aborting: { column: 'aborting', json: true },
  thawed: { column: 'thawed', json: true },
  notes: { column: 'notes', json: true },
  expiresAt: { column: 'expires_at' },
  notBefore: { column: 'not_before' },
  appliedAt: { column: 'applied_at' },
  finishedAt: { column: 'finished_at' },
};

export interface NewChange {
  id: string;
  kind: ChangeKind;
  state: ChangeRowState;
  action: string;
  clusterId: string;
  params: Json;
  requester: StoredPerson;
  editors: StoredPerson[];
  reason?: string | null;
  ticket?: string | null;
  origin?: { channel: string; threadTs?: string } | null;
  parentId?: string | null;
  askedFrom?: ChangeRow['askedFrom'];
  now: Date;
}

/**
 * Adds a change. Null if another change to this cluster is open (`openChangeOf` says which) or the
 * id is taken: the database allows one, so that two requests at the same instant cannot both begin.
 */
export async function insertChange(db: Queryable, change: NewChange): Promise<ChangeRow | null> {
  return one(
    db,
    `insert into drawbridge.change
       (id, kind, state, action, cluster_id, params, requester, editors, reason, ticket, origin,
        parent_id, asked_from, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
     on conflict do nothing returning *`,
    [
      change.id,
      change.kind,
      change.state,
      change.action,
      change.clusterId.toLowerCase(),
      json(change.params),
      json(change.requester),
      json(change.editors),
      change.reason ? storableText(change.reason) : null,
      change.ticket ? storableText(change.ticket) : null,
      json(change.origin),
      change.parentId ?? null,
      json(change.askedFrom),
      change.now,
    ],
  );
}

export interface ChangeClaim {
  id: string;
  from: { state: ChangeRowState; version: number };
  to: ChangeRowState;
  set?: Partial<ChangeSettings>;
  now: Date;
}

/**
 * One step of a change: compare-and-swap on state and version. Of several workers that try the
 * same step exactly one gets the row, the others null; null too while another change writes to
 * this cluster. What one worker does with Azure is done after this, never before.
 */
export async function claimChange(
  db: Queryable,
  { id, from, to, set = {}, now }: ChangeClaim,
): Promise<ChangeRow | null> {
  const values: unknown[] = [id, from.state, from.version, to, now];
  const more = assignments(columns, set, values);
  // The unique index `one_write` stands behind the last condition, should two pass it at once.
  return one(
    db,
    `update drawbridge.change as c
        set state = $4, version = version + 1, updated_at = $5 ${more ? `, ${more}` : ''}
      where id = $1 and state = $2 and version = $3
        and ($4 not in ('applying', 'verifying') or not exists (
          select from drawbridge.change as other
           where other.cluster_id = c.cluster_id and other.id <> c.id
             and other.state in ('applying', 'verifying')))
     returning *`,
    values,
  );
}

export async function getChange(db: Queryable, id: string): Promise<ChangeRow | null> {
  return one(db, 'select * from drawbridge.change where id = $1', [id]);
}

/** The change, locked until the transaction ends: lock it before its request, and both before the trail. */
export async function lockChange(tx: Queryable, id: string): Promise<ChangeRow | null> {
  return one(tx, 'select * from drawbridge.change where id = $1 for update', [id]);
}

/** Waiting changes whose time is over, locked in one order until the transaction ends. */
export async function lockOverdueChanges(tx: Queryable, now: Date): Promise<ChangeRow[]> {
  return many(
    tx,
    `select * from drawbridge.change where state = 'waiting' and expires_at <= $1
      order by id for update`,
    [now],
  );
}

/** The change that keeps others from beginning on this cluster. */
export async function openChangeOf(db: Queryable, clusterId: string): Promise<ChangeRow | null> {
  return one(
    db,
    `select * from drawbridge.change
      where cluster_id = $1 and kind <> 'closing'
        and state in ('planning', 'waiting', 'approved', 'applying', 'verifying', 'outcome-unknown')`,
    [clusterId.toLowerCase()],
  );
}

/** Changes in one of these states that may be touched again by now, the longest untouched first. */
export async function dueChanges(
  db: Queryable,
  { states, now, limit = 100 }: { states: ChangeRowState[]; now: Date; limit?: number },
): Promise<ChangeRow[]> {
  return many(
    db,
    `select * from drawbridge.change
      where state = any($1) and (not_before is null or not_before <= $2)
      order by updated_at limit $3`,
    [states, now, limit],
  );
}

/** The newest changes, of one cluster or of all. */
export async function latestChanges(
  db: Queryable,
  {
    clusterId = null,
    states = null,
    limit = 20,
  }: { clusterId?: string | null; states?: ChangeRowState[] | null; limit?: number } = {},
): Promise<ChangeRow[]> {
  return many(
    db,
    `select * from drawbridge.change
      where ($1::text is null or cluster_id = $1) and ($2::text[] is null or state = any($2))
      order by created_at desc limit $3`,
    [clusterId?.toLowerCase() ?? null, states, limit],
  );
}

/** The changes by which an opening came about: the one that made it, and those that made it longer. */
export async function changesBehindOpening(
  db: Queryable,
  { id, changeId, clusterId }: { id: string; changeId: string; clusterId: string },
): Promise<ChangeRow[]> {
  return many(
    db,
    `select * from drawbridge.change
      where id = $1 or (cluster_id = $2 and plan #>> '{openings,extend,id}' = $3)
      order by created_at`,
    [changeId, clusterId.toLowerCase(), id],
  );
}

/** Roll-backs and closings of a change. */
export async function childrenOf(db: Queryable, parentId: string): Promise<ChangeRow[]> {
  return many(db, 'select * from drawbridge.change where parent_id = $1 order by created_at', [
    parentId,
  ]);
}
