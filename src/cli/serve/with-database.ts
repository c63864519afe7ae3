import type pg from 'pg';
import { loadSettings } from '../../config/settings.ts';
import { createPool } from '../../store/pool.ts';
import type { Io } from '../define.ts';
import { openDatabase, reachDatabase } from './database.ts';

/**
 * Runs `work` on the database of DATABASE_URL, as the application's role.
 * @throws SettingsError where it is not set, CliError (3) where it cannot be reached or has no tables.
 */
export async function withDatabase<T>(
  io: Pick<Io, 'env'>,
  work: (db: pg.Pool, urls: { databaseUrl: string; queueUrl?: string }) => Promise<T>,
): Promise<T> {
  // The changer is the role that needs the database and nothing else.
  const settings = loadSettings({ env: io.env, roles: ['changer'] });
  const database = await openDatabase(settings);
  try {
    const db = createPool(database.url, { max: 2 });
    try {
      await reachDatabase(db, database.url);
      return await work(db, { databaseUrl: database.url, queueUrl: settings.QUEUE_URL });
    } finally {
      await db.end();
    }
  } finally {
    await database.stop();
  }
}
