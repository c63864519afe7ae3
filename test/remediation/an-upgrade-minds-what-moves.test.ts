import { expect, test } from 'vitest';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { readUpgradeHours } from '../../src/remediation/settings.ts';
import { aHouse, ana, type House, wei } from './house.ts';

const minutes = (count: number) => ({ untilMs: count * 60_000 });

async function approved(house: House, worker: Changes, cluster: string, params: object) {
  const outcome = await worker.propose({
    ...{ action: 'kubernetes-upgrade', clusterId: house.idOf(cluster), params },
    ...{ requester: ana, reason: 'support ends' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker });
  const { plan, problem } = await house.value(outcome.changeId);
  if (!plan) throw new Error(JSON.stringify(problem));
  const confirmations = plan.warnings.map((_, place) => place);
  await house.decide(outcome.changeId, { on: worker, confirmations });
  return outcome.changeId;
}

/** A process in whose reading for one step, after the pools were looked at, an autoscaler adds nodes. */
function scaledWhileReading(house: House, { step = 0, unseen = false }) {
  const cluster = 'aks-dev-weu';
  // Read once for the plan, and once before each step.
  let left = step + 2;
  const worker = house.process({
    actions: remediations,
    reader: {
      ...house.reader,
      list: async (path, ...rest) => {
        if (path.includes('maintenanceConfigurations') && --left === 0)
          house.azure.meddle(cluster, { change: 'scale', pool: 'system', count: 3, unseen });
        return house.reader.list(path, ...rest);
      },
    },
  });
  return worker;
}

const counts = (house: House, cluster: string) =>
  house.azure.state.clusters
    .find(({ name }) => name === cluster)
    ?.managedCluster.properties.agentPoolProfiles.map(({ count }: { count: number }) => count);

test('nodes that an autoscaler adds while the cluster is read are never taken away by its write', async () => {
  const house = await aHouse();
  const worker = scaledWhileReading(house, { unseen: true });
  const id = await approved(house, worker, 'aks-dev-weu', { to: '1.35.9' });
  await house.run({ worker, ...minutes(5) });
  expect(house.puts('aks-dev-weu')).toEqual([]);
  expect(counts(house, 'aks-dev-weu')).toEqual([3]);
  const { notes } = await house.value(id);
  expect(notes.map(({ text }) => text).join('\n')).toContain('is being scaled');
});

test('nor by the write of a pool, which then carries the number that is there', async () => {
  const house = await aHouse();
  const worker = scaledWhileReading(house, { step: 1 });
  const id = await approved(house, worker, 'aks-dev-weu', { to: '1.35.9' });
  await house.run({ worker, ...minutes(6) });
  expect(await house.state(id)).toBe('done');
  expect(counts(house, 'aks-dev-weu')).toEqual([3]);
  const texts = (await house.value(id)).notes.map(({ text }) => text);
  expect(texts.join('\n')).toContain('it had 1 nodes a moment ago, and has 3 now');
});

test('a step whose window has closed meanwhile waits for the next one', async () => {
  const house = await aHouse();
  const worker = house.process({ actions: remediations });
  const cluster = 'aks-prod-weu';
  const id = await approved(house, worker, cluster, { to: '1.35.9' });
  // Sunday, 29 November, 01:00 to 07:00 UTC; it is the Monday before, 10:00.
  const toWindow = (5 * 24 + 15) * 60;
  await house.run({ worker, ...minutes(toWindow - 1) });
  for (let tick = 0; tick < 900 && (await house.value(id)).step < 1; tick++)
    await house.run({ worker, untilMs: 250 });
  await worker.pause({ changeId: id, person: wei });
  await house.run({ worker, ...minutes(7 * 60) });
  const { step } = await house.value(id);
  const before = house.puts(cluster).length;
  await worker.resume({ changeId: id, person: wei });
  await house.run({ worker, ...minutes(60) });
  const held = await house.value(id);
  expect(held.step).toBe(step);
  expect(held.notes.at(-1)?.text).toContain('begins when it opens again: 2026-12-06 01:00 UTC');
  expect(house.puts(cluster)).toHaveLength(before);
});

test('what is dangerous has to be confirmed: not waiting for the window, and not being able to look', async () => {
  const house = await aHouse();
  const outcome = await house.changes.propose({
    ...{ action: 'kubernetes-upgrade', clusterId: house.idOf('aks-prod-weu'), requester: ana },
    ...{ params: { to: '1.35.9', outsideWindow: 'an exploit is out' }, reason: 'patch' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run();
  const { plan } = await house.value(outcome.changeId);
  const asked = plan?.warnings.filter(({ mustConfirm }) => mustConfirm).map(({ text }) => text);
  expect(asked).toEqual([
    'It does not wait for the allowed window (every Sunday at 02:00 (UTC+01:00), 6 hours). The reason given: an exploit is out',
    expect.stringMatching(/^Could not be looked at beforehand: .*Disruption budgets, Nodes/),
    'The nodes cannot be read: after each step only Azure says that all is well.',
  ]);
  expect(plan?.notBefore).toBeUndefined();
  expect((await house.decide(outcome.changeId)).kind).toBe('unconfirmed');
  const confirmations = plan?.warnings.map((_, place) => place);
  expect((await house.decide(outcome.changeId, { confirmations })).kind).toBe('approved');
  await house.run({ ...minutes(5) });
  const { state, stepsDone } = await house.value(outcome.changeId);
  expect(state).toBe('done');
  expect(stepsDone[1]?.note).toContain('by Azure’s word alone');
});

test('hours that operators set hold where a cluster has no window', async () => {
  const upgradeHours = readUpgradeHours('Sat 22:00-04:00');
  const house = await aHouse({ settings: { upgradeHours } });
  const outcome = await house.changes.propose({
    ...{ action: 'kubernetes-upgrade', clusterId: house.idOf('aks-dev-weu'), requester: ana },
    ...{ params: { to: '1.35.9' }, reason: 'patch' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run();
  expect((await house.value(outcome.changeId)).plan?.notBefore).toBe('2026-11-28T22:00:00.000Z');
});
