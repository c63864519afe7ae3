import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export type RequestState =
  | 'waiting'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'superseded';

export interface RequestRow {
  id: string;
  version: number;
  subjectKind: string;
  subjectId: string;
  clusterId: string | null;
  /** Decisions count for this hash alone. */
  hash: string;
  /** ApprovalPolicy as it was when the request was opened. */
  policy: Json;
  requester: StoredPerson;
  editors: StoredPerson[];
  state: RequestState;
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
}

export interface DecisionRow {
  id: string;
  requestId: string;
  hash: string;
  person: StoredPerson;
  personKey: string;
  decision: 'approve' | 'reject';
  reason: string | null;
  /** Membership: in which groups, read when. */
  evidence: Json;
  at: Date;
}

/** Adds a request in state `waiting`. Null if one for this subject is waiting or approved already. */
export async function insertRequest(
  db: Queryable,
  request: Omit<RequestRow, 'version' | 'state' | 'decidedAt'>,
): Promise<RequestRow | null> {
  return one(
    db,
    `insert into drawbridge.approval_request
       (id, subject_kind, subject_id, cluster_id, hash, policy, requester, editors, state,
        created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10)
     on conflict do nothing returning *`,
    [
      request.id,
      request.subjectKind,
      request.subjectId,
      request.clusterId?.toLowerCase() ?? null,
      request.hash,
      json(request.policy),
      json(request.requester),
      json(request.editors),
      request.createdAt,
      request.expiresAt,
    ],
  );
}

export async function getRequest(db: Queryable, id: string): Promise<RequestRow | null> {
  return one(db, 'select * from drawbridge.approval_request where id = $1', [id]);
}

/** The request, locked until the transaction ends: deciders come one after the other. */
export async function lockRequest(tx: Queryable, id: string): Promise<RequestRow | null> {
  return one(tx, 'select * from drawbridge.approval_request where id = $1 for update', [id]);
}

/** The newest request of a subject, whatever its state. */
export async function latestRequestOf(
  db: Queryable,
  { subjectKind, subjectId }: { subjectKind: string; subjectId: string },
): Promise<RequestRow | null> {
  return one(
    db,
    `select * from drawbridge.approval_request where subject_kind = $1 and subject_id = $2
      order by created_at desc, state in ('waiting', 'approved') desc limit 1`,
    [subjectKind, subjectId],
  );
}

/** Compare-and-swap on state and version; null for whoever comes second. */
export async function moveRequest(
  db: Queryable,
  {
    id,
    from,
    to,
    now,
  }: {
    id: string;
    from: { state: RequestState; version: number };
    to: RequestState;
    now: Date;
  },
): Promise<RequestRow | null> {
  return one(
    db,
    `update drawbridge.approval_request set state = $4, version = version + 1, decided_at = $5
      where id = $1 and state = $2 and version = $3 returning *`,
    [id, from.state, from.version, to, now],
  );
}

/** A decision that does not end the request moves its version all the same: the card has changed. */
export async function touchRequest(db: Queryable, id: string): Promise<RequestRow | null> {
  return one(
    db,
    'update drawbridge.approval_request set version = version + 1 where id = $1 returning *',
    [id],
  );
}

/** Adds a decision. Null if this person has decided on this hash before. */
export async function insertDecision(
  db: Queryable,
  decision: DecisionRow,
): Promise<DecisionRow | null> {
  return one(
    db,
    `insert into drawbridge.decision
       (id, request_id, hash, person, person_key, decision, reason, evidence, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (request_id, hash, person_key) do nothing returning *`,
    [
      decision.id,
      decision.requestId,
      decision.hash,
      json(decision.person),
      decision.personKey,
      decision.decision,
      decision.reason,
      json(decision.evidence),
      decision.at,
    ],
  );
}

/** In the order in which they were made. */
export async function decisionsOf(db: Queryable, requestId: string): Promise<DecisionRow[]> {
  return many(db, 'select * from drawbridge.decision where request_id = $1 order by at, id', [
    requestId,
  ]);
}

/** Moves every waiting request whose time is over to `expired`, and returns them. */
export async function expireRequests(db: Queryable, now: Date): Promise<RequestRow[]> {
  return many(
    db,
    `update drawbridge.approval_request
        set state = 'expired', version = version + 1, decided_at = $1
      where state = 'waiting' and expires_at <= $1 returning *`,
    [now],
  );
}
