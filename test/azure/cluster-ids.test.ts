import { expect, test } from 'vitest';
import { isClusterId, parseClusterId } from '../../src/azure/clusters.ts';
import { clusterId } from './helpers.ts';

test('an id is taken apart, whatever its case', () => {
  expect(parseClusterId(clusterId)).toEqual({
    subscriptionId: '00000000-0000-0000-0000-00000000000a',
    resourceGroup: 'rg-weu',
    name: 'aks-weu',
  });
  expect(isClusterId(clusterId.toLowerCase())).toBe(true);
});

test.each([
  `${clusterId}/agentPools/np`,
  `${clusterId}?x`,
  `${clusterId}\n`,
  clusterId.replace('aks-weu', '..'),
  clusterId.replace('rg-weu', 'rg/../x'),
  clusterId.replace('rg-weu', 'ends-with-dot.'),
  clusterId.replace('ContainerService/managedClusters', 'Compute/virtualMachines'),
  clusterId.replace('00000000-0000-0000-0000-00000000000a', 'not-a-guid'),
  'aks-weu',
])('%s is no cluster', (id) => {
  expect(isClusterId(id)).toBe(false);
  expect(() => parseClusterId(id)).toThrow(/not the id of a managed cluster/);
});
