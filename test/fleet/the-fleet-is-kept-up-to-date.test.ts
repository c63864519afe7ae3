import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listClusters, listKubeletIdentities } from '../../src/fleet/list.ts';
import { refreshFleet } from '../../src/fleet/refresh.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { pretendAzure } from './pretend-azure.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.owner.query('delete from drawbridge.cluster');
});

const now = () => new Date('2026-11-02T10:00:00Z');
const production = '10000000-0000-4000-8000-000000000001';

async function setUp() {
  const azure = await pretendAzure();
  const warnings: string[] = [];
  const refresh = (subscriptions?: string[]) =>
    refreshFleet({
      reader: azure.reader,
      db: database.pool,
      now,
      subscriptions,
      onWarning: (text) => warnings.push(text),
    });
  return { ...azure, refresh, warnings };
}

test('what Azure lists is kept, with tags and kubelet identities', async () => {
  const { azure, refresh, warnings } = await setUp();
  const clusters = await refresh();
  expect(clusters).toHaveLength(azure.state.clusters.length);
  expect(await listClusters(database.pool)).toEqual(clusters);
  const prod = clusters.find(({ name }) => name === 'aks-prod-weu');
  expect(prod).toMatchObject({
    resourceGroup: 'rg-aks-prod-weu',
    subscriptionId: production,
    location: 'westeurope',
    tags: { env: 'prod' },
  });
  const identities = await listKubeletIdentities(database.pool);
  expect(Object.values(identities).flat()).toContain(prod?.id);
  expect(Object.keys(identities).every((id) => id === id.toLowerCase())).toBe(true);
  expect(warnings).toEqual([]);
});

test('a second look brings changes and does not repeat rows', async () => {
  const { azure, refresh } = await setUp();
  await refresh();
  azure.meddle('aks-dev-weu', { change: 'set', path: 'tags', value: { env: 'trial' } });
  const clusters = await refresh();
  expect(clusters).toHaveLength(azure.state.clusters.length);
  expect(clusters.find(({ name }) => name === 'aks-dev-weu')?.tags).toEqual({ env: 'trial' });
});

test('a cluster that was deleted is forgotten', async () => {
  const { refresh, remove, warnings } = await setUp();
  await refresh();
  remove('aks-dev-weu');
  expect((await refresh()).map(({ name }) => name)).not.toContain('aks-dev-weu');
  expect(warnings).toEqual([]);
});

test('an empty answer is not an empty fleet: lost rights keep the list, and are said', async () => {
  const { refresh, identity, warnings } = await setUp();
  const before = await refresh();
  identity.subscriptions = [];
  expect(await refresh()).toEqual(before);
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Azure lists no cluster at all\. 17 known before stay in the list .*grant it again\.$/,
    ),
  ]);
});

test('rights lost on one subscription keep its clusters alone', async () => {
  const { refresh, identity, warnings } = await setUp();
  const before = await refresh();
  identity.subscriptions = [production];
  expect(await refresh()).toHaveLength(before.length);
  expect(warnings[0]).toMatch(/^Azure lists \d+ clusters, but not /);
});

test('a login of another tenant, which sees no subscription, forgets nothing', async () => {
  const { refresh, azure, remove, warnings } = await setUp();
  const before = await refresh();
  remove('aks-dev-weu');
  const code = 'SubscriptionNotFound';
  azure.faults.add({ kind: 'status', status: 404, code, match: { path: '/aks-dev-weu' } });
  expect(await refresh()).toEqual(before);
  expect(warnings).toHaveLength(1);
});

test('the setting for subscriptions narrows the fleet', async () => {
  const { refresh, warnings } = await setUp();
  const all = await refresh();
  const some = await refresh([production]);
  expect(some.length).toBeGreaterThan(0);
  expect(some.length).toBeLessThan(all.length);
  expect(some.every(({ subscriptionId }) => subscriptionId === production)).toBe(true);
  expect(warnings).toEqual([]);
});

test('a first look at an empty Azure is an empty fleet', async () => {
  const { refresh, azure, warnings } = await setUp();
  azure.state.clusters.length = 0;
  expect(await refresh()).toEqual([]);
  expect(warnings).toEqual([]);
});

test('an unreachable Azure changes nothing', async () => {
  const { refresh, azure } = await setUp();
  const before = await refresh();
  azure.faults.add({ kind: 'dropped', match: { path: 'resourcegraph' }, times: 9 });
  await expect(refresh()).rejects.toMatchObject({ name: 'AzureError', kind: 'unreachable' });
  expect(await listClusters(database.pool)).toEqual(before);
});
