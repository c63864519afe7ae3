import { expect, test } from 'vitest';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { aHouse, ana, type House, wei } from './house.ts';
import { poolLabels } from './pool-labels.ts';

const cluster = 'aks-prod-weu';

async function aHouseWithSteps() {
  const house = await aHouse();
  const worker = house.process({ actions: [...remediations, poolLabels] });
  const names = poolsOf(house).map(({ name }) => String(name));
  return { ...house, worker, names };
}

function poolsOf({ azure }: Pick<House, 'azure'>) {
  const found = azure.state.clusters.find(({ name }) => name === cluster);
  return found?.managedCluster.properties.agentPoolProfiles as {
    name: string;
    nodeLabels?: Record<string, string>;
  }[];
}

type Steps = Awaited<ReturnType<typeof aHouseWithSteps>>;

async function approved(house: Steps): Promise<string> {
  const outcome = await house.worker.propose({
    ...{ action: 'pool-labels', clusterId: house.idOf(cluster), params: { label: 'blue' } },
    ...{ requester: ana, reason: 'the test' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker: house.worker });
  const decided = await house.decide(outcome.changeId, { on: house.worker });
  expect(decided.kind).toBe('approved');
  return outcome.changeId;
}

const puts = (house: Steps) => house.azure.journal.find({ method: 'PUT', path: '/agentPools/' });
const labels = (house: Steps) => poolsOf(house).map(({ nodeLabels }) => nodeLabels?.test ?? null);
const minutes = (count: number) => ({ untilMs: count * 60_000 });

test('steps are sent one after the other, and each is read back before the next', async () => {
  const house = await aHouseWithSteps();
  expect(house.names.length).toBeGreaterThan(1);
  const id = await approved(house);
  await house.run({ worker: house.worker, ...minutes(5) });
  expect(await house.state(id)).toBe('done');
  expect(labels(house)).toEqual(house.names.map(() => 'blue'));
  expect(puts(house).map(({ path }) => path.split('/').at(-1))).toEqual(house.names);
  const { step, stepsDone, appliedAt } = await house.value(id);
  expect(step).toBe(house.names.length);
  expect(stepsDone).toHaveLength(house.names.length);
  expect(appliedAt).not.toBeNull();
  expect(house.applied).toEqual([house.idOf(cluster).toLowerCase()]);
  expect(await house.trail()).toContain('change.step-done');
});

test('a worker that is killed after the call leaves a step that another one finishes, without a second call', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  const dying = house.process({
    actions: [poolLabels],
    writer: {
      ...house.writer,
      put: async (...args) => {
        await house.writer.put(...args);
        throw new Error('killed');
      },
    },
  });
  await expect(dying.advance(id)).rejects.toThrow('killed');
  expect((await house.value(id)).state).toBe('applying');
  expect(puts(house)).toHaveLength(1);
  await drive(house, 12);
  expect(await house.state(id)).toBe('done');
  expect(puts(house)).toHaveLength(house.names.length);
});

/** Time passes for the worker that knows the steps. */
async function drive(house: Steps, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await house.worker.sweep();
    await house.run({ worker: house.worker, ...minutes(1) });
  }
}

test('a worker that is killed before the call leaves a step that is begun again', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  const dying = house.process({
    actions: [poolLabels],
    writer: {
      ...house.writer,
      put: async () => {
        throw new Error('killed');
      },
    },
  });
  await expect(dying.advance(id)).rejects.toThrow('killed');
  expect(puts(house)).toHaveLength(0);
  await drive(house, 12);
  expect(await house.state(id)).toBe('done');
  expect(puts(house)).toHaveLength(house.names.length);
});

test('no step is begun while a change is paused, and it goes on when it is resumed', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  await house.worker.advance(id);
  const paused = await house.worker.pause({ changeId: id, person: wei });
  expect(paused.kind).toBe('done');
  await drive(house, 5);
  expect(puts(house)).toHaveLength(1);
  const held = await house.worker.describe(id);
  expect(held).toMatchObject({
    state: 'approved',
    step: 1,
    paused: { by: { userId: wei.userId } },
  });
  expect(held?.can).toMatchObject({ pause: false, resume: true, abort: true, withdraw: false });
  expect((await house.worker.pause({ changeId: id, person: wei })).kind).toBe('refused');
  await house.worker.resume({ changeId: id, person: ana });
  await drive(house, 5);
  expect(await house.state(id)).toBe('done');
});

test('a change that is ended begins no further step, says what was done, and can be taken back', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  await house.worker.advance(id);
  await house.worker.pause({ changeId: id, person: wei });
  await drive(house, 3);
  expect((await house.worker.abort({ changeId: id, person: ana })).kind).toBe('done');
  await drive(house, 3);
  const ended = await house.worker.describe(id);
  expect(ended?.state).toBe('failed');
  expect(ended?.problem).toEqual({
    code: 'aborted',
    message: expect.stringMatching(
      /Ana Rivera ended it\. 1 of \d steps had been done \(Label \w+\)/,
    ),
  });
  expect(puts(house)).toHaveLength(1);
  expect(ended?.can.rollback).toBe(true);
  const back = await house.worker.rollback({ changeId: id, person: ana, reason: 'undo' });
  expect(back.kind).toBe('proposed');
});

test('a step that must not be sent ends the change and says where it stopped', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  await house.worker.advance(id);
  house.azure.meddle(cluster, { change: 'set', path: 'tags.frozen', value: 'yes' });
  await drive(house, 5);
  const ended = await house.value(id);
  expect(ended.state).toBe('failed');
  expect(ended.problem?.message).toMatch(/^The cluster is frozen\. 1 of \d steps had been done/);
  expect(puts(house)).toHaveLength(1);
});

test('a step that has to wait is sent when it may be', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  await house.worker.advance(id);
  house.azure.meddle(cluster, { change: 'set', path: 'tags.frozen', value: 'soon' });
  await drive(house, 5);
  expect(await house.state(id)).toBe('approved');
  expect(puts(house)).toHaveLength(1);
  house.azure.meddle(cluster, { change: 'set', path: 'tags.frozen', value: 'no' });
  await drive(house, 8);
  expect(await house.state(id)).toBe('done');
});

test('what was approved is planned again when the pools are others by then', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  house.azure.meddle(cluster, {
    change: 'set',
    path: 'properties.agentPoolProfiles.0.nodeLabels',
    value: { test: 'green' },
  });
  await house.run({ worker: house.worker });
  expect(await house.state(id)).toBe('waiting: planned-again');
  expect(puts(house)).toHaveLength(0);
});

test('a change that has not begun is withdrawn, not ended', async () => {
  const house = await aHouseWithSteps();
  const id = await approved(house);
  const value = await house.worker.describe(id);
  expect(value?.can).toMatchObject({ withdraw: true, abort: false, pause: true });
  expect((await house.worker.abort({ changeId: id, person: ana })).kind).toBe('refused');
});
