import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  forgetClusters,
  getClusterRow,
  listClusterRows,
  saveClusters,
} from '../../src/store/clusters.ts';
import {
  failPostureRun,
  finishPostureRun,
  getPostureRun,
  latestPostureRuns,
  savePostureProgress,
  startPostureRun,
  unfinishedPostureRuns,
} from '../../src/store/posture-runs.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-05-04T09:30:00.000Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function cluster(name: string, tags: Record<string, string> = {}) {
  return {
    ...{
      id: `/subscriptions/S/managedClusters/${name}`,
      name,
      resourceGroup: 'rg-aks',
      subscriptionId: 'S',
    },
    ...{
      location: 'westeurope',
      tags,
      kubeletIdentity: '/Identities/Kubelet',
      summary: { version: '1.33.2' },
    },
  };
}

test('clusters are added, brought up to date, listed by name, and forgotten when they are gone', async () => {
  await saveClusters(
    database.pool,
    [cluster('b'), cluster('A', { env: 'prod' }), cluster('c')],
    now,
  );
  await saveClusters(database.pool, [cluster('b', { env: 'dev' }), cluster('A')], minutes(5));
  await saveClusters(database.pool, [], minutes(5));
  expect((await listClusterRows(database.pool)).map(({ name }) => name)).toEqual(['A', 'b', 'c']);
  expect(await getClusterRow(database.pool, '/SUBSCRIPTIONS/s/managedclusters/B')).toEqual({
    ...cluster('b', { env: 'dev' }),
    ...{
      id: '/subscriptions/s/managedclusters/b',
      kubeletIdentity: '/identities/kubelet',
      seenAt: minutes(5),
    },
  });
  await forgetClusters(database.pool, ['/Subscriptions/S/managedClusters/c']);
  await forgetClusters(database.pool, []);
  expect((await listClusterRows(database.pool)).map(({ name }) => name)).toEqual(['A', 'b']);
});

test('a run shows its progress, ends once, and is compared with the one before', async () => {
  const clusterId = '/Subscriptions/S/x';
  const first = randomUUID();
  const second = randomUUID();
  await startPostureRun(database.pool, { id: first, clusterId, requestedBy: null, now });
  await finishPostureRun(database.pool, { id: first, report: { grade: 'B' }, now: minutes(1) });
  await startPostureRun(database.pool, {
    id: second,
    clusterId,
    requestedBy: null,
    now: minutes(2),
  });
  await savePostureProgress(database.pool, second, { done: 1, of: 3, now: 'reading node pools' });
  expect(await getPostureRun(database.pool, second)).toMatchObject({
    ...{ state: 'running', clusterId: '/subscriptions/s/x', progress: { done: 1, of: 3 } },
  });
  expect((await unfinishedPostureRuns(database.pool, minutes(3))).map(({ id }) => id)).toEqual([
    second,
  ]);
  expect(
    await finishPostureRun(database.pool, { id: second, report: { grade: 'A' }, now: minutes(3) }),
  ).toBe(true);
  expect(
    await finishPostureRun(database.pool, { id: second, report: { grade: 'F' }, now: minutes(4) }),
  ).toBe(false);
  expect(
    await failPostureRun(database.pool, {
      id: second,
      problem: { message: 'late' },
      now: minutes(4),
    }),
  ).toBe(false);

  const grades = async (more: { before?: Date; limit?: number }) =>
    (await latestPostureRuns(database.pool, { clusterId, ...more })).map(
      ({ report }) => report.grade,
    );
  expect(await grades({ limit: 5 })).toEqual(['A', 'B']);
  expect(await grades({ before: minutes(3) })).toEqual(['B']);
});

test('a failed run says why and is not compared with', async () => {
  const id = randomUUID();
  await startPostureRun(database.pool, { id, clusterId: '/s/failed', requestedBy: null, now });
  await failPostureRun(database.pool, { id, problem: { message: 'Azure said no' }, now });
  expect(await getPostureRun(database.pool, id)).toMatchObject({
    state: 'failed',
    problem: { message: 'Azure said no' },
  });
  expect(await latestPostureRuns(database.pool, { clusterId: '/s/failed' })).toEqual([]);
});
