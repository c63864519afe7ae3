import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { grantAppRole } from '../../src/store/grants.ts';
import { createPool } from '../../src/store/pool.ts';

export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  /** As the application's role. */
  pool: pg.Pool;
  /** As the role that owns the tables: for tests that tamper. */
  owner: pg.Pool;
  /** Ends the pools and removes the database. */
  drop(): Promise<void>;
}

/** A fresh, migrated database of its own, in about 50 ms. */
export async function createTestDatabase({
  max = 10,
}: {
  max?: number;
} = {}): Promise<TestDatabase> {
  const { ownerUrl, appUrl, template } = inject('postgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administrate(ownerUrl, (client) =>
    client.query(
      `create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)}`,
    ),
  );
  const urls = { ownerUrl: withDatabase(ownerUrl, name), appUrl: withDatabase(appUrl, name) };
  const pool = createPool(urls.appUrl, { max });
  const owner = createPool(urls.ownerUrl, { max: 4 });
  // What is granted on a database itself is not copied with it.
  const client = await owner.connect();
  await grantAppRole(client, { name: new URL(appUrl).username });
  client.release();

  async function drop(): Promise<void> {
    await Promise.all([pool.end(), owner.end()]);
    await administrate(ownerUrl, (client) =>
      client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
    );
  }
  return { ...urls, pool, owner, drop };
}

async function administrate(
  ownerUrl: string,
  work: (client: pg.Client) => Promise<unknown>,
): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(ownerUrl, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
