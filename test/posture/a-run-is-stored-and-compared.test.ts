import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refreshFleet } from '../../src/fleet/refresh.ts';
import { kubernetesPlaneNames } from '../../src/kubernetes/objects.ts';
import { readPosture, runPosture } from '../../src/posture/run.ts';
import type { ClusterReport } from '../../src/posture/types.ts';
import { failPostureRun, startPostureRun } from '../../src/store/posture-runs.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function setUp() {
  const azure = await pretendAzure();
  const db = database.pool;
  let minutes = 0;
  const now = () => new Date(Date.UTC(2026, 10, 2, 10, minutes));
  const clusters = await refreshFleet({ reader: azure.reader, db, now });
  const cluster = clusters.find(({ name }) => name === 'aks-prod-weu');
  if (!cluster) throw new Error('the pretend fleet has no aks-prod-weu');

  async function start(clusterId = cluster?.id ?? ''): Promise<string> {
    minutes += 5;
    const id = randomUUID();
    await startPostureRun(db, { id, clusterId, requestedBy: null, now: now() });
    return id;
  }
  const run = (runId: string, onProgress?: Parameters<typeof runPosture>[0]['onProgress']) =>
    runPosture({ reader: azure.reader, db, runId, now, onProgress });
  return { ...azure, db, start, run, cluster };
}

/** What Resource Manager did not tell; nobody looked into the cluster itself, nor into its audit log. */
function ofAzure({ unreadable }: ClusterReport) {
  const elsewhere = new Set<string>([...kubernetesPlaneNames, 'auditLog']);
  return unreadable.filter(({ plane }) => !elsewhere.has(plane));
}

test('a run reads the cluster, stores the report, and tells what changed since the last one', async () => {
  const { azure, db, start, run, deny } = await setUp();
  const first = await start();
  const steps: string[] = [];
  const one = await run(first, ({ now: step }) => steps.push(step));
  expect(steps).toContain('diagnostic settings');
  expect(one.report.name).toBe('aks-prod-weu');
  expect(ofAzure(one.report)).toEqual([]);
  expect(one.comparison).toMatchObject({ previousAt: null, new: [], fixed: [], unchanged: [] });
  const failing = one.report.results.flatMap(({ check, outcome }) =>
    outcome === 'fail' ? [check] : [],
  );

  azure.meddle('aks-prod-weu', {
    change: 'set',
    path: 'properties.apiServerAccessProfile.authorizedIPRanges',
    value: [],
  });
  azure.meddle('aks-prod-weu', {
    change: 'set',
    path: 'properties.disableLocalAccounts',
    value: true,
  });
  deny('Microsoft.ContainerService/managedClusters/upgradeProfiles/read');
  const two = await run(await start());
  const range = { at: '2026-11-02T10:00:00.000Z', by: 'kim.strand@contoso.example', after: null };
  const path = 'properties.apiServerAccessProfile.authorizedIPRanges';
  const emptied = {
    kind: 'cluster-changed',
    changes: [
      { ...range, path: `${path}[0]`, before: '203.0.113.0/26' },
      { ...range, path: `${path}[1]`, before: '198.51.100.16/28' },
    ],
  };
  expect(two.comparison).toEqual({
    previousAt: one.report.takenAt,
    new: ['AKS-API-001', 'AKS-API-002'],
    fixed: ['AKS-IAM-003'],
    unchanged: failing.filter((id) => !['AKS-IAM-003', 'AKS-UPG-002'].includes(id)),
    becameUnknown: ['AKS-UPG-002'],
    reasons: { 'AKS-API-001': emptied, 'AKS-API-002': emptied },
  });
  expect(ofAzure(two.report)).toMatchObject([
    { plane: 'upgradeProfile', code: 'denied', checks: ['AKS-UPG-002'] },
  ]);
  expect(await readPosture(db, first)).toEqual(one);
});

test('a job that runs twice reads the cluster once', async () => {
  const { azure, start, run } = await setUp();
  const id = await start();
  const first = await run(id);
  const requests = azure.journal.entries.length;
  expect(await run(id)).toEqual(first);
  expect(azure.journal.entries).toHaveLength(requests);
});

test('a run that is not finished has no report, and one that failed is not taken up again', async () => {
  const { db, start, run } = await setUp();
  const id = await start();
  expect(await readPosture(db, id)).toBeNull();
  await failPostureRun(db, { id, problem: { message: 'lost' }, now: new Date() });
  await expect(run(id)).rejects.toThrow('has failed already');
});

test('a run of nothing known says so', async () => {
  const { run, start } = await setUp();
  const nobody = randomUUID();
  await expect(run(nobody)).rejects.toThrow(`There is no posture run ${nobody}.`);
  await expect(run(await start('/gone'))).rejects.toThrow('/gone is no longer in the fleet');
});
