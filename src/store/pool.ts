import pg from 'pg';

/** A pool for single statements, or one connection inside a transaction. */
export type Queryable = pg.Pool | pg.PoolClient;

export interface PoolOptions {
  /** Connections at most. A pool that serves BullMQ's workers needs one for each and five more. */
  max: number;
  /** Which schema unqualified names mean. */
  schema?: 'drawbridge' | 'bullmq';
  applicationName?: string;
  /** Told when the server drops a connection that lies idle; the pool opens another by itself. */
  onError?: (error: Error) => void;
}

/** One pool per process and schema; `end()` it when the process ends. */
export function createPool(
  url: string,
  { max, schema = 'drawbridge', applicationName = 'drawbridge', onError = () => {} }: PoolOptions,
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: `-c search_path=${schema}`,
    application_name: applicationName,
    // Without it a query waits for ever on a server that does not answer.
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // A pool without a listener brings the process down when an idle connection is dropped.
  pool.on('error', onError);
  return pool;
}

/** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
export async function withTransaction<T>(
  pool: pg.Pool,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const tx = await pool.connect();
  let broken: Error | undefined;
  function onLost(error: Error): void {
    broken = error;
  }
  // While it is checked out the pool does not listen, and an error that nobody hears ends the process.
  tx.on('error', onLost);
  try {
    await tx.query('begin');
    const result = await work(tx);
    await tx.query('commit');
    return result;
  } catch (error) {
    await tx.query('rollback').catch(onLost);
    throw error;
  } finally {
    tx.off('error', onLost);
    // A connection that was lost or could not roll back is not used again.
    tx.release(broken);
  }
}
