import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { adoptWorkflows } from '../../src/workflows/adopt.ts';
import { createWorkflows } from '../../src/workflows/life-cycle.ts';
import type { WorkflowResult } from '../../src/workflows/tell.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const person = { teamId: 'T', userId: 'U0RIVERA' };
const outcomes = (failing: string[]) => ({
  id: '/subscriptions/s/a',
  ...{ name: 'a', grade: 'C', unknown: 0 },
  failed: { critical: 0, high: failing.length, medium: 0, low: 0, info: 0 },
  outcomes: Object.fromEntries(failing.map((check) => [check, 'fail'])),
});

let database: TestDatabase;
let now: Date;

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-24T00:30:00Z');
  await database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, tags, seen_at)
     values ('/subscriptions/s/a', 'a', 'rg', 's', 'westeurope', '{}', now()),
            ('/subscriptions/s/b', 'b', 'rg', 's', 'westeurope', '{}', now())`,
  );
});
afterEach(() => database.drop());

const workflows = () =>
  createWorkflows({
    db: database.pool,
    owners: noOwners,
    alerts: { take: async () => {} },
    clock: () => now,
    newId: randomUUID,
    nudge: async () => {},
    warn: () => {},
  });

async function use(more = '', clusters = 'a'): Promise<void> {
  const text = `name: w\ndescription: d\non: command\nclusters: ${clusters}\nrun: posture\nnotify: [{ channel: C0PLATFRM }]\n${more}`;
  await adoptWorkflows(database.pool, [{ name: 'w.yaml', text }], now);
}

/** One run that finds this; null where the look comes to nothing. What it tells. */
async function look(failing: string[] | null, narrowed?: string): Promise<string[]> {
  now = new Date(now.getTime() + 60_000);
  const outcome = await workflows().start('w', person, narrowed);
  if (outcome.kind !== 'started') throw new Error(outcome.kind);
  const [run] = await rows(
    'select value_id from drawbridge.workflow_run where id = $1',
    outcome.id,
  );
  await database.pool.query(
    `update drawbridge.posture_run set state = $2, finished_at = $3, digest = $4 where fleet_run_id = $1`,
    [run?.value_id, failing ? 'done' : 'failed', now, failing && outcomes(failing)],
  );
  await database.pool.query(
    'update drawbridge.fleet_run set state = $2, finished_at = $3 where id = $1',
    [run?.value_id, failing ? 'done' : 'failed', now],
  );
  expect(await workflows().proceed(outcome.id)).toBe(false);
  return texts(outcome.id);
}

async function rows(sql: string, ...values: unknown[]) {
  return (await database.pool.query(sql, values)).rows;
}

async function texts(id: string): Promise<string[]> {
  const [run] = await rows('select result from drawbridge.workflow_run where id = $1', id);
  const result: WorkflowResult = run?.result;
  return result.messages.flatMap(({ notices }) => notices.map(({ text }) => text));
}

const first = expect.stringContaining('a, first look');
const fails = expect.stringMatching(/^a: .*\(AKS-NET-001\) fails$/);

test('what was found in shadow is told by the first run that is not, and the other way round', async () => {
  await use();
  expect(await look([])).toEqual([first]);
  await use('shadow: true\n');
  expect(await look(['AKS-NET-001'])).toEqual([first]);
  expect(await look(['AKS-NET-001'])).toEqual([]);
  await use();
  expect(await look(['AKS-NET-001'])).toEqual([fails]);
  expect(await look(['AKS-NET-001'])).toEqual([]);
});

test('many runs over some of its clusters, or that came to nothing, do not make it forget', async () => {
  await use('', 'all');
  expect(await look([])).toHaveLength(2);
  for (let count = 0; count < 12; count += 1) await look([], 'a');
  for (let count = 0; count < 12; count += 1) await look(null);
  expect(await look(['AKS-NET-001'])).toEqual(
    expect.arrayContaining([expect.stringContaining('(AKS-NET-001) fails'), 'The run works again']),
  );
});

test('that nothing could be looked at is told however little a workflow tells, and that it works again', async () => {
  await use('when: { change: [resolved], severity: critical }\n');
  expect(await look([])).toEqual([]);
  expect(await look(null)).toEqual(['The run came to nothing: The look at the clusters is gone.']);
  expect(await look(null)).toEqual([]);
  expect(await look([])).toEqual(['The run works again']);
});

test('a run that never ends has come to nothing after hours, and the next one is begun', async () => {
  await use();
  const outcome = await workflows().start('w', person);
  if (outcome.kind !== 'started') throw new Error(outcome.kind);
  now = new Date(now.getTime() + 5 * 3_600_000);
  expect(await workflows().proceed(outcome.id)).toBe(true);
  expect(await workflows().start('w', person)).toEqual({ kind: 'still-running' });
  now = new Date(now.getTime() + 2 * 3_600_000);
  expect(await workflows().proceed(outcome.id)).toBe(false);
  expect(await texts(outcome.id)).toEqual([
    'The run came to nothing: it had not ended after 6 hours',
  ]);
  expect(await workflows().start('w', person)).toMatchObject({ kind: 'started' });
});
