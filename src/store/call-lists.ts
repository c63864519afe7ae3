import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface CallListRow {
  id: string;
  /** In lower case. */
  clusterIds: string[];
  /** CallsWanted */
  wanted: Json;
  since: Date;
  until: Date;
  /** PageEnd, of the page before; null for the first. */
  pageEnd: Json | null;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  /** CallsPage */
  result: Json | null;
  problem: { message: string; hint?: string } | null;
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

export async function getCallList(db: Queryable, id: string): Promise<CallListRow | null> {
  return one(db, 'select * from drawbridge.call_list where id = $1', [id]);
}

/**
 * Takes a list, or keeps it, for `leaseMs`; of one who died, it is free again after that. Returns false where it has
 * ended or another has it.
 */
export async function claimCallList(
  db: Queryable,
  { id, now, leaseMs }: { id: string; now: Date; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.call_list set worked_until = $3
      where id = $1 and state = 'running' and (worked_until is null or worked_until <= $2)`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
  return rowCount === 1;
}

/** As `claimCallList`, by the one who has it; `until` in the past lets it go. */
export async function renewCallList(
  db: Queryable,
  { id, until }: { id: string; until: Date },
): Promise<void> {
  await db.query(
    `update drawbridge.call_list set worked_until = $2 where id = $1 and state = 'running'`,
    [id, until],
  );
}

/** Ends a list once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishCallList(
  db: Queryable,
  { id, result, now }: { id: string; result: Json; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.call_list set state = 'done', result = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(result), now],
  );
  return rowCount === 1;
}

/** As `finishCallList`, for a list that came to nothing. */
export async function failCallList(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.call_list set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

/** Lists that nobody works on although they have not ended: their job may be lost. */
export async function unfinishedCallLists(
  db: Queryable,
  { startedBefore, now }: { startedBefore: Date; now: Date },
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.call_list
      where state = 'running' and started_at < $1 and (worked_until is null or worked_until <= $2)
      order by started_at`,
    [startedBefore, now],
  );
}

/** Forgets lists that nobody looks at any more: they name people and addresses. */
export async function pruneCallLists(db: Queryable, before: Date): Promise<void> {
  await db.query('delete from drawbridge.call_list where started_at < $1', [before]);
}
