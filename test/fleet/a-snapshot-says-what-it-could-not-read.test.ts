import { expect, test } from 'vitest';
import { fleetQuery } from '../../src/fleet/fleet-query.ts';
import { planeReadings } from '../../src/fleet/plane-readings.ts';
import type { ClusterRef, PlaneName, Snapshot } from '../../src/fleet/snapshot.ts';
import { type SnapshotProgress, takeSnapshot } from '../../src/fleet/take-snapshot.ts';
import { kubernetesPlaneNames } from '../../src/kubernetes/objects.ts';
import { pretendAzure } from './pretend-azure.ts';

type Azure = Awaited<ReturnType<typeof pretendAzure>>;
const now = () => new Date('2026-11-02T10:00:00Z');

async function clusterOf({ reader }: Azure, name = 'aks-prod-weu'): Promise<ClusterRef> {
  const rows = await reader.resourceGraph(fleetQuery);
  const row = rows.find((each) => each.name === name);
  return { ...row, resourceGroup: row.id.split('/')[4] };
}

async function snapshotOf(azure: Azure, onProgress?: (progress: SnapshotProgress) => void) {
  const cluster = await clusterOf(azure);
  return takeSnapshot({ reader: azure.reader, cluster, now, kubeletIdentities: {}, onProgress });
}

/** Behind doors of their own: API servers, and Log Analytics. */
const elsewhere = new Set<string>([...kubernetesPlaneNames, 'auditLog']);

/** Of what Azure Resource Manager tells. */
function unreadable({ planes }: Snapshot): PlaneName[] {
  const entries = Object.entries(planes) as [PlaneName, { state: string }][];
  return entries
    .filter(([name, { state }]) => state === 'unreadable' && !elsewhere.has(name))
    .map(([name]) => name);
}

test('all planes are read, as Azure wrote them', async () => {
  const azure = await pretendAzure();
  azure.azure.meddle('aks-prod-weu', {
    change: 'set',
    path: 'properties.nobodyKnowsThis',
    value: { deep: [1] },
  });
  const snapshot = await snapshotOf(azure);
  expect(unreadable(snapshot)).toEqual([]);
  const { managedCluster, kubernetesVersions, workspaces } = snapshot.planes;
  expect(managedCluster).toMatchObject({
    state: 'read',
    value: { name: 'aks-prod-weu', properties: { nobodyKnowsThis: { deep: [1] } } },
    source: 'Azure Resource Manager, cluster',
    readAt: '2026-11-02T10:00:00.000Z',
  });
  expect(kubernetesVersions.state === 'read' && kubernetesVersions.value.length).toBeGreaterThan(2);
  const ids = workspaces.state === 'read' ? Object.keys(workspaces.value) : [];
  expect(ids).toHaveLength(1);
  expect(ids[0]).toBe(ids[0]?.toLowerCase());
});

test('progress counts every plane once', async () => {
  const seen: SnapshotProgress[] = [];
  await snapshotOf(await pretendAzure(), (progress) => seen.push(progress));
  const of = planeReadings.length;
  expect(seen.map(({ done }) => done)).toEqual(planeReadings.map((_, index) => index + 1));
  expect(new Set(seen.map((progress) => progress.of))).toEqual(new Set([of]));
});

test('a right that is missing makes one plane unreadable and names the right', async () => {
  const azure = await pretendAzure();
  azure.deny('Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read');
  const snapshot = await snapshotOf(azure);
  expect(unreadable(snapshot)).toEqual(['maintenanceConfigurations']);
  expect(snapshot.planes.maintenanceConfigurations).toMatchObject({
    code: 'denied',
    reason: expect.stringContaining('403'),
    help: 'Grant the reading identity Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read.',
  });
});

test('without the diagnostic settings the workspaces are unknown too, not none', async () => {
  const azure = await pretendAzure();
  azure.deny('Microsoft.Insights/diagnosticSettings/read');
  const snapshot = await snapshotOf(azure);
  expect(unreadable(snapshot)).toEqual(['diagnosticSettings', 'workspaces']);
  expect(snapshot.planes.workspaces).toMatchObject({
    code: 'denied',
    reason: expect.stringContaining('not known without the diagnostic settings'),
    help: expect.stringContaining('Microsoft.Insights/diagnosticSettings/read'),
  });
});

test('a workspace that is gone is known to be gone; one that may not be read is not', async () => {
  const gone = await pretendAzure();
  gone.azure.state.workspaces.length = 0;
  const { workspaces } = (await snapshotOf(gone)).planes;
  expect(workspaces.state === 'read' && Object.values(workspaces.value)).toEqual([null]);

  const denied = await pretendAzure();
  denied.deny('Microsoft.OperationalInsights/workspaces/read');
  expect((await snapshotOf(denied)).planes.workspaces).toMatchObject({ code: 'denied' });
});

test('a connection that keeps dropping is unreachable', async () => {
  const azure = await pretendAzure();
  azure.azure.faults.add({
    kind: 'dropped',
    match: { path: 'aks-prod-weu/upgradeProfiles' },
    times: 10,
  });
  const snapshot = await snapshotOf(azure);
  expect(unreadable(snapshot)).toEqual(['upgradeProfile']);
  expect(snapshot.planes.upgradeProfile).toMatchObject({ code: 'unreachable' });
});

test('a fault that passes leaves no trace', async () => {
  const azure = await pretendAzure();
  azure.azure.faults.add({ kind: 'server-error', match: { path: 'upgradeProfiles' }, times: 2 });
  expect(unreadable(await snapshotOf(azure))).toEqual([]);
});

test('a throttling wait is told, and sat out', async () => {
  const azure = await pretendAzure();
  azure.azure.faults.add({
    kind: 'throttled',
    match: { path: 'trustedAccessRoleBindings' },
    retryAfterSeconds: 1,
  });
  const told: string[] = [];
  const snapshot = await snapshotOf(azure, ({ now: what }) => told.push(what));
  expect(told).toContain('waiting 1 s for Azure’s rate limit: trusted access bindings');
  expect(unreadable(snapshot)).toEqual([]);
});

test('throttling that does not end is said as such', async () => {
  const azure = await pretendAzure({ retries: { longestWaitSeconds: 0 } });
  azure.azure.faults.add({ kind: 'throttled', match: { path: 'trustedAccess' }, times: 9 });
  const snapshot = await snapshotOf(azure);
  expect(snapshot.planes.trustedAccessRoleBindings).toMatchObject({ code: 'throttled' });
});

test('a cluster that is gone is told as not found', async () => {
  const azure = await pretendAzure();
  const cluster = await clusterOf(azure);
  azure.remove(cluster.name);
  const snapshot = await takeSnapshot({ reader: azure.reader, cluster, now });
  expect(snapshot.planes.managedCluster).toMatchObject({ code: 'not-found' });
  expect(snapshot.planes.kubeletIdentities).toMatchObject({ code: 'not-configured' });
});

test('an abort ends the reading, it is no finding', async () => {
  const azure = await pretendAzure();
  const cluster = await clusterOf(azure);
  azure.azure.faults.add({ kind: 'slow', match: { path: 'upgradeProfiles' }, milliseconds: 5000 });
  const signal = AbortSignal.timeout(100);
  const taking = takeSnapshot({ reader: azure.reader, cluster, now, signal });
  await expect(taking).rejects.toMatchObject({ name: 'AbortError' });
});
