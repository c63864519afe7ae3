/** The diagnostic setting that ships an audit log: planned, approved, written, read back, and taken back. */
import { expect, test } from 'vitest';
import { workspaceId } from '../../src/sandbox/fleet/surroundings.ts';
import { aHouse, ana, type House } from './house.ts';

const workspace = workspaceId('log-platform-weu');
const cluster = 'aks-dev-weu';
const ship = { operation: 'ship', workspace, scope: 'all', setting: 'drawbridge-audit' };

const settingsOf = (house: House, name = cluster) =>
  house.azure.state.clusters.find((each) => each.name === name)?.diagnosticSettings ?? [];

async function ask(house: House, params: object = ship, name = cluster): Promise<string> {
  const outcome = await house.changes.propose({
    ...{ action: 'audit-logs', clusterId: house.idOf(name), params, requester: ana },
    ...{ reason: 'nobody can see who was refused', ticket: 'OPS-7' },
    origin: { channel: 'C0PLATFRM', threadTs: '1.2' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run();
  return outcome.changeId;
}

test('a setting is created as it was approved, and a roll-back deletes it', async () => {
  const house = await aHouse();
  expect(settingsOf(house)).toEqual([]);
  const id = await ask(house);
  const { plan } = await house.value(id);
  expect(plan?.changes).toEqual([
    {
      path: 'diagnosticSettings.drawbridge-audit.workspaceId',
      before: null,
      after: workspace,
    },
    {
      path: 'diagnosticSettings.drawbridge-audit.logs',
      before: null,
      after: ['guard', 'kube-audit'],
    },
  ]);
  await house.decide(id);
  await house.pass(2);
  expect(await house.state(id)).toBe('done');
  expect(settingsOf(house)).toMatchObject([
    {
      name: 'drawbridge-audit',
      properties: { workspaceId: workspace, logAnalyticsDestinationType: 'Dedicated' },
    },
  ]);
  expect(house.applied).toEqual([house.idOf(cluster).toLowerCase()]);

  const back = await house.changes.rollback({ changeId: id, person: ana, reason: 'too much' });
  if (back.kind !== 'proposed') throw new Error(JSON.stringify(back));
  await house.run();
  await house.decide(back.changeId);
  await house.pass(2);
  expect(await house.state(back.changeId)).toBe('done');
  expect(settingsOf(house)).toEqual([]);
});
