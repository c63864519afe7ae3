import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Jobs, startJobs } from '../../src/jobs/runtime.ts';
import { createWorkflowsProcessor } from '../../src/jobs/workflows.ts';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { adoptWorkflows } from '../../src/workflows/adopt.ts';
import { createWorkflows } from '../../src/workflows/life-cycle.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { quick, silent } from './support.ts';

const patience = { timeout: 60_000, interval: 100 };
let database: TestDatabase;
let now: Date;
let workers: Jobs[];
/** How often each worker was told to begin what is due, and the looks that were begun. */
let fired: number[];
let looks: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-24T00:30:00Z');
  [workers, fired, looks] = [[], [], []];
  await database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, tags, seen_at)
     values ('/subscriptions/s/a', 'a', 'rg', 's', 'westeurope', '{}', now())`,
  );
  const text =
    'name: w\ndescription: d\non: { schedule: "0 * * * *" }\nclusters: all\nrun: posture\n';
  await adoptWorkflows(database.pool, [{ name: 'w.yaml', text }], now);
  for (const index of [0, 1, 2]) await startWorker(index);
});
afterEach(async () => {
  await Promise.all(workers.map((each) => each.close()));
  await database.drop();
});

async function startWorker(index: number): Promise<void> {
  const { appUrl: databaseUrl } = database;
  const jobs = await startJobs({ databaseUrl, roles: ['worker'], logger: silent, timing: quick });
  workers.push(jobs);
  fired[index] = 0;
  const workflows = createWorkflowsProcessor(
    createWorkflows({
      ...{ db: database.pool, owners: noOwners, alerts: { take: async () => {} } },
      ...{ clock: () => now, newId: randomUUID, nudge: jobs.nudge, warn: () => {} },
    }),
  );
  await jobs.run({
    fleet: async (id) => void looks.push(id),
    async workflows(id) {
      const outcome = await workflows(id);
      if (id === 'fire') fired[index] = (fired[index] ?? 0) + 1;
      return outcome;
    },
  });
}

/** Tells all workers at once that the time has come, and waits until all of it was worked on. */
async function timeComes(at: string): Promise<void> {
  now = new Date(at);
  const before = total();
  await Promise.all(
    Array.from({ length: 12 }, (_none, index) => workers[index % 3]?.nudge('workflows', 'fire')),
  );
  // A job whose worker is slow is worked on again, which is no harm.
  await vi.waitFor(() => expect(total()).toBeGreaterThanOrEqual(before + 12), patience);
}

function total(): number {
  return fired.reduce((sum, each) => sum + each, 0);
}

async function runs(): Promise<[string, string][]> {
  const { rows } = await database.pool.query(
    'select state, scheduled_for from drawbridge.workflow_run order by scheduled_for',
  );
  return rows.map(({ state, scheduled_for: at }) => [state, at.toISOString().slice(11, 16)]);
}

async function lookEnds(): Promise<void> {
  await database.pool.query(
    `update drawbridge.posture_run set state = 'failed', finished_at = $1`,
    [now],
  );
  await database.pool.query(`update drawbridge.fleet_run set state = 'done', finished_at = $1`, [
    now,
  ]);
}

test('one firing for each time, none while a run goes on, and the next when it has ended', async () => {
  await timeComes('2026-11-24T01:00:00Z');
  await vi.waitFor(() => expect(new Set(looks).size).toBe(1), patience);
  expect(await runs()).toEqual([['running', '01:00']]);

  await timeComes('2026-11-24T02:00:00Z');
  expect(await runs()).toEqual([
    ['running', '01:00'],
    ['skipped', '02:00'],
  ]);

  await lookEnds();
  await vi.waitFor(async () => expect((await runs())[0]).toEqual(['done', '01:00']), patience);
  await timeComes('2026-11-24T03:00:00Z');
  await vi.waitFor(() => expect(new Set(looks).size).toBe(2), patience);
  expect(await runs()).toEqual([
    ['done', '01:00'],
    ['skipped', '02:00'],
    ['running', '03:00'],
  ]);
});
