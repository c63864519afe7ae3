import { expect, test, vi } from 'vitest';
import { createRolloutsProcessor } from '../../src/jobs/rollouts.ts';
import { getRollout } from '../../src/store/rollouts.ts';
import { verifyTrail } from '../../src/trail/verify.ts';
import { aRolloutHouse, well } from './house.ts';

const production = ['aks-prod-eus', 'aks-prod-neu', 'aks-prod-weu'];

/** How often each pool was written. */
function writes(house: Awaited<ReturnType<typeof aRolloutHouse>>) {
  const paths = house.azure.journal
    .find({ method: 'PUT', path: '/agentPools/' })
    .map(({ path }) => path);
  return { all: paths.length, once: new Set(paths).size };
}

test('a worker that is killed while it plans leaves a ring that another one goes on with', async () => {
  const house = await aRolloutHouse();
  let proposed = 0;
  const dying = house.workers(
    {},
    {
      changes: {
        async propose(proposal) {
          const outcome = await house.worker.propose(proposal);
          proposed += 1;
          if (proposed === 2) throw new Error('killed');
          return outcome;
        },
      },
    },
  );
  const id = await house.begin({}, production);
  await expect(dying.rollouts.advance(id)).rejects.toThrow('killed');
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'later',
    'aks-prod-neu': 'later',
    'aks-prod-weu': 'later',
  });
  await house.pass(2);
  expect(await house.rings(id)).toBe('production waiting');
  const { rows } = await house.db.query('select count(*)::int from drawbridge.change');
  expect(rows).toEqual([{ count: 3 }]);
  await house.decide(id);
  await house.pass(40);
  expect((await house.value(id)).state).toBe('done');
});

test('a worker that is killed in the middle of a change leaves a cluster that another one finishes', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, production);
  await house.pass(1);
  await house.decide(id);
  await house.rollouts.advance(id);
  const [first] = (await house.value(id)).rings[0]?.members ?? [];
  expect(first?.state).toBe('running');
  const dying = house.workers({
    writer: {
      ...house.writer,
      put: async (...args) => {
        await house.writer.put(...args);
        throw new Error('killed');
      },
    },
  });
  await expect(dying.worker.advance(first?.changeId ?? '')).rejects.toThrow('killed');
  house.forgetJobs();
  await house.pass(60);
  expect((await house.value(id)).state).toBe('done');
  const { all, once } = writes(house);
  expect(all).toBe(once);
});

test('two workers at every step do nothing twice', async () => {
  const house = await aRolloutHouse();
  const other = house.workers();
  const id = await house.begin({}, production);
  const both = {
    worker: house.worker,
    rollouts: {
      ...house.rollouts,
      async advance(rolloutId: string) {
        const [one, two] = await Promise.all([
          house.rollouts.advance(rolloutId),
          other.rollouts.advance(rolloutId),
        ]);
        return one ?? two;
      },
    },
  };
  await house.pass(1, both);
  const decided = await Promise.all([house.decide(id), house.decide(id)]);
  expect(decided.map(({ kind }) => kind).sort()).toEqual(['approved', 'refused']);
  await house.pass(40, both);
  expect((await house.value(id)).state).toBe('done');
  const { all, once } = writes(house);
  expect(all).toBe(once);
  const notes = (await house.notes(id)).map(({ kind }) => kind);
  expect(notes).toEqual(['asked', 'approved', 'done']);
  expect((await house.trail()).filter((kind) => kind === 'rollout.ring-asked')).toHaveLength(1);
  expect(await verifyTrail(house.db)).toMatchObject({ ok: true });
});

test('a look that takes long is not taken for one that nobody takes', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, production);
  await house.pass(1);
  await house.decide(id);
  const seenAt = async () => (await getRollout(house.db, id))?.lookedAt.getTime() ?? 0;
  const nudged: string[] = [];
  const slow = house.workers(
    { nudge: async (queue) => void nudged.push(queue) },
    {
      async health() {
        const began = await seenAt();
        house.forgetJobs();
        await house.run({ worker: slow.worker, untilMs: 10 * 60_000 });
        await vi.waitFor(async () => expect(await seenAt()).toBeGreaterThan(began), 30_000);
        await slow.rollouts.sweep();
        return { ...well, at: house.clock().toISOString() };
      },
    },
  );
  await createRolloutsProcessor(slow.rollouts, { beatMs: 20 })(id);
  expect(await house.members(id, 'production')).toMatchObject({ 'aks-prod-eus': 'running' });
  expect(nudged).not.toContain('rollouts');
});

test('a rollout whose every nudge was lost goes on by the sweeper alone', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, ['aks-dev-eus', 'aks-dev-weu']);
  for (let minute = 0; minute < 60; minute += 1) {
    house.forgetJobs();
    await house.pass(1);
    const { can } = await house.value(id);
    if (can.decide) await house.decide(id);
  }
  expect((await house.value(id)).state).toBe('done');
});

test.each([
  ['', false],
  [', also where the worker is killed then', true],
])(
  'a change that is proposed while somebody stops the rollout is taken back%s',
  async (_where, isKilled) => {
    const house = await aRolloutHouse();
    const id = await house.begin({}, production);
    const slow = house.workers(
      {},
      {
        changes: {
          async propose(proposal) {
            await house.rollouts.stop({ rolloutId: id, person: proposal.requester });
            const outcome = await house.worker.propose(proposal);
            if (isKilled) throw new Error('killed');
            return outcome;
          },
        },
      },
    );
    if (isKilled) await expect(slow.rollouts.advance(id)).rejects.toThrow('killed');
    else await slow.rollouts.advance(id);
    if (isKilled) await house.pass(2);
    expect((await house.value(id)).state).toBe('stopped');
    const { rows } = await house.db.query('select distinct state from drawbridge.change');
    expect(rows).toEqual([{ state: 'withdrawn' }]);
  },
);
