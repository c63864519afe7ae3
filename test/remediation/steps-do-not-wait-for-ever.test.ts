import { expect, test } from 'vitest';
import { AzureError } from '../../src/azure/errors.ts';
import type { AzureReader } from '../../src/azure/reader.ts';
import type { AzureWriter } from '../../src/azure/writer.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { aHouse, ana, type House, wei } from './house.ts';
import { poolLabels } from './pool-labels.ts';

const cluster = 'aks-prod-weu';
const minute = 60_000;

/** A worker whose way to Azure the test can cut. */
async function aHouseThatCanBeCutOff() {
  const house = await aHouse();
  const cut = { reads: false, writes: false };
  const tried: number[] = [];
  const gone = () => {
    tried.push(house.clock().getTime());
    // Azure names another request in every answer.
    throw new AzureError('unreachable', `no answer to request ${tried.length}`, {
      mayHaveArrived: false,
    });
  };
  const reader: AzureReader = {
    ...house.reader,
    get: async (...args) => (cut.reads ? gone() : house.reader.get(...args)),
  };
  const writer: AzureWriter = {
    ...house.writer,
    put: async (...args) => (cut.writes ? gone() : house.writer.put(...args)),
  };
  const actions = [...remediations, poolLabels];
  const worker = house.process({ actions, reader, writer });
  const value = async (id: string) => {
    const found = await worker.describe(id);
    if (!found) throw new Error(`no change ${id}`);
    return found;
  };
  return { ...house, worker, value, cut, tried };
}

async function approved(house: House & { worker: Changes }): Promise<string> {
  const outcome = await house.worker.propose({
    ...{ action: 'pool-labels', clusterId: house.idOf(cluster), params: { label: 'blue' } },
    ...{ requester: ana, reason: 'the test' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker: house.worker });
  await house.decide(outcome.changeId, { on: house.worker });
  return outcome.changeId;
}

/** Step by step until it has sent the first call. */
async function sent(house: House & { worker: Changes }, id: string): Promise<void> {
  for (let count = 0; (await house.state(id)) !== 'applying' && count < 10; count++)
    await house.worker.advance(id);
  expect(await house.state(id)).toBe('applying');
}

test('a step whose outcome cannot be read is asked for less and less often, and then a person is asked', async () => {
  const house = await aHouseThatCanBeCutOff();
  const { worker, cut, tried } = house;
  const id = await approved(house);
  await sent(house, id);
  cut.reads = true;
  await house.run({ worker, untilMs: 3 * 60 * minute });
  expect(await house.state(id)).toBe('outcome-unknown: unreadable');
  const { problem, can, notes } = await house.value(id);
  expect(problem).toMatchObject({
    code: 'unreadable',
    message: expect.stringMatching(/^How the step goes cannot be told, for 6\d minutes by now: no/),
    hint: expect.stringContaining('say here what you found'),
  });
  expect(can.settle).toBe(true);
  const pauses = tried.slice(1).map((at, index) => at - (tried[index] ?? 0));
  expect(pauses.at(-1)).toBe(5 * minute);
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b));
  expect(notes.length).toBeLessThan(40);
});

test('a cluster that answers again is gone on with, and the next trouble has its own hour', async () => {
  const house = await aHouseThatCanBeCutOff();
  const { worker, cut } = house;
  const id = await approved(house);
  await sent(house, id);
  cut.reads = true;
  await house.run({ worker, untilMs: 50 * minute });
  expect(await house.state(id)).toBe('applying');
  cut.reads = false;
  await house.run({ worker, untilMs: 20 * minute });
  expect(await house.state(id)).toBe('done');
});

test('before a step is begun it is held up, and can be resumed', async () => {
  const house = await aHouseThatCanBeCutOff();
  const { worker, cut } = house;
  const id = await approved(house);
  cut.writes = true;
  await house.run({ worker, untilMs: 3 * 60 * minute });
  expect(await house.state(id)).toBe('approved');
  const value = await house.value(id);
  expect(value.paused).toMatchObject({ by: { name: 'Drawbridge' } });
  expect(value.can).toMatchObject({ resume: true });
  expect(value.notes.at(-1)?.text).toMatch(
    /^It could not be reached, for 6\d minutes by now: .* held up until somebody resumes it or ends it\.$/,
  );
  cut.writes = false;
  expect(await worker.resume({ changeId: id, person: wei })).toMatchObject({ kind: 'done' });
  await house.run({ worker, untilMs: 20 * minute });
  expect(await house.state(id)).toBe('done');
});

test('between two steps it is held up, and can be ended', async () => {
  const house = await aHouseThatCanBeCutOff();
  const { worker, cut } = house;
  const id = await approved(house);
  await sent(house, id);
  while ((await house.value(id)).step === 0) {
    // The next step is not begun yet.
    house.forgetJobs();
    await house.run({ worker, untilMs: 10_000 });
    await worker.advance(id);
  }
  cut.reads = true;
  await house.run({ worker, untilMs: 3 * 60 * minute });
  const value = await house.value(id);
  expect(value.paused).toMatchObject({ by: { name: 'Drawbridge' } });
  expect(value.can).toMatchObject({ resume: true, abort: true });
  expect(value.notes.at(-1)?.text).toContain('could not be read before the next step, for 6');
  cut.reads = false;
  await worker.abort({ changeId: id, person: ana });
  await house.run({ worker, untilMs: 5 * minute });
  expect(await house.state(id)).toBe('failed: aborted');
});
