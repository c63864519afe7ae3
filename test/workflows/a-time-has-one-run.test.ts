import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { adoptWorkflows } from '../../src/workflows/adopt.ts';
import { createWorkflows } from '../../src/workflows/life-cycle.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let now: Date;
let nudges: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-24T00:30:00Z');
  nudges = [];
  await database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, tags, seen_at)
     values ('/subscriptions/s/a', 'a', 'rg', 's', 'westeurope', '{}', now())`,
  );
});
afterEach(() => database.drop());

function worker() {
  return createWorkflows({
    db: database.pool,
    owners: noOwners,
    alerts: { take: async () => {} },
    clock: () => now,
    newId: randomUUID,
    nudge: async (queue, id) => void nudges.push(`${queue} ${id}`),
    warn: () => {},
  });
}

async function use(schedule: string, more = ''): Promise<void> {
  const text = `name: w\ndescription: d\non: { schedule: "${schedule}" }\nclusters: all\nrun: posture\n${more}`;
  await adoptWorkflows(database.pool, [{ name: 'w.yaml', text }], now);
}

async function runs(): Promise<[string, string | undefined][]> {
  const { rows } = await database.pool.query(
    'select id, state, scheduled_for from drawbridge.workflow_run order by scheduled_for, started_at',
  );
  return rows.map(({ state, scheduled_for: at }) => [state, at?.toISOString()]);
}

async function end(state = 'done'): Promise<void> {
  const { rows } = await database.pool.query<{ id: string; value_id: string }>(
    `select id, value_id from drawbridge.workflow_run where state = 'running'`,
  );
  for (const { id, value_id: valueId } of rows) {
    await database.pool.query(
      `update drawbridge.posture_run set state = 'failed', finished_at = $2 where fleet_run_id = $1`,
      [valueId, now],
    );
    await database.pool.query(
      `update drawbridge.fleet_run set state = $3, finished_at = $2 where id = $1`,
      [valueId, now, state],
    );
    expect(await worker().proceed(id)).toBe(false);
  }
}

test('two workers begin one run for a time, and none for a time before the workflow was there', async () => {
  await use('0 * * * *');
  await Promise.all([worker().fire(), worker().fire()]);
  expect(await runs()).toEqual([]);
  now = new Date('2026-11-24T01:00:00Z');
  await Promise.all([worker().fire(), worker().fire(), worker().sweep()]);
  expect(await runs()).toEqual([['running', '2026-11-24T01:00:00.000Z']]);
  expect(nudges.filter((each) => each.startsWith('fleet'))).toHaveLength(1);
});

test('times that were missed are made up for once', async () => {
  await use('0 * * * *');
  now = new Date('2026-11-24T09:10:00Z');
  await worker().sweep();
  await end();
  await worker().sweep();
  expect(await runs()).toEqual([['done', '2026-11-24T09:00:00.000Z']]);
});

test('a run that still goes on is not begun twice: that time passes', async () => {
  await use('0 * * * *');
  now = new Date('2026-11-24T01:00:00Z');
  await worker().fire();
  expect(await worker().start('w', { teamId: 'T', userId: 'U0RIVERA' })).toEqual({
    kind: 'still-running',
  });
  now = new Date('2026-11-24T02:00:00Z');
  await worker().fire();
  await end();
  await worker().fire();
  expect(await runs()).toEqual([
    ['done', '2026-11-24T01:00:00.000Z'],
    ['skipped', '2026-11-24T02:00:00.000Z'],
  ]);
});

test('one that cannot be begun keeps no other from running', async () => {
  const file = (name: string, run: string) => ({
    name: `${name}.yaml`,
    text: `name: ${name}\ndescription: d\non: { schedule: "0 * * * *" }\nclusters: all\nrun: ${run}\n`,
  });
  await adoptWorkflows(database.pool, [file('a', 'posture'), file('b', 'posture')], now);
  // What an older version knew how to run.
  await database.pool.query(
    `update drawbridge.workflow_set set content = jsonb_set(content, '{workflows,0,run}', '"gone"')`,
  );
  now = new Date('2026-11-24T01:00:00Z');
  await expect(worker().fire()).rejects.toThrow('Not all that is due could be begun.');
  expect(await runs()).toEqual([['running', '2026-11-24T01:00:00.000Z']]);
});

test('an edited schedule fires from then on; one that is not enabled does not', async () => {
  await use('0 * * * *');
  now = new Date('2026-11-24T01:20:00Z');
  await use('15 * * * *');
  await worker().fire();
  expect(await runs()).toEqual([]);
  now = new Date('2026-11-24T02:15:00Z');
  await use('15 * * * *', 'enabled: false\n');
  await worker().fire();
  expect(await runs()).toEqual([]);
});

test('a cluster that cannot be read is told once, and so is a run that came to nothing', async () => {
  await use('0 * * * *', 'notify: [{ channel: C0PLATFRM }]\n');
  const told = async () => {
    const { rows } = await database.pool.query(
      `select result->'messages'->0->'notices' as notices from drawbridge.workflow_run order by scheduled_for`,
    );
    return rows.map(({ notices }) => notices?.map(({ text }: { text: string }) => text) ?? []);
  };
  for (const [hour, state] of [
    ['01', 'done'],
    ['02', 'done'],
    ['03', 'failed'],
    ['04', 'failed'],
    ['05', 'done'],
  ]) {
    now = new Date(`2026-11-24T${hour}:00:00Z`);
    await worker().fire();
    await end(state);
  }
  expect(await told()).toEqual([
    ['a could not be read: it came to nothing'],
    [],
    ['The run came to nothing: The look at the clusters is gone.'],
    [],
    ['The run works again'],
  ]);
});

test('a run over some clusters is no run that later ones are compared with, and starts only where one fits', async () => {
  await database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, tags, seen_at)
     values ('/subscriptions/s/b', 'b', 'rg', 's', 'westeurope', '{}', now())`,
  );
  await use('0 * * * *', 'notify: [{ channel: C0PLATFRM }]\n');
  const person = { teamId: 'T', userId: 'U0RIVERA' };
  expect(await worker().start('w', person, 'c')).toEqual({ kind: 'no-cluster' });
  const differences: number[] = [];
  for (const filter of [undefined, 'b', undefined]) {
    now = new Date(now.getTime() + 60_000);
    expect(await worker().start('w', person, filter)).toMatchObject({ kind: 'started' });
    await end();
    const { rows } = await database.pool.query(
      'select narrowed, cluster_ids, result from drawbridge.workflow_run order by started_at desc limit 1',
    );
    expect(rows[0].narrowed).toBe(filter !== undefined);
    expect(rows[0].cluster_ids).toHaveLength(filter === undefined ? 2 : 1);
    differences.push(rows[0].result.differences);
  }
  // Both were unreadable at first, and still are.
  expect(differences).toEqual([2, 1, 0]);
});
