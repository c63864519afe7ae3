import type { Queryable } from './pool.ts';
import { json, many, one, type StoredPerson, storableText } from './rows.ts';

export interface FreezeRow {
  id: string;
  /** Which clusters, as a filter. */
  filter: string;
  reason: string;
  beginsAt: Date;
  until: Date;
  createdBy: StoredPerson;
  endedAt: Date | null;
  endedBy: StoredPerson | null;
}

export async function insertFreeze(
  tx: Queryable,
  { id, filter, reason, beginsAt, until, createdBy }: Omit<FreezeRow, 'endedAt' | 'endedBy'>,
): Promise<void> {
  await tx.query(
    `insert into drawbridge.freeze (id, filter, reason, begins_at, until, created_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, storableText(filter), storableText(reason), beginsAt, until, json(createdBy)],
  );
}

/** Those that hold at a time, the one that ends last first. */
export async function freezesAt(db: Queryable, at: Date): Promise<FreezeRow[]> {
  return many(
    db,
    `select * from drawbridge.freeze
      where ended_at is null and begins_at <= $1 and until > $1 order by until desc, id`,
    [at],
  );
}

/** Ends one before its time. Null where that happened already. */
export async function endFreeze(
  tx: Queryable,
  { id, by, now }: { id: string; by: StoredPerson; now: Date },
): Promise<FreezeRow | null> {
  return one(
    tx,
    `update drawbridge.freeze set ended_at = $2, ended_by = $3
      where id = $1 and ended_at is null and until > $2 returning *`,
    [id, now, json(by)],
  );
}
