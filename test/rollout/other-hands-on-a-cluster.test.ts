/** AKS and Fleet Manager upgrade clusters too: a rollout lets them, and goes on when they have ended. */
import { expect, test } from 'vitest';
import { aRolloutHouse } from './house.ts';

type RolloutHouse = Awaited<ReturnType<typeof aRolloutHouse>>;

const both = ['aks-prod-eus', 'aks-prod-weu'];

function clusterOf({ azure }: RolloutHouse, name: string) {
  const found = azure.state.clusters.find((one) => one.name === name);
  if (!found) throw new Error(`no cluster ${name}`);
  return found.managedCluster.properties;
}

/** An update run of a fleet that a cluster is a member of. @returns what ends it */
function fleetRun(house: RolloutHouse, name: string): () => void {
  const clusterResourceId = house.idOf(name);
  const type = 'Microsoft.ContainerService/fleets';
  const id = `${clusterResourceId.split('/providers/')[0]}/providers/${type}/contoso`;
  const run = { status: { status: { state: 'Running' } } };
  house.azure.state.around.push(
    { id, name: 'contoso', type, location: 'westeurope', properties: {} },
    {
      ...{ id: `${id}/members/one`, name: 'one', type: `${type}/members` },
      properties: { clusterResourceId },
    },
    {
      ...{ id: `${id}/updateRuns/autumn`, name: 'autumn', type: `${type}/updateRuns` },
      properties: run,
    },
  );
  return () => {
    run.status.status.state = 'Completed';
  };
}

async function memberOf(house: RolloutHouse, id: string, name: string) {
  const { rings } = await house.value(id);
  return rings.flatMap(({ members }) => members).find((member) => member.name === name);
}

test('a cluster that AKS upgrades is held up, and is planned and asked for when that has ended', async () => {
  const house = await aRolloutHouse();
  clusterOf(house, 'aks-prod-weu').provisioningState = 'Upgrading';
  const id = await house.begin({}, both);
  await house.pass(1);
  expect(await memberOf(house, id, 'aks-prod-weu')).toMatchObject({
    state: 'held',
    why: 'Another operation is running on aks-prod-weu (Upgrading).',
  });
  await house.decide(id);
  await house.pass(30);
  expect((await memberOf(house, id, 'aks-prod-weu'))?.state).toBe('held');
  clusterOf(house, 'aks-prod-weu').provisioningState = 'Succeeded';
  await house.pass(7);
  expect(await house.rings(id)).toBe('production waiting');
  await house.decide(id);
  await house.pass(20);
  expect((await house.value(id)).state).toBe('done');
  // While it was held up, no change was made of it again and again.
  const { rows } = await house.db.query('select state from drawbridge.change');
  expect(rows).toEqual([{ state: 'done' }, { state: 'done' }]);
});

test('so is one with an update run of a Fleet Manager, which is named; it is left out where that goes on for too long', async () => {
  const house = await aRolloutHouse();
  fleetRun(house, 'aks-prod-weu');
  const id = await house.begin({}, ['aks-prod-weu']);
  await house.pass(30);
  const held = await memberOf(house, id, 'aks-prod-weu');
  expect(held).toMatchObject({ state: 'held' });
  expect(held?.why).toContain('The update run autumn of the fleet contoso is under way');
  await house.pass(100);
  expect((await house.value(id)).state).toBe('done');
  const left = await memberOf(house, id, 'aks-prod-weu');
  expect(left?.state).toBe('left-out');
  expect(left?.why).toContain('Held up for too long. The update run autumn');
  expect(house.written()).toEqual([]);
});

test('a run that begins after the approval is waited for, beside the others of the ring', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  const end = fleetRun(house, 'aks-prod-eus');
  await house.decide(id);
  await house.pass(20);
  const waits = await memberOf(house, id, 'aks-prod-eus');
  expect(waits).toMatchObject({ state: 'planned' });
  expect(waits?.why).toContain('The update run autumn');
  expect(house.written()).toEqual(['aks-prod-weu']);
  end();
  await house.pass(20);
  expect((await house.value(id)).state).toBe('done');
  expect(house.written()).toEqual(['aks-prod-weu', 'aks-prod-eus']);
});
