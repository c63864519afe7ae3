import { expect, test } from 'vitest';
import { paramsSchema } from '../../src/remediation/actions/node-os-channel/params.ts';
import { aHouse, ana, type House } from './house.ts';

async function asked(house: House, channel: string, cluster = 'aks-dev-weu'): Promise<string> {
  const outcome = await house.changes.propose({
    ...{ action: 'node-os-channel', clusterId: house.idOf(cluster), params: { channel } },
    ...{ requester: ana, reason: 'AKS-NODE-001' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run();
  return outcome.changeId;
}

function channelOf({ azure }: House, cluster = 'aks-dev-weu') {
  const found = azure.state.clusters.find(({ name }) => name === cluster);
  return found?.managedCluster.properties.autoUpgradeProfile;
}

test('one property is written, what stands beside it stays, and it can be taken back', async () => {
  const house = await aHouse();
  const before = structuredClone(channelOf(house));
  const id = await asked(house, 'SecurityPatch');
  const { plan, risk } = await house.value(id);
  expect(risk).toBe('high');
  expect(plan?.changes).toEqual([
    {
      path: 'properties.autoUpgradeProfile.nodeOSUpgradeChannel',
      ...{ before: 'Unmanaged', after: 'SecurityPatch' },
    },
  ]);
  expect(plan?.inverse).toMatchObject({ params: { channel: 'Unmanaged' } });
  await house.decide(id);
  await house.pass(1);
  expect((await house.value(id)).state).toBe('done');
  expect(channelOf(house)).toEqual({ ...before, nodeOSUpgradeChannel: 'SecurityPatch' });
  expect(house.puts('aks-dev-weu')).toHaveLength(1);
  expect((await house.value(id)).can.rollback).toBe(true);
});

test('which maintenance window applies is said, or that there is none', async () => {
  const house = await aHouse();
  const without = await house.value(await asked(house, 'NodeImage'));
  expect(without.plan?.warnings[0]?.text).toContain('There is no maintenance window for the nodes');
  const within = await house.value(await asked(house, 'SecurityPatch', 'aks-staging-weu'));
  expect(within.plan?.warnings[0]).toMatchObject({
    level: 'info',
    text: expect.stringContaining('aksManagedNodeOSUpgradeSchedule: '),
  });
});

test('a window that cannot be read is not called none', async () => {
  const house = await aHouse();
  house.azure.faults.add({
    match: { method: 'GET', path: 'maintenanceConfigurations' },
    ...{ kind: 'status', status: 403 },
  });
  const { plan } = await house.value(await asked(house, 'NodeImage'));
  expect(plan?.warnings[0]?.text).toContain('will act is not known');
});

test('to switch patches off has to be confirmed', async () => {
  const house = await aHouse();
  const { plan } = await house.value(await asked(house, 'None', 'aks-staging-weu'));
  expect(plan?.warnings).toMatchObject([{ level: 'danger', mustConfirm: true }]);
});

test('a channel that is set already is nothing to do', async () => {
  const house = await aHouse();
  const { state, problem } = await house.value(await asked(house, 'Unmanaged'));
  expect(state).toBe('refused');
  expect(problem?.message).toBe(
    'Nothing to do: the OS channel of aks-dev-weu is Unmanaged already.',
  );
});

test('a word that is no channel is quoted, with those that are', () => {
  const { error } = paramsSchema.safeParse({ channel: 'Weekly' });
  expect(error?.issues[0]?.message).toBe(
    '"Weekly" is no channel for the system of nodes: it is SecurityPatch, NodeImage, Unmanaged or None.',
  );
});

test('a write that Azure fails ends it, and says so', async () => {
  const house = await aHouse();
  house.azure.faults.add({
    match: { method: 'PUT', path: 'aks-dev-weu' },
    kind: 'operation-failed',
  });
  const id = await asked(house, 'NodeImage');
  await house.decide(id);
  await house.pass(1);
  expect((await house.value(id)).state).toBe('failed');
});

test('an answer that is lost is looked for, and nothing is sent twice', async () => {
  const house = await aHouse();
  house.azure.faults.add({
    match: { method: 'PUT', path: 'aks-dev-weu' },
    ...{ kind: 'dropped', phase: 'after' },
  });
  const id = await asked(house, 'NodeImage');
  await house.decide(id);
  await house.pass(3);
  expect((await house.value(id)).state).toBe('done');
  expect(house.puts('aks-dev-weu')).toHaveLength(1);
});
