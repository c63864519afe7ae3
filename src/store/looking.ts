/** How looking for refused calls goes, cluster by cluster. */
import type { Queryable } from './pool.ts';
import { one } from './rows.ts';

/** When the first look of all was taken, at one cluster or (null) at any; null where none was. */
export async function lookingSince(db: Queryable, clusterId: string | null): Promise<Date | null> {
  const row = await one<{ since: Date | null }>(
    db,
    `select min(first_at) as since from drawbridge.looking
      where $1::text is null or cluster_id = $1`,
    [clusterId?.toLowerCase() ?? null],
  );
  return row?.since ?? null;
}
