import type pg from 'pg';
import { loadSettings } from '../../config/settings.ts';
import { pendingMigrations } from '../../store/migrate.ts';
import { createPool } from '../../store/pool.ts';
import { CliError, type Io } from '../define.ts';
import { oneLine } from '../errors.ts';
import { openDatabase } from './database.ts';

/**
 * Runs `work` on the database of DATABASE_URL, as the application's role.
 * @throws SettingsError where it is not set, CliError (3) where it cannot be reached or has no tables.
 */
export async function withDatabase<T>(
  io: Pick<Io, 'env'>,
  work: (db: pg.Pool) => Promise<T>,
): Promise<T> {
  // The changer is the role that needs the database and nothing else.
  const settings = loadSettings({ env: io.env, roles: ['changer'] });
  const database = await openDatabase(settings);
  try {
    const db = createPool(database.url, { max: 2 });
    try {
      await reach(db, database.url);
      return await work(db);
    } finally {
      await db.end();
    }
  } finally {
    await database.stop();
  }
}

async function reach(db: pg.Pool, url: string): Promise<void> {
  const pending = await pendingMigrations(db).catch((error: unknown) => {
    throw new CliError(`the database at ${new URL(url).host} does not answer: ${oneLine(error)}`, {
      exitCode: 3,
      cause: error,
    });
  });
  if (pending.length > 0)
    throw new CliError(
      `the tables are not those of this version: ${pending.join(', ')} did not run; run \`drawbridge migrate\``,
      { exitCode: 3 },
    );
}
