import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'bullmq';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import { type AppRole, grantAppRole } from './grants.ts';
import type { Queryable } from './pool.ts';

const migrations = fileURLToPath(new URL('./migrations', import.meta.url));

export interface MigrateOptions {
  /** The role of the running program, which can neither create nor drop, nor change the trail. */
  appRole?: AppRole;
}

/**
 * Brings the database up to date: our tables in schema `drawbridge`, the queue's in `bullmq`.
 * Safe to run again and from several processes at once. Returns the names of our migrations that it ran.
 */
export async function migrate(
  ownerUrl: string,
  { appRole }: MigrateOptions = {},
): Promise<{ ran: string[] }> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  // A lost connection fails the statement that runs; it must not end the process as well.
  client.on('error', () => {});
  await client.connect();
  try {
    const done = await runner({
      dbClient: client,
      dir: migrations,
      direction: 'up',
      migrationsTable: 'migration',
      migrationsSchema: 'drawbridge',
      createMigrationsSchema: true,
      advisoryLockMode: 'wait',
      log: () => {},
    });
    await runMigrations(client, 'bullmq');
    if (appRole) await grantAppRole(client, appRole);
    return { ran: done.map(({ name }) => name) };
  } finally {
    await client.end();
  }
}

/** Migrations of this version that the database has not run. Throws where it cannot be asked. */
export async function pendingMigrations(db: Queryable): Promise<string[]> {
  const files = (await readdir(migrations)).filter((file) => file.endsWith('.sql'));
  const names = files.map((file) => file.replace(/\.sql$/, '')).sort();
  const { rows: table } = await db.query<{ there: boolean }>(
    `select to_regclass('drawbridge.migration') is not null as there`,
  );
  if (!table[0]?.there) return names;
  const { rows } = await db.query<{ name: string }>('select name from drawbridge.migration');
  const done = new Set(rows.map(({ name }) => name));
  return names.filter((name) => !done.has(name));
}
