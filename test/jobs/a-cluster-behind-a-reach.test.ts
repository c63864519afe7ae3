import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { defaultKubernetesConfig } from '../../src/fleet/kubernetes-config.ts';
import { nothingReadInside, type ReadInside } from '../../src/fleet/kubernetes-planes.ts';
import type { ClusterRef } from '../../src/fleet/snapshot.ts';
import { createInsideProcessor, type InsideTiming, insideByReach } from '../../src/jobs/inside.ts';
import type { Nudge } from '../../src/jobs/queues.ts';
import { seeReachWorker } from '../../src/store/inside-readings.ts';
import { azureWith, clusterId } from '../azure/helpers.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const timing: InsideTiming = {
  leaseMs: 1_500,
  beatMs: 100,
  seenWithinMs: 5_000,
  pollMs: 20,
  longestQueueMs: 60_000,
};
const now = () => new Date();
const reference = (tags: Record<string, string>): ClusterRef => ({
  id: clusterId,
  name: 'aks-weu',
  resourceGroup: 'rg-weu',
  subscriptionId: '00000000-0000-0000-0000-00000000000a',
  location: 'westeurope',
  tags,
});
const behind = reference({ Reach: 'vnet-a' });
const found = (reason: string) => nothingReadInside({ code: 'error', reason });

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const { id, name, resourceGroup, subscriptionId, location } = behind;
  await database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, seen_at)
     values (lower($1), $2, $3, $4, $5, now())`,
    [id, name, resourceGroup, subscriptionId, location],
  );
});
afterAll(() => database.drop());
beforeEach(() => database.pool.query('delete from drawbridge.reach_worker'));

/** A worker in that network; its process can be killed. */
async function workerIn(direct: ReadInside, reach = 'vnet-a') {
  const { reader } = await azureWith({ json: { id: clusterId, properties: {} } });
  const worker = randomUUID();
  const dies = new AbortController();
  const see = () => seeReachWorker(database.pool, { worker, reaches: [reach], now: now() });
  await see();
  const beat = setInterval(see, timing.beatMs);
  onTestFinished(() => clearInterval(beat));
  const process = createInsideProcessor({
    ...{ db: database.pool, reader, direct, worker, now, timing, signal: dies.signal },
    logger: pino({ level: 'silent' }),
  });
  return { process, gone: () => clearInterval(beat), end: () => dies.abort() };
}

/** Somebody who looks at a cluster, and nudges whoever listens. */
function asker(nudge: Nudge, direct: ReadInside = async () => found('read from here')) {
  const config = { ...defaultKubernetesConfig };
  return insideByReach({
    db: database.pool,
    direct,
    config,
    nudge,
    now,
    newId: randomUUID,
    timing,
  });
}

const leftOver = async () =>
  (await database.pool.query('select from drawbridge.inside_reading')).rowCount;

test('a cluster without a reach is read from here', async () => {
  const planes = await asker(async () => {})(reference({}), {}, {});
  expect(planes.pods).toMatchObject({ reason: 'read from here' });
});

test('what a worker in that network reads comes back, with its progress', async () => {
  const worker = await workerIn(async (cluster, managedCluster, { onProgress }) => {
    onProgress?.('Kubernetes: namespaces');
    await new Promise((resolve) => setTimeout(resolve, 200));
    return found(`${cluster.name}, ${JSON.stringify(managedCluster.properties)}, \0`);
  });
  const told: string[] = [];
  const nudged: string[] = [];
  const planes = await asker(async (queue, id) => {
    nudged.push(queue);
    worker.process(id);
  })(behind, {}, { onProgress: (words) => void told.push(words) });
  expect(planes.pods).toMatchObject({ reason: 'aks-weu, {}, \uFFFD' });
  expect(nudged).toEqual(['inside-vnet-a']);
  expect(told).toContain('Kubernetes: namespaces');
  expect(await leftOver()).toBe(0);
});

test('without a worker there, it is said at once which one to start', async () => {
  await workerIn(async () => found(''), 'vnet-b');
  const planes = await asker(async () => {})(behind, {}, {});
  expect(planes.secrets).toMatchObject({
    state: 'unreadable',
    code: 'unreachable',
    reason: 'no worker with --reach vnet-a is running',
    help: 'Start one inside that network: drawbridge serve --role worker --reach vnet-a',
  });
});

test('a name that can be none is quoted', async () => {
  const planes = await asker(async () => {})(reference({ reach: 'VNet A' }), {}, {});
  expect(planes.pods).toMatchObject({ reason: expect.stringContaining('"vnet a"') });
});

test('a reading whose worker is killed is taken over by another', async () => {
  const hangs: ReadInside = () => new Promise(() => {});
  const first = await workerIn(hangs);
  const second = await workerIn(async () => found('by the second'));
  let nudges = 0;
  const planes = await asker(async (_queue, id) => {
    nudges += 1;
    if (nudges > 1) void second.process(id);
    else {
      // Killed: it takes the reading and says nothing more.
      const { pool } = database;
      const until = new Date(Date.now() + timing.leaseMs);
      const set =
        'update drawbridge.inside_reading set worker = $2, worked_until = $3 where id = $1';
      await pool.query(set, [id, randomUUID(), until]);
      first.gone();
    }
  })(behind, {}, {});
  expect(planes.pods).toMatchObject({ reason: 'by the second' });
});

test('a reading whose worker is killed, and was the last one, ends', async () => {
  const only = await workerIn(() => new Promise(() => {}));
  const planes = await asker(async () => only.gone())(behind, {}, {});
  expect(planes.pods).toMatchObject({ reason: 'no worker with --reach vnet-a is running' });
  expect(await leftOver()).toBe(0);
});

test('a worker that ends lets its reading go, and another begins it', async () => {
  const waits: ReadInside = (_cluster, _managed, { signal }) =>
    new Promise((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason)),
    );
  const first = await workerIn(waits);
  const second = await workerIn(async () => found('by the second'));
  let nudges = 0;
  const planes = await asker(async (_queue, id) => {
    nudges += 1;
    void (nudges === 1 ? first : second).process(id);
    if (nudges === 1) setTimeout(first.end, 100);
  })(behind, {}, {});
  expect(planes.pods).toMatchObject({ reason: 'by the second' });
});

test('a worker that fails says why', async () => {
  const worker = await workerIn(async () => {
    throw new Error('the disk is full');
  });
  const planes = await asker(async (_queue, id) => void worker.process(id))(behind, {}, {});
  expect(planes.pods).toMatchObject({
    reason: 'the worker in vnet-a came to nothing: the disk is full',
  });
});

test('a reading that nobody waits for any more is dropped', async () => {
  const aborted = Promise.withResolvers<void>();
  const controller = new AbortController();
  const worker = await workerIn((_cluster, _managed, { signal }) => {
    signal?.addEventListener('abort', () => aborted.resolve());
    controller.abort();
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  });
  const { signal } = controller;
  const waiting = asker(async (_queue, id) => void worker.process(id))(behind, {}, { signal });
  await expect(waiting).rejects.toThrow();
  await aborted.promise;
  expect(await leftOver()).toBe(0);
});
