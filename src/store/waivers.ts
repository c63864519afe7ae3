import type { Queryable } from './pool.ts';
import {
  assignments,
  type Columns,
  type Json,
  json,
  many,
  one,
  type StoredPerson,
} from './rows.ts';

export type WaiverState =
  | 'waiting'
  | 'active'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'renewed'
  | 'revoked'
  | 'lapsed';

interface WaiverSettings {
  approvedBy: string[];
  place: string | null;
  remindedDays: number | null;
  decidedAt: Date | null;
  endedAt: Date | null;
  endedBy: StoredPerson | null;
}

/** A finding that is borne for a time. */
export interface WaiverRow extends WaiverSettings {
  id: string;
  version: number;
  state: WaiverState;
  source: 'slack' | 'file';
  checkId: string;
  /** WaiverScope */
  scope: Json;
  object: string | null;
  reason: string;
  owner: string;
  until: Date;
  requester: StoredPerson | null;
  origin: { channel: string; threadTs?: string } | null;
  /** WaivedFinding */
  finding: Json | null;
  hash: string | null;
  renews: string | null;
  createdAt: Date;
}

const columns: Columns<WaiverSettings> = {
  approvedBy: { column: 'approved_by', json: true },
  place: { column: 'place' },
  remindedDays: { column: 'reminded_days' },
  decidedAt: { column: 'decided_at' },
  endedAt: { column: 'ended_at' },
  endedBy: { column: 'ended_by', json: true },
};

export type NewWaiver = Pick<
  WaiverRow,
  'id' | 'source' | 'checkId' | 'scope' | 'object' | 'reason' | 'owner' | 'until' | 'createdAt'
> &
  Partial<
    Pick<
      WaiverRow,
      'approvedBy' | 'place' | 'requester' | 'origin' | 'finding' | 'hash' | 'renews' | 'decidedAt'
    >
  > & { state: 'waiting' | 'active' };

/** Null if the same is waiting for a decision, or the row is there already. */
export async function insertWaiver(db: Queryable, waiver: NewWaiver): Promise<WaiverRow | null> {
  return one(
    db,
    `insert into drawbridge.waiver
       (id, state, source, check_id, scope, object, reason, owner, approved_by, until, place,
        requester, origin, finding, hash, renews, created_at, decided_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     on conflict do nothing returning *`,
    [
      waiver.id,
      waiver.state,
      waiver.source,
      waiver.checkId,
      json(waiver.scope),
      waiver.object,
      waiver.reason,
      waiver.owner,
      json(waiver.approvedBy ?? []),
      waiver.until,
      waiver.place ?? null,
      json(waiver.requester),
      json(waiver.origin),
      json(waiver.finding),
      waiver.hash ?? null,
      waiver.renews ?? null,
      waiver.createdAt,
      waiver.decidedAt ?? null,
    ],
  );
}

export async function getWaiver(db: Queryable, id: string): Promise<WaiverRow | null> {
  return one(db, 'select * from drawbridge.waiver where id = $1', [id]);
}

/** The waiver, locked until the transaction ends. */
export async function lockWaiver(tx: Queryable, id: string): Promise<WaiverRow | null> {
  return one(tx, 'select * from drawbridge.waiver where id = $1 for update', [id]);
}

export interface WaiverClaim {
  id: string;
  from: { state: WaiverState; version: number };
  to: WaiverState;
  set?: Partial<WaiverSettings>;
}

/** Compare-and-swap on state and version; null for whoever comes second. */
export async function claimWaiver(
  db: Queryable,
  { id, from, to, set = {} }: WaiverClaim,
): Promise<WaiverRow | null> {
  const values: unknown[] = [id, from.state, from.version, to];
  const more = assignments(columns, set, values);
  return one(
    db,
    `update drawbridge.waiver set state = $4, version = version + 1 ${more ? `, ${more}` : ''}
      where id = $1 and state = $2 and version = $3 returning *`,
    values,
  );
}

/** The one that waits for a decision on the same. */
export async function waitingWaiver(
  db: Queryable,
  { checkId, scope, object }: Pick<WaiverRow, 'checkId' | 'scope' | 'object'>,
): Promise<WaiverRow | null> {
  return one(
    db,
    `select * from drawbridge.waiver
      where state = 'waiting' and check_id = $1 and scope = $2 and coalesce(object, '') = coalesce($3, '')`,
    [checkId, json(scope), object],
  );
}

/** In these states, the next to end first; those that have ended, only where they did so after `endedSince`. */
export async function listWaivers(
  db: Queryable,
  {
    states,
    endedSince = null,
    source = null,
  }: { states: WaiverState[]; endedSince?: Date | null; source?: 'slack' | 'file' | null },
): Promise<WaiverRow[]> {
  return many(
    db,
    `select * from drawbridge.waiver
      where state = any($1) and ($2::timestamptz is null or ended_at is null or ended_at >= $2)
        and ($3::text is null or source = $3)
      order by until, id`,
    [states, endedSince, source],
  );
}

/** Those that hold and end by `now`. */
export async function endedWaivers(db: Queryable, now: Date): Promise<WaiverRow[]> {
  return many(
    db,
    `select * from drawbridge.waiver where state = 'active' and until <= $1 order by until, id`,
    [now],
  );
}

/** Those that hold, end by `endsBy`, and of which nobody was told that only so many days are left. */
export async function waiversToAnnounce(
  db: Queryable,
  { endsBy, days }: { endsBy: Date; days: number },
): Promise<WaiverRow[]> {
  return many(
    db,
    `select * from drawbridge.waiver
      where state = 'active' and until <= $1 and (reminded_days is null or reminded_days > $2)
      order by until, id`,
    [endsBy, days],
  );
}

/** Those that wait although their request has ended without a decision. */
export async function undecidedWaivers(db: Queryable): Promise<WaiverRow[]> {
  return many(
    db,
    `select waiver.* from drawbridge.waiver waiver
      where waiver.state = 'waiting' and exists (
        select from drawbridge.approval_request request
         where request.subject_kind = 'waiver' and request.subject_id = waiver.id
           and request.state = 'expired')
      order by waiver.created_at, waiver.id`,
  );
}

export interface LatestResult {
  clusterId: string;
  /** CheckResult; null where the report does not hold this check. */
  result: Json | null;
  takenAt: string;
}

/** What the newest finished run of each of these clusters says of one check. */
export async function latestResults(
  db: Queryable,
  { clusterIds, check }: { clusterIds: readonly string[]; check: string },
): Promise<LatestResult[]> {
  return many(
    db,
    `select distinct on (cluster_id) cluster_id, report->>'takenAt' as taken_at,
            jsonb_path_query_first(report, '$.results[*] ? (@.check == $check)',
                                   jsonb_build_object('check', $2::text)) as result
       from drawbridge.posture_run
      where cluster_id = any($1) and state = 'done'
      order by cluster_id, finished_at desc`,
    [clusterIds.map((id) => id.toLowerCase()), check],
  );
}
