import { afterAll, beforeAll, expect, test } from 'vitest';
import { withTransaction } from '../../src/store/pool.ts';
import { firstTime } from '../../src/store/seen.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-05-04T09:30:00Z');
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ max: 2 });
});
afterAll(() => database.drop());

async function isStored(key: string): Promise<boolean> {
  const { rowCount } = await database.pool.query('select from seen where key = $1', [key]);
  return rowCount === 1;
}

test('what a transaction did is there when it returns, and is not when it throws', async () => {
  expect(await withTransaction(database.pool, (tx) => firstTime(tx, 'kept', now))).toBe(true);
  const failing = withTransaction(database.pool, async (tx) => {
    await firstTime(tx, 'undone', now);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect([await isStored('kept'), await isStored('undone')]).toEqual([true, false]);
});

test('a connection that the server drops in the middle fails its transaction and nothing else', async () => {
  for (let round = 0; round < 3; round++) {
    const failing = withTransaction(database.pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('select pg_backend_pid() as pid');
      await firstTime(tx, 'lost', now);
      await database.owner.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
      await tx.query('select 1');
    });
    await expect(failing).rejects.toThrow();
  }
  expect(await isStored('lost')).toBe(false);
});
