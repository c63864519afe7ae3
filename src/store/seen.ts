import type { Queryable } from './pool.ts';

/** Whether this key (an event, a request's signature) comes for the first time. Of two at once, one does. */
export async function firstTime(db: Queryable, key: string, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    'insert into drawbridge.seen (key, at) values ($1, $2) on conflict do nothing',
    [key, now],
  );
  return rowCount === 1;
}

/** Forgets keys older than a time, when their sender no longer repeats them. Returns how many. */
export async function pruneSeen(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query('delete from drawbridge.seen where at < $1', [before]);
  return rowCount ?? 0;
}
