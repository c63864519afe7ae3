import { expect, test } from 'vitest';
import { AzureError } from '../../src/azure/errors.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { getChange } from '../../src/store/changes.ts';
import { aHouse, ana, type House, wei } from './house.ts';
import { poolLabels } from './pool-labels.ts';

const cluster = 'aks-prod-weu';

async function approved(): Promise<{ house: House; worker: Changes; id: string }> {
  const house = await aHouse();
  const worker = house.process({ actions: [poolLabels] });
  const outcome = await worker.propose({
    ...{ action: 'pool-labels', clusterId: house.idOf(cluster), params: { label: 'blue' } },
    ...{ requester: ana, reason: 'the test' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker });
  await house.decide(outcome.changeId, { on: worker });
  return { house, worker, id: outcome.changeId };
}

test('a pause that comes while a step is sent loses neither itself nor the answer', async () => {
  const { house, worker, id } = await approved();
  const sending = house.process({
    actions: [poolLabels],
    writer: {
      ...house.writer,
      put: async (...args) => {
        const answer = await house.writer.put(...args);
        expect((await worker.pause({ changeId: id, person: wei })).kind).toBe('done');
        return { ...answer, operationUrl: 'https://management.azure.com/operations/1' };
      },
    },
  });
  await sending.advance(id);
  const { operation, paused } = (await getChange(house.db, id)) ?? {};
  expect(operation).toMatchObject({ url: 'https://management.azure.com/operations/1' });
  expect(paused).toMatchObject({ by: { userId: wei.userId } });
});

test('a step that is refused while somebody pauses it has failed, and is not sent again', async () => {
  const { house, worker, id } = await approved();
  let sent = 0;
  const sending = house.process({
    actions: [poolLabels],
    writer: {
      ...house.writer,
      put: async () => {
        sent += 1;
        await worker.pause({ changeId: id, person: wei });
        throw new AzureError('denied', 'no right to write');
      },
    },
  });
  await sending.advance(id);
  const { state, problem } = await house.value(id);
  expect({ state, problem }).toMatchObject({ state: 'failed', problem: { code: 'denied' } });
  expect(sent).toBe(1);
});

test('a change that is ended while nobody can tell how its step goes waits for a person', async () => {
  const { house, worker, id } = await approved();
  await worker.advance(id);
  await worker.abort({ changeId: id, person: wei });
  const blind: typeof poolLabels = {
    ...poolLabels,
    // Where Azure stops it, Azure says how it went.
    abort: () => null,
    outcome: () => ({ kind: 'cannot-tell', problem: { code: 'odd', message: 'It is odd.' } }),
  };
  await house.run({ worker: house.process({ actions: [blind] }), untilMs: 60_000 });
  expect(await house.state(id)).toMatch(/^outcome-unknown/);
});

test('a change that is ended while a step is on its way does not say that nothing was begun', async () => {
  const { house, worker, id } = await approved();
  const other = house.process({ actions: [poolLabels] });
  const sending = house.process({
    actions: [poolLabels],
    writer: {
      ...house.writer,
      put: async (...args) => {
        await worker.abort({ changeId: id, person: wei });
        await house.run({ worker: other, untilMs: 15_000 });
        expect((await house.value(id)).state).toBe('applying');
        return house.writer.put(...args);
      },
    },
  });
  await sending.advance(id);
  for (let minute = 0; minute < 6; minute++) {
    await worker.sweep();
    await house.run({ worker, untilMs: 60_000 });
  }
  const { state, problem, step } = await house.value(id);
  expect({ state, step }).toEqual({ state: 'failed', step: 1 });
  expect(problem?.message).toContain('1 of');
});
