import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { pruneRuns } from '../../src/store/retention.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const table of ['posture_run', 'fleet_run', 'workflow_run', 'drift_run'])
    await database.pool.query(`delete from drawbridge.${table}`);
});

const before = new Date('2026-08-26T00:00:00Z');
const day = 86_400_000;
/** So many days before what is kept; after it where negative. */
const ago = (days: number) => new Date(before.getTime() - days * day);

interface Run {
  cluster?: string;
  state?: string;
  days: number;
  fleet?: string;
}

async function run({ cluster = 'a', state = 'done', days, fleet }: Run): Promise<string> {
  const id = randomUUID();
  const finished = state === 'running' ? null : ago(days);
  await database.pool.query(
    `insert into drawbridge.posture_run (id, cluster_id, state, started_at, finished_at, fleet_run_id, report)
     values ($1, $2, $3, $4, $5, $6, '{}')`,
    [id, cluster, state, ago(days), finished, fleet ?? null],
  );
  return id;
}

async function fleetRun({ days, open = false }: { days: number; open?: boolean }): Promise<string> {
  const id = randomUUID();
  await database.pool.query(
    `insert into drawbridge.fleet_run (id, filter, state, started_at, finished_at, replied_at)
     values ($1, 'all', 'done', $2, $2, $3)`,
    [id, ago(days), open ? null : ago(days)],
  );
  return id;
}

async function left(table = 'posture_run'): Promise<string[]> {
  const { rows } = await database.pool.query(`select id from drawbridge.${table}`);
  return rows.map(({ id }) => id).toSorted();
}

test('old reports go; the last of each cluster, and what still goes on, stay', async () => {
  const [gone, kept] = [await run({ days: 3 }), await run({ days: 1 })];
  const fresh = await run({ cluster: 'b', days: -1 });
  const under = await run({ cluster: 'b', days: 2 });
  const going = await run({ cluster: 'b', state: 'running', days: 9 });
  const failed = await run({ cluster: 'c', state: 'failed', days: 2 });
  const failedLately = await run({ cluster: 'c', state: 'failed', days: -2 });
  await pruneRuns(database.pool, before);
  expect(await left()).toEqual([kept, fresh, going, failedLately].toSorted());
  expect([gone, under, failed]).toHaveLength(3);
  await pruneRuns(database.pool, before);
  expect(await left()).toEqual([kept, fresh, going, failedLately].toSorted());
});

test('a run over the fleet goes with its reports, but not with the last of a cluster', async () => {
  const fleet = await fleetRun({ days: 2 });
  const last = await run({ cluster: 'deleted-since', days: 2, fleet });
  await run({ cluster: 'a', days: 2, fleet });
  const newer = await run({ cluster: 'a', days: -3 });
  await pruneRuns(database.pool, before);
  expect(await left('fleet_run')).toEqual([]);
  expect(await left()).toEqual([last, newer].toSorted());
});

test('a run over the fleet stays whole while its owners are to be told, and while it is new', async () => {
  const [open, fresh] = [await fleetRun({ days: 2, open: true }), await fleetRun({ days: -2 })];
  const runs = [
    await run({ cluster: 'a', days: 2, fleet: open }),
    await run({ cluster: 'b', days: -2, fleet: fresh }),
    await run({ cluster: 'a', days: -2, fleet: fresh }),
  ];
  await pruneRuns(database.pool, before);
  expect(await left('fleet_run')).toEqual([open, fresh].toSorted());
  expect(await left()).toEqual(runs.toSorted());
});

