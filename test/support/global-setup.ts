import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../src/store/embedded.ts';
import { migrate } from '../../src/store/migrate.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgres: { ownerUrl: string; appUrl: string; template: string };
  }
}

/** One server for the whole run; every test file copies the migrated template. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'drawbridge-test-'));
  // Otherwise root's server, which runs as nobody, would be given a folder elsewhere.
  await chmod(dir, 0o711);
  const server = await startEmbeddedPostgres({ dir, durable: false, maxConnections: 300 });
  try {
    await migrate(server.url, { appRole: server.appRole });
    await forbidConnections(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide('postgres', {
    ownerUrl: server.url,
    appUrl: server.appUrl,
    template: new URL(server.url).pathname.slice(1),
  });
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
}

/** A database that anybody is connected to cannot be copied. */
async function forbidConnections(ownerUrl: string): Promise<void> {
  const url = new URL(ownerUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  await client.query(`alter database ${client.escapeIdentifier(name)} allow_connections false`);
  await client.end();
}
