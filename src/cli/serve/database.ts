import { join } from 'node:path';
import type { Settings } from '../../config/table.ts';
import { startEmbeddedPostgres } from '../../store/embedded.ts';
import { migrate } from '../../store/migrate.ts';

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
