import type pg from 'pg';

/**
 * One writer per value, over all processes: two who load and then edit could otherwise leave the
 * older picture behind. A lock of the session, not of a transaction: buttons that are stored
 * meanwhile have to be there before the message goes out.
 */
export async function withValueLock<T>(
  pool: pg.Pool,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const connection = await pool.connect();
  let broken: Error | undefined;
  try {
    await connection.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    return await work();
  } finally {
    await connection
      .query('select pg_advisory_unlock(hashtextextended($1, 0))', [name])
      .catch((error: Error) => {
        broken = error;
      });
    // A connection that is closed gives its locks back.
    connection.release(broken);
  }
}
