import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { drawbridgeItself } from '../../src/rights/person.ts';
import { startUpgradeRun, upgradeRuns } from '../../src/store/upgrade-runs.ts';
import { assess } from '../../src/upgrade/assess.ts';
import { type Began, readBegan } from '../../src/upgrade/failures.ts';
import { type OwnRecord, readOwnRecord } from '../../src/upgrade/own-record.ts';
import { runner } from '../../src/workflows/runners/upgrade.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { now, snapshotOf } from './support.ts';

const name = 'aks-prod-weu';
const clusterId = snapshotOf(name).cluster.id.toLowerCase();

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const byAks: Began = { kind: 'known', at: null, by: null };
const onDay = (day: string, by: string | null = null): Began => ({
  ...{ kind: 'known', at: `2026-11-${day}T02:14:00.000Z`, by },
});

function report(began: Began | null, ownRecord?: OwnRecord) {
  const edit = (document: Json) => {
    if (began === null) return;
    const [, pool] = document.properties.agentPoolProfiles;
    Object.assign(document.properties, { kubernetesVersion: '1.35.9' });
    document.properties.currentKubernetesVersion = '1.35.9';
    Object.assign(pool, { orchestratorVersion: '1.35.9', provisioningState: 'Failed' });
    pool.status = { provisioningError: { code: 'UpgradeFailed', message: 'Drain failed.' } };
  };
  const found = assess(snapshotOf(name, { edit }), {
    ...{ now, systemNamespaces: [] },
    ...(began && { began }),
    ownRecord,
  });
  if (!found) throw new Error('nothing was read');
  return found;
}

/** What one run of a workflow of its own tells. */
async function told(
  workflow: string,
  began: Began | null,
  ownRecord?: OwnRecord,
): Promise<string[]> {
  const { pool: db } = database;
  const valueId = randomUUID();
  await startUpgradeRun(db, {
    ...{ id: valueId, filter: workflow, clusterIds: [clusterId], now },
    requestedBy: drawbridgeItself,
  });
  await upgradeRuns.finish(db, {
    ...{ id: valueId, now },
    result: { clusters: [report(began, ownRecord)], unread: [] },
  });
  const collected = await runner.collect(
    db,
    {
      ...{ valueId, before: [], clusterIds: [clusterId], startedAt: now, since: null },
      with: { about: ['failure'], days: [7], hours: 24 },
    },
    { takeAlerts: async () => {} },
  );
  if (collected.state !== 'done') throw new Error(collected.state);
  return collected.notices.map(({ text }) => text);
}

async function ourChange(state: string, step: number): Promise<void> {
  onTestFinished(async () => {
    await database.pool.query('delete from drawbridge.change');
  });
  await database.pool.query(
    `insert into drawbridge.change (id, kind, state, action, cluster_id, params, requester, editors, step, created_at, updated_at)
     values ($1, 'change', $2, 'kubernetes-upgrade', $3, '{}', '{}', '[]', $4, $5, $5)`,
    [randomUUID(), state, clusterId, step, now],
  );
}

test('it is told once for each day on which it failed, with who began it and what Azure says', async () => {
  expect(await told('days', onDay('22'))).toEqual([
    'aks-prod-weu: An upgrade of pool apps to 1.35.9 that was not begun here has failed at 2026-11-22 02:14 UTC. The activity log of 14 days names nobody who began it, so AKS did (channel patch). Azure says: UpgradeFailed: Drain failed',
  ]);
  expect(await told('days', onDay('22'))).toEqual([]);
  expect(await told('days', onDay('23', 'kim@contoso.example'))).toEqual([
    expect.stringContaining('By the activity log kim@contoso.example began it.'),
  ]);
});

test('where the log has no day, it is told again once the cluster had recovered', async () => {
  expect(await told('recovered', byAks)).toHaveLength(1);
  expect(await told('recovered', byAks)).toEqual([]);
  expect(await told('recovered', null)).toEqual([]);
  expect(await told('recovered', byAks)).toHaveLength(1);
});

test('a log that cannot be read hides no failure', async () => {
  const [text] = await told('unread', { kind: 'unknown', reason: 'it is denied.' });
  expect(text).toContain('has failed. Who began it is not known: it is denied. Azure says');
});

test('only an upgrade that was begun here is left to its card', async () => {
  await ourChange('rejected', 0);
  expect(await told('rejected', byAks)).toHaveLength(1);
  await ourChange('failed', 1);
  expect(await told('own', byAks)).toEqual([]);
});

