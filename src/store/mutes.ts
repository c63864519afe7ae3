import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface MuteRow {
  id: string;
  version: number;
  state: 'active' | 'ended' | 'revoked';
  /** Null: on every cluster. */
  clusterId: string | null;
  /** Cover */
  cover: Json;
  reason: string;
  until: Date;
  createdBy: StoredPerson;
  createdAt: Date;
  /** Who changed it last. */
  editedBy: StoredPerson | null;
  editedAt: Date | null;
  endedBy: StoredPerson | null;
  endedAt: Date | null;
}

export async function insertMute(
  tx: Queryable,
  mute: Pick<
    MuteRow,
    'id' | 'clusterId' | 'cover' | 'reason' | 'until' | 'createdBy' | 'createdAt'
  >,
): Promise<void> {
  await tx.query(
    `insert into drawbridge.mute (id, state, cluster_id, cover, reason, until, created_by, created_at)
     values ($1, 'active', $2, $3, $4, $5, $6, $7)`,
    [
      ...[mute.id, mute.clusterId, json(mute.cover), mute.reason, mute.until],
      ...[json(mute.createdBy), mute.createdAt],
    ],
  );
}

export async function getMute(db: Queryable, id: string): Promise<MuteRow | null> {
  return one(db, 'select * from drawbridge.mute where id = $1', [id]);
}

/** Compare-and-swap on the version; null where somebody was faster, or it has ended. */
export async function changeMute(
  tx: Queryable,
  {
    id,
    version,
    cover,
    reason,
    until,
    by,
    now,
  }: Pick<MuteRow, 'id' | 'version' | 'cover' | 'reason' | 'until'> & {
    by: StoredPerson;
    now: Date;
  },
): Promise<MuteRow | null> {
  return one(
    tx,
    `update drawbridge.mute
        set version = version + 1, cover = $3, reason = $4, until = $5, edited_by = $6, edited_at = $7
      where id = $1 and version = $2 and state = 'active' returning *`,
    [id, version, json(cover), reason, until, json(by), now],
  );
}

/** Those that hold, the next to end first; of one cluster, with those that hold on every cluster. */
export async function activeMutes(
  db: Queryable,
  { clusterId = null }: { clusterId?: string | null } = {},
): Promise<MuteRow[]> {
  return many(
    db,
    `select * from drawbridge.mute
      where state = 'active' and ($1::text is null or cluster_id = $1 or cluster_id is null)
      order by until, id`,
    [clusterId?.toLowerCase() ?? null],
  );
}

/** Null where it had ended before. */
export async function endMute(
  tx: Queryable,
  { id, to, by, now }: { id: string; to: 'ended' | 'revoked'; by: StoredPerson | null; now: Date },
): Promise<MuteRow | null> {
  return one(
    tx,
    `update drawbridge.mute set state = $2, ended_by = $3, ended_at = $4
      where id = $1 and state = 'active' returning *`,
    [id, to, json(by), now],
  );
}

/** The calls of one alert on one day, with what a mute is judged by. */
export interface AlertDay {
  id: string;
  clusterId: string;
  sighting: Json;
  seen: Json;
  severity: string;
  /** `2026-11-24`, UTC. */
  day: string;
  calls: number;
  last: Date;
}

/** Of every alert with calls since then, on one cluster or (null) on all, of one caller or all: a row for each day. */
export async function alertDaysSince(
  db: Queryable,
  {
    clusterId,
    detection,
    actor = null,
    since,
  }: { clusterId: string | null; detection: string; actor?: string | null; since: Date },
): Promise<AlertDay[]> {
  return many(
    db,
    `select alert.id, alert.cluster_id, alert.sighting, alert.seen, alert.severity,
            to_char(bin.at at time zone 'UTC', 'YYYY-MM-DD') as day,
            sum(bin.calls)::int as calls, max(bin.at) as last
       from drawbridge.alert alert join drawbridge.alert_bin bin on bin.alert_id = alert.id
      where ($1::text is null or alert.cluster_id = $1) and bin.at >= $2
        and alert.sighting->>'detection' = $3
        and ($4::text is null or alert.actor = $4)
      group by alert.id, day order by day, alert.id`,
    [clusterId?.toLowerCase() ?? null, since, detection, actor],
  );
}

/** Everything that alerts of one actor were seen to come from, on every cluster. */
export async function seenOfActor(
  db: Queryable,
  { detection, actor, kind }: { detection: string; actor: string; kind: string },
): Promise<Json[]> {
  const rows = await many<{ seen: Json }>(
    db,
    `select seen from drawbridge.alert
      where actor = $2 and sighting->>'detection' = $1 and sighting->>'kind' = $3
      order by last_call_at desc limit 200`,
    [detection, actor, kind],
  );
  return rows.map(({ seen }) => seen);
}
