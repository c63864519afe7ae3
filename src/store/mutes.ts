import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface MuteRow {
  id: string;
  state: 'active' | 'ended' | 'revoked';
  clusterId: string;
  /** Cover */
  cover: Json;
  reason: string;
  until: Date;
  createdBy: StoredPerson;
  createdAt: Date;
  endedBy: StoredPerson | null;
  endedAt: Date | null;
}

export async function insertMute(
  tx: Queryable,
  mute: Omit<MuteRow, 'state' | 'endedBy' | 'endedAt'>,
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

/** Those that hold, the next to end first. */
export async function activeMutes(
  db: Queryable,
  { clusterId = null }: { clusterId?: string | null } = {},
): Promise<MuteRow[]> {
  return many(
    db,
    `select * from drawbridge.mute
      where state = 'active' and ($1::text is null or cluster_id = $1) order by until, id`,
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

/** What a mute can be judged by, of every alert of a cluster with calls since then; and its calls. */
export async function alertsSince(
  db: Queryable,
  { clusterId, since }: { clusterId: string; since: Date },
): Promise<{ sighting: Json; seen: Json; severity: string; calls: number; last: Date }[]> {
  return many(
    db,
    `select alert.sighting, alert.seen, alert.severity, sum(bin.calls)::int as calls, max(bin.at) as last
       from drawbridge.alert alert join drawbridge.alert_bin bin on bin.alert_id = alert.id
      where alert.cluster_id = $1 and bin.at >= $2
      group by alert.id`,
    [clusterId.toLowerCase(), since],
  );
}
