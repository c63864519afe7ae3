import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.owner.query(
    `insert into drawbridge.trail (seq, at, kind, actor, subject, data, prev, hash)
     values (1, now(), 'test', '{}', '{}', '{}', '', 'x')`,
  );
});
afterAll(() => database.drop());

const refused = [
  ['change an entry of the trail', `update drawbridge.trail set kind = 'other'`],
  ['delete an entry of the trail', 'delete from drawbridge.trail'],
  ['empty the trail', 'truncate drawbridge.trail'],
  ['create a table beside ours', 'create table drawbridge.mine (a int)'],
  ['create a table in public', 'create table public.mine (a int)'],
  ['create a table of the queue', 'create table bullmq.mine (a int)'],
  ['create a temporary table', 'create temporary table mine (a int)'],
  ['create a schema', 'create schema mine'],
  ['drop a table', 'drop table drawbridge.trail'],
  ['alter a table', 'alter table drawbridge.trail add column mine int'],
  [
    'pretend that a migration ran',
    `insert into drawbridge.migration (name, run_on) values ('x', now())`,
  ],
] as const;

test.each(refused)('the application cannot %s', async (_what, sql) => {
  await expect(database.pool.query(sql)).rejects.toMatchObject({ code: '42501' });
});

test('the application cannot give itself the right to change the trail', async () => {
  // PostgreSQL answers this with a warning only.
  await database.pool.query('grant all on drawbridge.trail to drawbridge_app');
  await expect(database.pool.query('delete from drawbridge.trail')).rejects.toMatchObject({
    code: '42501',
  });
});

test('the application reads and adds to the trail, and changes its other tables', async () => {
  await database.pool.query(
    `insert into drawbridge.trail (seq, at, kind, actor, subject, data, prev, hash)
     values (2, now(), 'test', '{}', '{}', '{}', 'x', 'y')`,
  );
  const { rowCount } = await database.pool.query('select from drawbridge.trail');
  expect(rowCount).toBe(2);
  await database.pool.query(`insert into drawbridge.seen (key, at) values ('k', now())`);
  await database.pool.query(`update drawbridge.seen set at = now()`);
  expect((await database.pool.query('delete from seen')).rowCount).toBe(1);
});
