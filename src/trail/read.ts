import type { Queryable } from '../store/pool.ts';
import { many } from '../store/rows.ts';
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
