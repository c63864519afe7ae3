import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { createPool } from '../../src/store/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** An empty database that belongs to a role without further rights, as a hosted server gives it. */
async function emptyDatabase({ mayCreateRoles }: { mayCreateRoles: boolean }) {
  const name = `empty_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({
    connectionString: inject('postgres').ownerUrl.replace(/\/drawbridge$/, '/postgres'),
  });
  await admin.connect();
  await admin.query(`create role ${name} login password 'x' ${mayCreateRoles ? 'createrole' : ''}`);
  await admin.query(`create database ${name} owner ${name}`);
  const url = new URL(inject('postgres').ownerUrl);
  Object.assign(url, { username: name, password: 'x', pathname: `/${name}` });
  async function drop() {
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`drop role if exists ${name}_app`);
    await admin.query(`drop role ${name}`);
    await admin.end();
  }
  return { name, url: url.href, admin, drop };
}

async function allMigrations(): Promise<string[]> {
  const files = await readdir(new URL('../../src/store/migrations', import.meta.url));
  return files.map((file) => file.replace(/\.sql$/, '')).sort();
}

test('migrating again changes nothing', async () => {
  expect(await migrate(database.ownerUrl)).toEqual({ ran: [] });
});

test('several that migrate at once migrate once; the role is made by an owner who may', async () => {
  const empty = await emptyDatabase({ mayCreateRoles: true });
  try {
    const appRole = { name: `${empty.name}_app`, password: `it's "secret"` };
    const results = await Promise.all([1, 2, 3].map(() => migrate(empty.url, { appRole })));
    expect(results.flatMap(({ ran }) => ran).sort()).toEqual(await allMigrations());
    const url = new URL(empty.url);
    Object.assign(url, { username: appRole.name, password: encodeURIComponent(appRole.password) });
    const pool = createPool(url.href, { max: 1 });
    expect((await pool.query('select from change')).rowCount).toBe(0);
    await expect(pool.query('delete from trail')).rejects.toMatchObject({ code: '42501' });
    await pool.end();
  } finally {
    await empty.drop();
  }
});

test('an owner who may not make roles is told what an administrator has to do, and goes on once it is done', async () => {
  const empty = await emptyDatabase({ mayCreateRoles: false });
  try {
    const appRole = { name: `${empty.name}_app` };
    await expect(migrate(empty.url, { appRole })).rejects.toThrow(
      `Ask an administrator to run: create role "${empty.name}_app" login password '…';`,
    );
    await empty.admin.query(`create role ${appRole.name} login`);
    await migrate(empty.url, { appRole });
    const { rows } = await empty.admin.query(`select rolname from pg_roles where rolname = $1`, [
      appRole.name,
    ]);
    expect(rows).toHaveLength(1);
  } finally {
    await empty.drop();
  }
});

test('the owner is refused as the role of the application', async () => {
  const { username } = new URL(database.ownerUrl);
  await expect(migrate(database.ownerUrl, { appRole: { name: username } })).rejects.toThrow(
    'the application needs another one',
  );
});

test('the queue works as the role of the application, on one shared pool', async () => {
  const pool = createPool(database.appUrl, { max: 8, schema: 'bullmq' });
  const queue = new Queue('plans', { connection: pool }, createPostgresBackend);
  const done: number[] = [];
  const worker = new Worker(
    'plans',
    async (job) => {
      done.push(job.data.n);
    },
    { connection: pool },
    createPostgresBackend,
  );
  const finished = () => expect.poll(() => done.toSorted((a, b) => a - b), { timeout: 60_000 });
  try {
    await queue.add('one', { n: 21 }, { attempts: 5, delay: 20 });
    await finished().toEqual([21]);
    await queue.addBulk([1, 2].map((n) => ({ name: 'several', data: { n } })));
    await finished().toEqual([1, 2, 21]);
    await queue.upsertJobScheduler('nightly', { pattern: '0 3 * * *' });
    expect((await queue.getJobSchedulers()).map(({ key }) => key)).toEqual(['nightly']);
  } finally {
    await worker.close();
    await queue.close();
    await pool.end();
  }
});
