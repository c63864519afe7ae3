import type { Queryable } from './pool.ts';
import { many } from './rows.ts';

export interface LookedAt {
  /** ARM id, lower case. */
  clusterId: string;
  lookedAt: Date;
  /** Null where the last look was a good one. */
  failingSince: Date | null;
}

/** How looking for refused calls goes, of every cluster that a workflow ever looked at. */
export async function lookedAt(db: Queryable): Promise<LookedAt[]> {
  return many(
    db,
    'select cluster_id, looked_at, failing_since from drawbridge.looking order by cluster_id',
  );
}
