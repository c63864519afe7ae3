import { join } from 'node:path';
import type pg from 'pg';
import type { Settings } from '../../config/table.ts';
import { startEmbeddedPostgres } from '../../store/embedded.ts';
import { migrate, pendingMigrations } from '../../store/migrate.ts';
import { CliError } from '../define.ts';
import { oneLine } from '../errors.ts';

export interface Database {
  /** As the application's role. */
  url: string;
  stop(): Promise<void>;
}

/** The database of DATABASE_URL; `embedded` starts one in DATA_DIR and migrates it. */
export async function openDatabase({
  DATABASE_URL,
  DATA_DIR,
}: Pick<Settings, 'DATABASE_URL' | 'DATA_DIR'>): Promise<Database> {
  if (DATABASE_URL !== 'embedded') return { url: DATABASE_URL ?? '', stop: async () => {} };
  const server = await startEmbeddedPostgres({ dir: join(DATA_DIR, 'postgres') });
  try {
    await migrate(server.url, { appRole: server.appRole });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: server.appUrl, stop: () => server.stop() };
}

/** @throws CliError (3) where the database does not answer, or has not the tables of this version */
export async function reachDatabase(db: pg.Pool, url: string): Promise<void> {
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
