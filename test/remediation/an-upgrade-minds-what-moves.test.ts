import { expect, test } from 'vitest';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
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
