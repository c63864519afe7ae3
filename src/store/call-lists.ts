import { type LeasedRun, leasedRuns } from './leased-runs.ts';
import type { Queryable } from './pool.ts';
import { type Json, json } from './rows.ts';

export interface CallListRow extends LeasedRun {
  /** In lower case. */
  clusterIds: string[];
  /** CallsWanted */
  wanted: Json;
  since: Date;
  until: Date;
  /** PageEnd, of the page before; null for the first. */
  pageEnd: Json | null;
  /** CallsPage */
  result: Json | null;
}

export type NewCallList = Pick<
  CallListRow,
  'id' | 'wanted' | 'since' | 'until' | 'pageEnd' | 'requestedBy'
> & { clusterIds: readonly string[] };

export async function startCallList(db: Queryable, list: NewCallList, now: Date): Promise<void> {
  await db.query(
    `insert into drawbridge.call_list
       (id, cluster_ids, wanted, since, until, page_end, state, requested_by, started_at)
     values ($1, $2::text[], $3, $4, $5, $6, 'running', $7, $8)`,
    [
      list.id,
      list.clusterIds.map((each) => each.toLowerCase()),
      json(list.wanted),
      list.since,
      list.until,
      json(list.pageEnd),
      json(list.requestedBy),
      now,
    ],
  );
}

export const callLists = leasedRuns<CallListRow>('call_list');

/** Forgets lists that nobody looks at any more: they name people and addresses. */
export async function pruneCallLists(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from drawbridge.call_list where started_at < $1', [before]);
}
