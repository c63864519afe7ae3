import type { Queryable } from '../store/pool.ts';
import { many, one } from '../store/rows.ts';
import type { TrailEntry } from './entry.ts';

/** The last entries, of all or of one cluster, in the order in which they were written. */
export async function readTrail(
  db: Queryable,
  { last, clusterId = null }: { last: number; clusterId?: string | null },
): Promise<TrailEntry[]> {
  const rows = await many<Omit<TrailEntry, 'seq'> & { seq: string }>(
    db,
    `select * from drawbridge.trail where $2::text is null or lower(subject->>'clusterId') = $2
      order by seq desc limit $1`,
    [last, clusterId?.toLowerCase() ?? null],
  );
  return rows.map((row) => ({ ...row, seq: Number(row.seq) })).reverse();
}

/** The number of the entry with this hash, or null. */
export async function findEntry(db: Queryable, hash: string): Promise<number | null> {
  const row = await one<{ seq: string }>(db, 'select seq from drawbridge.trail where hash = $1', [
    hash,
  ]);
  return row && Number(row.seq);
}
