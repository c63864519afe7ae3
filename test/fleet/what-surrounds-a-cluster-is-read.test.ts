import { expect, test } from 'vitest';
import { fleetQuery } from '../../src/fleet/fleet-query.ts';
import type { PlaneName, Planes, Snapshot } from '../../src/fleet/snapshot.ts';
import { takeSnapshot } from '../../src/fleet/take-snapshot.ts';
import { pretendAzure } from './pretend-azure.ts';

type Azure = Awaited<ReturnType<typeof pretendAzure>>;
const now = () => new Date('2026-11-02T10:00:00Z');

async function snapshotOf({ reader }: Azure, name: string, group = name): Promise<Snapshot> {
  const rows = await reader.resourceGraph(fleetQuery);
  const row = rows.find((each) => each.name === name && each.id.includes(group));
  return takeSnapshot({ reader, cluster: { ...row, resourceGroup: row.id.split('/')[4] }, now });
}

function read<P extends PlaneName>({ planes }: Snapshot, name: P): Planes[P] {
  const plane = planes[name];
  if (plane.state === 'read') return plane.value as Planes[P];
  throw new Error(`${name}: ${plane.reason}`);
}

const names = (resources: Record<string, { name: string } | null>) =>
  Object.values(resources).map((one) => one?.name);

test('a network that AKS made is found in the resource group of the nodes', async () => {
  const snapshot = await snapshotOf(await pretendAzure(), 'aks-prod-weu');
  expect(names(read(snapshot, 'virtualNetworks'))).toEqual([
    expect.stringMatching(/^aks-vnet-\d{8}$/),
  ]);
  expect(names(read(snapshot, 'subnetSecurityGroups'))).toEqual([
    expect.stringMatching(/^aks-agentpool-\d{8}-nsg$/),
  ]);
  expect(read(snapshot, 'nodeSecurityGroups')).toHaveLength(1);
  expect(read(snapshot, 'routeTables')).toEqual({});
  expect(read(snapshot, 'loadBalancers')).toMatchObject([{ name: 'kubernetes' }]);
});

test('a network that the team brought is read with its groups and routes', async () => {
  const snapshot = await snapshotOf(await pretendAzure(), 'aks-prod-eus');
  expect(names(read(snapshot, 'virtualNetworks'))).toEqual(['vnet-prod-eus']);
  expect(names(read(snapshot, 'subnetSecurityGroups'))).toEqual(['nsg-vnet-prod-eus']);
  expect(names(read(snapshot, 'routeTables'))).toEqual(['rt-vnet-prod-eus']);
});

test('the gateway of the add-on, its policy, and the key for etcd are read', async () => {
  const snapshot = await snapshotOf(await pretendAzure(), 'aks-pay-prod', 'rg-pay-weu');
  expect(names(read(snapshot, 'applicationGateways'))).toEqual(['agw-aks-pay-prod']);
  expect(names(read(snapshot, 'firewallPolicies'))).toEqual(['waf-aks-pay-prod']);
  expect(names(read(snapshot, 'keyVaults'))).toEqual(['kv-pay-prod']);
  const [key] = Object.values(read(snapshot, 'keyVaultKeys'));
  expect(key?.properties.attributes.exp).toBeGreaterThan(0);
});

test('alerts and recommendations are those of the cluster alone', async () => {
  const azure = await pretendAzure();
  const mined = await snapshotOf(azure, 'aks-data-prod-neu');
  expect(
    read(mined, 'securityAlerts')
      .map(({ severity }) => severity)
      .toSorted(),
  ).toEqual(['High', 'Low']);
  expect(read(mined, 'containersPlan').properties.pricingTier).toBe('Standard');
  const quiet = await snapshotOf(azure, 'aks-prod-weu');
  expect(read(quiet, 'securityAlerts')).toEqual([]);
  const assessments = read(quiet, 'securityAssessments');
  expect(assessments.length).toBeGreaterThanOrEqual(2);
  for (const { id } of assessments) expect(id).toContain('/managedClusters/aks-prod-weu/');
});

test('an empty answer of Resource Graph is believed only where the right is there', async () => {
  const azure = await pretendAzure();
  azure.deny('Microsoft.Security/locations/alerts/read');
  azure.deny('Microsoft.Network/privateEndpoints/read');
  const { planes } = await snapshotOf(azure, 'aks-data-prod-neu');
  expect(planes.securityAlerts).toMatchObject({
    state: 'unreadable',
    code: 'denied',
    help: 'Grant the reading identity Microsoft.Security/locations/alerts/read.',
  });
  expect(planes.privateEndpoints).toMatchObject({ code: 'denied' });
});

test('what hangs on a network that may not be read is not known, and says what would help', async () => {
  const azure = await pretendAzure();
  azure.deny('Microsoft.Network/virtualNetworks/read');
  const { planes } = await snapshotOf(azure, 'aks-prod-eus');
  for (const name of ['virtualNetworks', 'subnetSecurityGroups', 'routeTables'] as const)
    expect(planes[name]).toMatchObject({
      state: 'unreadable',
      code: 'denied',
      help: 'Grant the reading identity Microsoft.Network/virtualNetworks/read.',
    });
  expect(planes.nodeSecurityGroups.state).toBe('read');
});

test('a network that is gone is known to be gone', async () => {
  const azure = await pretendAzure();
  const { around } = azure.azure.state;
  around.splice(
    around.findIndex(({ name }) => name === 'vnet-prod-eus'),
    1,
  );
  const snapshot = await snapshotOf(azure, 'aks-prod-eus');
  expect(Object.values(read(snapshot, 'virtualNetworks'))).toEqual([null]);
});
