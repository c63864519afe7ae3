import { expect, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { findBlockers } from '../../src/upgrade/blockers/index.ts';
import { clusterFacts } from '../../src/upgrade/facts.ts';
import { now, read, snapshotOf } from './support.ts';

const subnet =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes';

function found(topic: string, options: Parameters<typeof snapshotOf>[1], to = '1.36.5') {
  const snapshot = snapshotOf('aks-prod-weu', options);
  const { managedCluster: plane } = snapshot.planes;
  const facts = clusterFacts(plane.state === 'read' ? plane.value : null);
  const quota = { kind: 'unknown', reason: 'it is not asked for here' } as const;
  const input = { snapshot, quota, facts, to, hops: ['1.36.5'], now, systemNamespaces: [] };
  return findBlockers(input).filter((each) => each.topic === topic);
}

test('a pool that is stopped stays behind to the end, so the last version counts', () => {
  const edit = (document: Json) => {
    const [, pool] = document.properties.agentPoolProfiles;
    Object.assign(pool, { currentOrchestratorVersion: '1.33.1', powerState: { code: 'Stopped' } });
  };
  const said = (to: string) => found('Versions of the pools', { edit }, to);
  expect(said('1.36.5').some(({ verdict }) => verdict === 'blocks')).toBe(false);
  expect(said('1.37.1')[0]).toMatchObject({
    ...{ verdict: 'blocks', help: expect.stringContaining('Start these pools') },
    message: expect.stringContaining('more than 3 minors behind a control plane at 1.37.1'),
  });
});

test('pods with a subnet of their own take none of the nodes’ addresses, and theirs are not known', () => {
  const edit = (document: Json) => {
    document.properties.networkProfile.networkPlugin = 'azure';
    document.properties.networkProfile.networkPluginMode = null;
    for (const pool of document.properties.agentPoolProfiles)
      Object.assign(pool, { vnetSubnetID: subnet, podSubnetID: `${subnet}-pods`, maxPods: 110 });
  };
  const ipConfigurations = Array.from({ length: 30 }, () => ({}));
  const properties = { addressPrefix: '10.0.0.0/24', ipConfigurations };
  const subnets = [{ id: subnet, name: 'nodes', properties }];
  const planes = { virtualNetworks: read({ v: { properties: { subnets } } }) };
  const said = found('Addresses for surge nodes', { edit, planes });
  expect(said.map(({ verdict }) => verdict)).toEqual(['unknown', 'clear']);
});
