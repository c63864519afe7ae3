import { expect, test } from 'vitest';
import { fleetQuery } from '../../src/fleet/fleet-query.ts';
import type { PlaneName, Planes, Snapshot } from '../../src/fleet/snapshot.ts';
import { takeSnapshot } from '../../src/fleet/take-snapshot.ts';
import { pretendAzure } from './pretend-azure.ts';

type Azure = Awaited<ReturnType<typeof pretendAzure>>;
const now = () => new Date('2026-11-02T10:00:00Z');

async function snapshotOf({ reader }: Azure, name: string): Promise<Snapshot> {
  const row = (await reader.resourceGraph(fleetQuery)).find((each) => each.name === name);
  const cluster = { ...row, resourceGroup: row.id.split('/')[4] };
  return takeSnapshot({ reader, cluster, now, kubeletIdentities: {} });
}

function read<P extends PlaneName>({ planes }: Snapshot, name: P): Planes[P] {
  const plane = planes[name];
  if (plane.state === 'unreadable') throw new Error(plane.reason);
  return plane.value as Planes[P];
}

const names = (items: { name: string }[]) => items.map(({ name }) => name).toSorted();

test('what holds a cluster to the rules is read, and belongs to it alone', async () => {
  const azure = await pretendAzure();
  const snapshot = await snapshotOf(azure, 'aks-prod-neu');
  expect(names(read(snapshot, 'policyAssignments'))).toEqual(['pod-security-baseline']);
  expect(read(snapshot, 'policyExemptions')).toEqual([]);
  expect(names(read(snapshot, 'policyStates'))).toEqual([
    'authorized-ranges',
    'no-privileged-containers',
  ]);
  expect(read(snapshot, 'deploymentSafeguards').properties.level).toBe('Enforce');
  expect(read(snapshot, 'locks').length).toBeGreaterThan(0);
  expect(names(read(snapshot, 'extensions'))).toEqual(['flux']);
  expect(names(read(snapshot, 'fluxConfigurations'))).toEqual(['platform']);
  expect(names(read(snapshot, 'backupInstances'))).toEqual(['aks-prod-neu']);
  expect(names(read(snapshot, 'containerRegistries'))).toEqual(['crcontoso']);
  expect(Object.keys(read(snapshot, 'poolUpgradeProfiles'))).toEqual(['system', 'apps']);
});

test('safeguards that were never turned on are null, which is known', async () => {
  const snapshot = await snapshotOf(await pretendAzure(), 'aks-staging-weu');
  expect(snapshot.planes.deploymentSafeguards).toMatchObject({ state: 'read', value: null });
});

test('roles come from the cluster upwards, and for its identities from everywhere', async () => {
  const snapshot = await snapshotOf(await pretendAzure(), 'aks-staging-weu');
  const above = read(snapshot, 'roleAssignments');
  expect(above.length).toBeGreaterThan(6);
  for (const { scope } of above) expect(scope).toMatch(/^\/subscriptions\/2000[0-9a-f-]+$/);
  const own = read(snapshot, 'identityRoles').map(({ scope }) => scope.split('/').at(-1));
  expect(own).toContain('crcontoso');
  expect(own.some((scope) => scope.startsWith('MC_'))).toBe(true);
});

test('the activity log is that of the cluster, within the days that Azure keeps', async () => {
  const azure = await pretendAzure();
  const events = read(await snapshotOf(azure, 'aks-staging-weu'), 'activityLog');
  for (const { resourceId } of events) expect(resourceId).toMatch(/\/aks-staging-weu$/i);
  const asAdmin = events.filter(({ operationName }) =>
    operationName.value.includes('listClusterAdminCredential'),
  );
  expect(asAdmin.map(({ status }) => status.value).toSorted()).toEqual(['Started', 'Succeeded']);
});

test('findings in images are those of the cluster that runs them', async () => {
  const azure = await pretendAzure();
  const found = read(await snapshotOf(azure, 'aks-data-prod-neu'), 'imageFindings');
  expect(found.map(({ cve }) => cve).toSorted()).toEqual(['CVE-2026-27182', 'CVE-2026-31415']);
  expect(found[0]).toMatchObject({ severity: 'High', fixStatus: 'FixAvailable' });
  expect(read(await snapshotOf(azure, 'aks-prod-neu'), 'imageFindings')).toEqual([]);
});

const rights: [PlaneName, right: string, also?: PlaneName[]][] = [
  ['policyAssignments', 'Microsoft.Authorization/policyAssignments/read'],
  ['policyExemptions', 'Microsoft.Authorization/policyExemptions/read'],
  ['locks', 'Microsoft.Authorization/locks/read'],
  ['deploymentSafeguards', 'Microsoft.ContainerService/deploymentSafeguards/read'],
  ['activityLog', 'Microsoft.Insights/eventtypes/values/read'],
  ['imageFindings', 'Microsoft.Security/assessments/subAssessments/read'],
  ['backupInstances', 'Microsoft.DataProtection/backupVaults/backupInstances/read'],
  ['extensions', 'Microsoft.KubernetesConfiguration/extensions/read'],
  ['fluxConfigurations', 'Microsoft.KubernetesConfiguration/fluxConfigurations/read'],
  [
    'poolUpgradeProfiles',
    'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles/read',
  ],
  ['containerRegistries', 'Microsoft.ContainerRegistry/registries/read'],
  ['roleAssignments', 'Microsoft.Authorization/roleAssignments/read', ['containerRegistries']],
];

test.each(rights)(
  'without its right the plane %s is unreadable and names it',
  async (plane, right, also = []) => {
    const azure = await pretendAzure();
    azure.deny(right);
    const { planes } = await snapshotOf(azure, 'aks-data-prod-neu');
    for (const name of [plane, ...also])
      expect(planes[name]).toMatchObject({
        state: 'unreadable',
        code: 'denied',
        help: `Grant the reading identity ${right}.`,
      });
  },
);

test('a registry that a role names and nobody shows is asked for: gone, or hidden', async () => {
  const gone = await pretendAzure();
  const { around } = gone.azure.state;
  around.splice(
    around.findIndex(({ name }) => name === 'crcontoso'),
    1,
  );
  const snapshot = await snapshotOf(gone, 'aks-prod-neu');
  expect(read(snapshot, 'containerRegistries')).toEqual([]);
});
