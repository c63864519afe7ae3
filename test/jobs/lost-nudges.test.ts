/** A commit and its nudge share no transaction: whatever the tables say is due has to be found again. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { createPostureProcessor } from '../../src/jobs/posture.ts';
import { sweeps } from '../../src/jobs/queues.ts';
import { createSweepProcessor } from '../../src/jobs/sweep.ts';
import { type AzureStandIn, startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { createButtons } from '../../src/store/buttons.ts';
import { addOutgoing } from '../../src/store/outgoing.ts';
import { getPostureRun, startPostureRun } from '../../src/store/posture-runs.ts';
import { firstTime } from '../../src/store/seen.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from './support.ts';

let database: TestDatabase;
let azure: AzureStandIn;
let nudges: string[];
let now: Date;
let changesSwept: number;

beforeEach(async () => {
  [database, azure] = await Promise.all([createTestDatabase(), startAzureStandIn({ speed: 50 })]);
  nudges = [];
  changesSwept = 0;
  now = new Date();
});
afterEach(() => Promise.all([database.drop(), azure.close()]));

function parts() {
  return {
    db: database.pool,
    reader: createAzureReader({
      credential: sandboxCredential('reader'),
      httpClient: rerouting(azure.url),
    }),
    nudge: async (queue: string, id: string) => void nudges.push(`${queue} ${id}`),
    now: () => now,
    logger: silent,
  };
}

function sweep() {
  const changes = {
    async sweep() {
      changesSwept += 1;
    },
  };
  return createSweepProcessor({
    ...parts(),
    changes,
    rollouts: { sweep: async () => {} },
    waivers: { sweep: async () => {} },
    alerts: { sweep: async () => {} },
    workflows: { sweep: async () => {} },
    keepMs: 90 * 86_400_000,
  });
}

async function knownCluster(): Promise<string> {
  await sweep()(sweeps.fleet);
  const { rows } = await database.pool.query(
    `select id from drawbridge.cluster where name = 'aks-prod-weu'`,
  );
  return rows[0].id;
}

test('a message whose nudge was lost is nudged again, and one that is fresh is left alone', async () => {
  const target = { kind: 'person', userId: 'U0RIVERA' } as const;
  const old = await addOutgoing(database.pool, {
    view: 'posture',
    valueId: 'a',
    target,
    dueAt: new Date(now.getTime() - 5_000),
  });
  await addOutgoing(database.pool, { view: 'posture', valueId: 'b', target, dueAt: now });
  await sweep()(sweeps.due);
  expect(nudges).toEqual([`outgoing ${old}`]);
  expect(changesSwept).toBe(1);
});

test('what is wrong in one part keeps no other from being looked at, and is told', async () => {
  const swept: string[] = [];
  const part = (name: string) => ({ sweep: async () => void swept.push(name) });
  const broken = {
    async sweep() {
      throw new Error('a row that nobody understands');
    },
  };
  const process = createSweepProcessor({
    ...{ ...parts(), changes: broken, rollouts: part('rollouts'), waivers: part('waivers') },
    ...{ alerts: part('alerts'), workflows: part('workflows'), keepMs: 90 * 86_400_000 },
  });
  await expect(process(sweeps.due)).rejects.toMatchObject({
    errors: [{ message: 'a row that nobody understands' }],
  });
  expect(swept).toEqual(['rollouts', 'waivers', 'alerts', 'workflows']);
});

test('a run whose worker died is nudged again after a minute', async () => {
  const id = randomUUID();
  const clusterId = await knownCluster();
  const startedAt = new Date(now.getTime() - 59_000);
  await startPostureRun(database.pool, { id, clusterId, requestedBy: null, now: startedAt });
  await sweep()(sweeps.due);
  expect(nudges).toEqual([]);
  now = new Date(now.getTime() + 2_000);
  await sweep()(sweeps.due);
  expect(nudges).toEqual([`posture ${id}`]);
});

test('a run that is worked on twice at once has one report, and asks once for its messages', async () => {
  const id = randomUUID();
  const clusterId = await knownCluster();
  await startPostureRun(database.pool, { id, clusterId, requestedBy: null, now });
  const process = createPostureProcessor(parts());
  await Promise.all([process(id), process(id)]);
  await process(id);
  const run = await getPostureRun(database.pool, id);
  expect(run?.state).toBe('done');
  const { rows } = await database.pool.query(
    `select count(*)::int as n from drawbridge.outgoing where dedupe is not null`,
  );
  expect(rows[0].n).toBe(1);
});

test('a run of a cluster that is gone fails with a sentence, and its messages are redrawn', async () => {
  const id = randomUUID();
  await startPostureRun(database.pool, { id, clusterId: '/gone', requestedBy: null, now });
  await createPostureProcessor(parts())(id);
  const run = await getPostureRun(database.pool, id);
  expect(run).toMatchObject({ state: 'failed' });
  expect(run?.problem?.message).toContain('no longer in the fleet');
  expect(nudges.some((nudge) => nudge.startsWith('outgoing '))).toBe(true);
});

test('what is no longer needed is removed', async () => {
  const day = 86_400_000;
  await firstTime(database.pool, 'old', new Date(now.getTime() - day));
  await firstTime(database.pool, 'new', now);
  const row = { action: 'run-command', payload: {}, oneShot: false };
  await createButtons(
    database.pool,
    [
      { ...row, expiresAt: new Date(now.getTime() - 8 * day) },
      { ...row, expiresAt: new Date(now.getTime() - day) },
    ],
    now,
  );
  await sweep()(sweeps.prune);
  const seen = await database.pool.query('select key from drawbridge.seen');
  expect(seen.rows).toEqual([{ key: 'new' }]);
  // A week longer, so that a late press is told that it came too late, not that nobody knows it.
  expect((await database.pool.query('select from drawbridge.button')).rowCount).toBe(1);
});
