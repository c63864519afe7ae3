import { afterEach, beforeEach, expect, test } from 'vitest';
import { withTransaction } from '../../src/store/pool.ts';
import { appendTrail } from '../../src/trail/append.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { drawbridge, type Run } from './support/run.ts';

const clusterId = '/subscriptions/s/resourceGroups/g/providers/p/managedClusters/aks-prod-weu';
const ana = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA', name: 'Ana Rivera' };

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

function audit(...args: string[]): Promise<Run> {
  return drawbridge(['audit', ...args], { env: { DATABASE_URL: database.appUrl } });
}

async function write(count: number): Promise<string[]> {
  const hashes: string[] = [];
  for (let index = 1; index <= count; index += 1) {
    const { hash } = await withTransaction(database.pool, (tx) =>
      appendTrail(tx, {
        at: new Date(Date.UTC(2026, 4, 1, 9, index)),
        kind: 'change.proposed',
        actor: index === 2 ? { ...ana, name: 'Ana\u001b[2J' } : ana,
        subject: index % 2 === 0 ? { clusterId } : {},
        data: { index },
      }),
    );
    hashes.push(hash);
  }
  return hashes;
}

test('a whole trail is confirmed, with the head to note down', async () => {
  expect(await audit('verify')).toMatchObject({ code: 0, stdout: 'The trail is empty.\n' });
  const hashes = await write(3);
  const { code, stdout } = await audit('verify');
  expect(code).toBe(0);
  expect(stdout).toContain('All 3 entries');
  expect(stdout).toContain(`--head 3:${hashes[2]}`);
  expect((await audit('verify', '--head', `3:${hashes[2]}`)).code).toBe(0);
  expect((await audit('verify', '--head', hashes[1] ?? '')).code).toBe(0);
});

test('a changed entry is named, and the exit code says so', async () => {
  await write(3);
  await database.owner.query(`update drawbridge.trail set data = '{"index": 7}' where seq = 2`);
  const { code, stdout } = await audit('verify');
  expect(code).toBe(1);
  expect(stdout).toContain('Entry 2 does not say what it said');
  const json = JSON.parse((await audit('verify', '--format', 'json')).stdout);
  expect(json).toMatchObject({ ok: false, problem: { kind: 'changed', seq: 2 } });
});

test('a trail that was cut off is found by the head alone', async () => {
  const hashes = await write(3);
  await database.owner.query('delete from drawbridge.trail where seq = 3');
  expect((await audit('verify')).code).toBe(0);
  const byNumber = await audit('verify', '--head', `3:${hashes[2]}`);
  expect(byNumber).toMatchObject({ code: 1 });
  expect(byNumber.stdout).toContain('Entry 3 is missing');
  const byHash = await audit('verify', '--head', hashes[2] ?? '');
  expect(byHash.code).toBe(1);
  expect(byHash.stdout).toContain('No entry has the hash');
});

test('the list is the newest first, can be narrowed, and steers no terminal', async () => {
  await write(4);
  const { stdout } = await audit('list', '--last', '3');
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => line.split(/\s+/)[0])).toEqual(['No.', '4', '3', '2']);
  expect(stdout).not.toContain('\u001b');
  const about = await audit('list', '--cluster', clusterId.toUpperCase(), '--format', 'json');
  expect(JSON.parse(about.stdout).map(({ seq }: { seq: number }) => seq)).toEqual([4, 2]);
});

test.each([
  [['burn'], '“burn”'],
  [['list', '--last', 'many'], '“many”'],
  [['list', '--head', 'x'], 'audit verify'],
  [['verify', '--last', '3'], 'audit list'],
  [['verify', '--head', 'abc'], '“abc”'],
  [['list', '--cluster', 'aks-nowhere'], 'no cluster "aks-nowhere"'],
  [[], 'what'],
])('wrong words are told: %j', async (line, says) => {
  const { code, stderr } = await audit(...line);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
});

test('a database that is not there, or has no tables, is told by name', async () => {
  const run = (url: string) => drawbridge(['audit', 'verify'], { env: { DATABASE_URL: url } });
  const gone = await run('postgres://app:secret-word@127.0.0.1:1/drawbridge');
  expect(gone.code).toBe(3);
  expect(gone.stderr).toContain('127.0.0.1:1');
  expect(gone.stderr).not.toContain('secret-word');
  await database.owner.query('delete from drawbridge.migration');
  const bare = await run(database.appUrl);
  expect(bare.code).toBe(3);
  expect(bare.stderr).toContain('drawbridge migrate');
  const unset = await drawbridge(['audit', 'list']);
  expect(unset.code).toBe(2);
  expect(unset.stderr).toContain('DATABASE_URL is not set');
});