test('what AKS says of an upgrade of its own is told once, also where it has recovered since', async () => {
  const failure = {
    ...{ id: 'event-1', at: '2026-11-22T02:14:00.000Z', details: 'Drain of node 3 failed.' },
    what: 'Kubernetes upgrade' as const,
  };
  const record: OwnRecord = { kind: 'known', failures: [failure] };
  const text =
    'aks-prod-weu: AKS’s own Kubernetes upgrade failed at 2026-11-22 02:14 UTC. AKS says: Drain of node 3 failed';
  expect(await told('own record', null, record)).toEqual([text]);
  expect(await told('own record', null, record)).toEqual([]);
  // Once, though the states tell it too.
  expect(await told('both', byAks, record)).toEqual([text]);
  expect(await told('another', onDay('23', 'kim'), record)).toHaveLength(2);
});

test('AKS’s own notices are read for their cluster, those of failures that are not old', async () => {
  const { azure, reader } = await pretendAzure();
  const cluster = azure.state.clusters.find((each) => each.name === name);
  const at = new Date('2026-11-02T10:00:00Z');
  const type = 'Microsoft.ContainerService/managedClusters/scheduledEvents';
  const notice = (event: string, properties: object, id = cluster?.id) => ({
    ...{ id: `${id}/scheduledEvents/${event}`, name: event, type, location: 'westeurope' },
    properties: {
      ...{ eventId: event, eventStatus: 'Failed', eventDetails: 'K8sVersionUpgrade: drain failed' },
      ...{ scheduledTime: '2026-11-01T01:00:00Z', lastUpdateTime: '2026-11-01T03:00:00Z' },
      ...properties,
    },
  });
  azure.state.around.push(
    notice('failed', {}),
    notice('went-well', { eventStatus: 'Completed' }),
    notice('old', { lastUpdateTime: '2026-09-01T03:00:00Z' }),
    notice('of-nodes', {
      ...{ eventDetails: { type: 'NodeOSUpgrade' }, lastUpdateTime: '0001-01-01T00:00:00Z' },
    }),
    notice('of-another', {}, `${cluster?.id}-2`),
  );
  const record = await readOwnRecord(reader, { id: String(cluster?.id) }, { now: at });
  expect(record).toEqual({
    kind: 'known',
    failures: [
      {
        ...{ id: 'failed', at: '2026-11-01T03:00:00.000Z', what: 'Kubernetes upgrade' },
        details: 'K8sVersionUpgrade: drain failed',
      },
      {
        ...{ id: 'of-nodes', at: '2026-11-01T01:00:00.000Z', what: 'upgrade of node images' },
        details: '{"type":"NodeOSUpgrade"}',
      },
    ],
  });
  azure.faults.add({ kind: 'status', status: 400, match: { pattern: '/resources' }, times: 1 });
  expect(await readOwnRecord(reader, { id: String(cluster?.id) }, { now: at })).toMatchObject({
    kind: 'unknown',
  });
});

test('the activity log says who wrote the cluster or a pool of it last, and failed', async () => {
  const { azure, reader, deny } = await pretendAzure();
  const cluster = azure.state.clusters.find((each) => each.name === name);
  if (!cluster) throw new Error(`no cluster ${name}`);
  const at = new Date('2026-11-02T10:00:00Z');
  const event = (hour: number, more: object) => ({
    ...{ type: 'Microsoft.Insights/eventtypes/values', id: randomUUID(), caller: 'kim' },
    eventTimestamp: `2026-11-01T0${hour}:00:00.1234567Z`,
    operationName: { value: 'Microsoft.ContainerService/managedClusters/agentPools/write' },
    resourceId: `${cluster.id.toUpperCase()}/agentPools/apps`,
    status: { value: 'Failed' },
    ...more,
  });
  const read = () => readBegan(reader, cluster, { now: at });
  expect(await read()).toEqual(byAks);
  azure.state.around.push(
    event(1, { caller: 'earlier' }),
    event(2, {}),
    event(3, { status: { value: 'Succeeded' } }),
    event(4, { resourceId: `${cluster.id}-other/agentPools/apps` }),
    event(5, {
      operationName: {
        value: 'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      },
    }),
  );
  expect(await read()).toEqual({ kind: 'known', at: '2026-11-01T02:00:00.123Z', by: 'kim' });
  deny('Microsoft.Insights/eventtypes/values/read');
  expect(await read()).toMatchObject({ kind: 'unknown' });
});
