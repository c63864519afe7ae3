import { expect, test } from 'vitest';
import { snapshotFromFiles } from '../../src/fleet/from-files.ts';

const group =
  '/subscriptions/5a1e0000-0000-4000-8000-000000000001/resourceGroups/rg-shop/providers';
const networkId = `${group}/Microsoft.Network/virtualNetworks/vnet-shop`;
const groupId = `${group}/Microsoft.Network/networkSecurityGroups/nsg-nodes`;
const cluster = {
  id: `${group}/Microsoft.ContainerService/managedClusters/aks-shop`,
  name: 'aks-shop',
  type: 'Microsoft.ContainerService/managedClusters',
  location: 'westeurope',
  properties: {
    agentPoolProfiles: [{ name: 'system', vnetSubnetID: `${networkId}/subnets/snet-nodes` }],
  },
};
const network = {
  id: networkId,
  name: 'vnet-shop',
  type: 'Microsoft.Network/virtualNetworks',
  properties: {
    subnets: [
      {
        id: `${networkId}/subnets/snet-nodes`,
        name: 'snet-nodes',
        properties: { networkSecurityGroup: { id: groupId } },
      },
    ],
  },
};
const nsg = {
  id: groupId,
  name: 'nsg-nodes',
  type: 'Microsoft.Network/networkSecurityGroups',
  properties: { securityRules: [] },
};

function planesOf(...resources: unknown[]) {
  const files = [{ name: 'shop.json', text: JSON.stringify(resources) }];
  const [snapshot] = snapshotFromFiles({ files, now: () => new Date('2026-11-02T10:00:00Z') });
  if (!snapshot) throw new Error('no cluster');
  return snapshot.planes;
}

test('a network and its security group that stand in the file are read', () => {
  const { virtualNetworks, subnetSecurityGroups, routeTables } = planesOf(cluster, network, nsg);
  expect(virtualNetworks).toMatchObject({
    state: 'read',
    value: { [networkId.toLowerCase()]: { name: 'vnet-shop' } },
    source: 'file shop.json',
  });
  expect(subnetSecurityGroups).toMatchObject({
    state: 'read',
    value: { [groupId.toLowerCase()]: { name: 'nsg-nodes' } },
  });
  expect(routeTables).toMatchObject({ state: 'read', value: {} });
});

test('what is named and missing is not in the file, it is not none', () => {
  const { virtualNetworks, subnetSecurityGroups } = planesOf(cluster, network);
  expect(virtualNetworks.state).toBe('read');
  expect(subnetSecurityGroups).toMatchObject({ state: 'unreadable', code: 'not-in-file' });
  const alone = planesOf(cluster);
  expect(alone.virtualNetworks).toMatchObject({ state: 'unreadable', code: 'not-in-file' });
  expect(alone.routeTables).toMatchObject({ state: 'unreadable', code: 'not-in-file' });
});

test('a pool in a network of AKS’s own leaves the networks open', () => {
  const properties = {
    agentPoolProfiles: [...cluster.properties.agentPoolProfiles, { name: 'b' }],
  };
  const { virtualNetworks } = planesOf({ ...cluster, properties }, network, nsg);
  expect(virtualNetworks).toMatchObject({ state: 'unreadable', code: 'not-in-file' });
});
