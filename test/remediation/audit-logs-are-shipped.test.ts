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

test('what is stored twice is taken out, and nothing else', async () => {
  const house = await aHouse();
  const enabled = (category: string) => ({ category, enabled: true });
  settingsOf(house).push({
    name: 'everything',
    properties: {
      ...{ workspaceId: workspace, logAnalyticsDestinationType: 'Dedicated', metrics: [] },
      logs: ['kube-audit', 'kube-audit-admin', 'guard'].map(enabled),
    },
  });
  const takeOut = { operation: 'take-back', setting: 'everything', workspace };
  const id = await ask(house, { ...takeOut, categories: ['kube-audit-admin'] });
  const { plan } = await house.value(id);
  expect(plan?.warnings).toEqual([]);
  expect(plan?.remarks).toContainEqual(expect.stringContaining('nothing becomes invisible'));
  await house.decide(id);
  await house.pass(2);
  expect(await house.state(id)).toBe('done');
  const shipped = settingsOf(house)[0].properties.logs.filter(
    (log: { enabled: boolean }) => log.enabled,
  );
  expect(shipped.map((log: { category: string }) => log.category)).toEqual(['kube-audit', 'guard']);
});

test('taking the whole log out warns that nobody sees it any more', async () => {
  const house = await aHouse();
  await ask(house).then((id) => house.decide(id));
  await house.pass(2);
  const takeOut = { operation: 'take-back', setting: 'drawbridge-audit', workspace };
  const { plan } = await house.value(await ask(house, { ...takeOut, categories: ['kube-audit'] }));
  expect(plan?.warnings).toEqual([
    { level: 'warning', text: expect.stringContaining('nobody sees in that workspace') },
  ]);
});

test('a setting of that name for the same workspace is extended, and keeps what it has', async () => {
  const house = await aHouse();
  const before = { metrics: [], logs: [{ category: 'cluster-autoscaler', enabled: true }] };
  settingsOf(house).push({
    name: 'drawbridge-audit',
    properties: {
      ...{ workspaceId: workspace, logAnalyticsDestinationType: 'Dedicated', somethingNew: 7 },
      ...before,
    },
  });
  const id = await ask(house);
  await house.decide(id);
  await house.pass(2);
  expect(await house.state(id)).toBe('done');
  const [setting] = settingsOf(house);
  expect(setting.properties.somethingNew).toBe(7);
  expect(setting.properties.logs).toEqual([
    ...before.logs,
    { category: 'kube-audit', enabled: true },
    { category: 'guard', enabled: true },
  ]);
  const back = await house.changes.rollback({ changeId: id, person: ana, reason: 'too much' });
  if (back.kind !== 'proposed') throw new Error(JSON.stringify(back));
  await house.run();
  await house.decide(back.changeId);
  await house.pass(2);
  const kept = settingsOf(house)[0]?.properties.logs.filter(
    ({ enabled }: { enabled: boolean }) => enabled,
  );
  expect(kept).toEqual(before.logs);
});

test.each([
  ['another destination has that name', { workspaceId: workspaceId('log-platform-eus') }],
  [
    'it ships category groups',
    { workspaceId: workspace, logs: [{ categoryGroup: 'metrics', enabled: true }] },
  ],
  ['it fills the legacy table', { workspaceId: workspace, logAnalyticsDestinationType: null }],
])('a setting is left alone where %s', async (_why, properties) => {
  const house = await aHouse();
  settingsOf(house).push({
    name: 'drawbridge-audit',
    properties: { logAnalyticsDestinationType: 'Dedicated', logs: [], ...properties },
  });
  const id = await ask(house);
  expect(await house.state(id)).toBe('refused: name-taken');
  expect((await house.value(id)).problem?.message).toContain('"drawbridge-audit"');
});

test('what is shipped there already is not shipped twice', async () => {
  const house = await aHouse();
  const id = await ask(house, ship, 'aks-prod-weu');
  const { state, problem, notes } = await house.value(id);
  expect(JSON.stringify({ state, problem, notes })).toContain('already');
});

test('a workspace that is gone is refused by its name', async () => {
  const house = await aHouse();
  const gone = workspaceId('log-deleted-in-spring');
  const id = await ask(house, { ...ship, workspace: gone });
  expect(await house.state(id)).toBe('refused: no-workspace');
  expect((await house.value(id)).problem?.message).toContain('log-deleted-in-spring');
});

test('a sixth setting is not tried', async () => {
  const house = await aHouse();
  for (const name of ['a', 'b', 'c', 'd', 'e'])
    settingsOf(house).push({ name, properties: { storageAccountId: `/x/${name}`, logs: [] } });
  const id = await ask(house);
  expect(await house.state(id)).toBe('refused: too-many-settings');
});
