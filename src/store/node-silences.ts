import type { Queryable } from './pool.ts';
import { json, many, one, type StoredPerson } from './rows.ts';

export interface NodeSilenceRow {
  id: string;
  /** In lower case. */
  clusterId: string;
  /** null: every pool. */
  pool: string | null;
  reason: string;
  createdBy: StoredPerson;
  createdAt: Date;
  expiresAt: Date;
  endedAt: Date | null;
  endedBy: StoredPerson | null;
}

export async function addSilence(
  db: Queryable,
  silence: Pick<
    NodeSilenceRow,
    'id' | 'clusterId' | 'pool' | 'reason' | 'createdBy' | 'createdAt' | 'expiresAt'
  >,
): Promise<void> {
  await db.query(
    `insert into drawbridge.node_silence
       (id, cluster_id, pool, reason, created_by, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      silence.id,
      silence.clusterId.toLowerCase(),
      silence.pool,
      silence.reason,
      json(silence.createdBy),
      silence.createdAt,
      silence.expiresAt,
    ],
  );
}

export async function getSilence(db: Queryable, id: string): Promise<NodeSilenceRow | null> {
  return one(db, 'select * from drawbridge.node_silence where id = $1', [id]);
}

/** Silences that hold now, of these clusters or of all, the next to end first. */
export async function openSilences(
  db: Queryable,
  { clusterIds, now }: { clusterIds?: readonly string[]; now: Date },
): Promise<NodeSilenceRow[]> {
  return many(
    db,
    `select * from drawbridge.node_silence
      where ended_at is null and expires_at > $1 and ($2::text[] is null or cluster_id = any($2))
      order by expires_at, id`,
    [now, clusterIds?.map((each) => each.toLowerCase()) ?? null],
  );
}

/** Ends a silence before its time; false where it was over already. */
export async function endSilence(
  db: Queryable,
  { id, by, now }: { id: string; by: StoredPerson; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.node_silence set ended_at = $2, ended_by = $3
      where id = $1 and ended_at is null and expires_at > $2`,
    [id, now, json(by)],
  );
  return rowCount === 1;
}