test('of each workflow the last runs stay, with which the next one is compared', async () => {
  const of = async (workflow: string, state: string, days: number) => {
    const id = randomUUID();
    await database.pool.query(
      `insert into drawbridge.workflow_run (id, workflow, content, state, cluster_ids, started_at, looked_at, finished_at)
       values ($1, $2, '{}', $3, '{}', $4, $4, $5)`,
      [id, workflow, state, ago(days), state === 'running' ? null : ago(days)],
    );
    return id;
  };
  const kept: string[] = [];
  for (let days = 1; days <= 14; days += 1) {
    const id = await of('posture-daily', 'done', days);
    if (days <= 10) kept.push(id);
  }
  kept.push(await of('posture-daily', 'running', 20), await of('rare', 'failed', 400));
  for (let days = -5; days < 0; days += 1) kept.push(await of('often', 'done', days));
  await pruneRuns(database.pool, before);
  expect(await left('workflow_run')).toEqual(kept.toSorted());
});

test('what the last runs of a workflow found stays with them, and so does the run of the last time', async () => {
  const { pool } = database;
  const driftRun = async (days: number) => {
    const id = randomUUID();
    await pool.query(
      `insert into drawbridge.drift_run (id, filter, cluster_ids, state, requested_by, started_at, finished_at)
       values ($1, 'all', '{}', 'done', '{}', $2, $2)`,
      [id, ago(days)],
    );
    return id;
  };
  const of = async (workflow: string, days: number, valueId: string, more: object = {}) => {
    const given = { scheduled: false, narrowed: false, ...more };
    const id = randomUUID();
    await pool.query(
      `insert into drawbridge.workflow_run (id, workflow, content, state, cluster_ids, started_at, looked_at,
         finished_at, value_id, scheduled_for, narrowed)
       values ($1, $2, '{"shadow": false}', 'done', '{}', $3, $3, $3, $4, $5, $6)`,
      [id, workflow, ago(days), valueId, given.scheduled ? ago(days) : null, given.narrowed],
    );
    return id;
  };
  const drift = await driftRun(80);
  const posture = await fleetRun({ days: 80 });
  const member = await run({ days: 80, fleet: posture });
  await run({ days: 1 });
  const runs = [
    await of('drift-quarterly', 80, drift),
    await of('posture-quarterly', 80, posture, { scheduled: true }),
  ];
  // By hand, all of them and only some clusters: more than are kept.
  for (let days = 1; days <= 12; days += 1) {
    const whole = await of('posture-quarterly', days, 'gone');
    const narrowed = await of('drift-quarterly', days, 'gone', { narrowed: true });
    if (days <= 10) runs.push(whole, narrowed);
  }
  await pruneRuns(pool, before);
  expect(await left('workflow_run')).toEqual(runs.toSorted());
  expect(await left('drift_run')).toEqual([drift]);
  expect(await left('fleet_run')).toEqual([posture]);
  expect(await left()).toContain(member);
});

test('what somebody asked for goes by its age alone', async () => {
  const ask = async (state: string, days: number) => {
    const id = randomUUID();
    await database.pool.query(
      `insert into drawbridge.drift_run (id, filter, cluster_ids, state, requested_by, started_at, finished_at)
       values ($1, 'all', '{}', $2, '{}', $3, $4)`,
      [id, state, ago(days), state === 'running' ? null : ago(days)],
    );
    return id;
  };
  await ask('done', 1);
  await ask('failed', 30);
  const kept = [await ask('done', -1), await ask('running', 2)];
  await pruneRuns(database.pool, before);
  expect(await left('drift_run')).toEqual(kept.toSorted());
});

test('what was sent long ago goes, but not what is due, nor what keeps an alert from being told twice', async () => {
  const sent = async (state: string, days: number, dedupe: string | null = null) => {
    const id = randomUUID();
    await database.pool.query(
      `insert into drawbridge.outgoing (id, view, value_id, target, dedupe, state, due_at, created_at)
       values ($1, 'drift', 'x', '{}', $2, $3, $4, $4)`,
      [id, dedupe, state, ago(days)],
    );
    return id;
  };
  await sent('sent', 1);
  await sent('failed', 1);
  await sent('sent', 1, 'workflow-1-0');
  const kept = [await sent('sent', -1), await sent('due', 9), await sent('sent', 9, 'alert-1')];
  await pruneRuns(database.pool, before);
  expect(await left('outgoing')).toEqual(kept.toSorted());
});
