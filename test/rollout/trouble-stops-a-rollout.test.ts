import { expect, test } from 'vitest';
import { ana, wei } from '../remediation/house.ts';
import { aRolloutHouse, well } from './house.ts';

const production = ['aks-prod-eus', 'aks-prod-neu', 'aks-prod-weu'];
const unready = { ...well, unready: ['shop/Deployment/web'] };

async function underWay(names: string[] = production) {
  const house = await aRolloutHouse();
  const id = await house.begin({}, names);
  await house.pass(1);
  expect((await house.decide(id)).kind).toBe('approved');
  return { house, id };
}

test('the first of a ring goes alone and is watched; the others follow as the cap allows', async () => {
  const { house, id } = await underWay(['aks-dev-eus', ...production]);
  await house.pass(5);
  expect(await house.members(id, 'dev')).toEqual({ 'aks-dev-eus': 'watching' });
  await house.pass(10);
  expect(await house.rings(id)).toBe('dev done, production soaking');
  await house.pass(3 * 24 * 60 + 60);
  await house.decide(id);
  await house.pass(5);
  expect(house.written()).toEqual(['aks-dev-eus', 'aks-prod-eus']);
  await house.pass(8);
  expect((await house.members(id, 'production'))['aks-prod-eus']).toBe('done');
  expect(house.written()).toHaveLength(4);
});

test('a first cluster that is not well stops the rollout, and the rest is not begun', async () => {
  const { house, id } = await underWay();
  await house.pass(3);
  house.health.set('aks-prod-eus', unready);
  await house.pass(25);
  const value = await house.value(id);
  expect(value.rings[0]?.members[0]?.before).toMatchObject({ unready: [] });
  expect(value.state).toBe('failed');
  expect(value.problem?.message).toBe(
    'aks-prod-eus failed: 1 of 5 workloads are not ready: shop/Deployment/web.',
  );
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'failed',
    'aks-prod-neu': 'not-begun',
    'aks-prod-weu': 'not-begun',
  });
  expect(house.written()).toEqual(['aks-prod-eus']);
  expect((await house.notes(id)).at(-1)).toMatchObject({ kind: 'failed' });
  const states = await house.db.query(
    `select state, count(*)::int from drawbridge.change group by state order by state`,
  );
  expect(states.rows).toEqual([
    { state: 'done', count: 1 },
    { state: 'withdrawn', count: 2 },
  ]);
});

test('what was in trouble before holds nothing up, and what heals in time is well', async () => {
  const house = await aRolloutHouse();
  house.health.set('aks-dev-eus', unready);
  const id = await house.begin({}, ['aks-dev-eus', 'aks-prod-eus']);
  await house.pass(1);
  await house.decide(id);
  await house.pass(3);
  house.health.set('aks-dev-eus', { ...unready, nodesInTrouble: ['aks-a-1'] });
  await house.pass(9);
  expect(await house.members(id, 'dev')).toEqual({ 'aks-dev-eus': 'watching' });
  house.health.set('aks-dev-eus', unready);
  await house.pass(2);
  expect(await house.members(id, 'dev')).toEqual({ 'aks-dev-eus': 'done' });
});

test('health that cannot be read is no good health: somebody else has to look', async () => {
  const { house, id } = await underWay();
  house.health.set('aks-prod-eus', 'it is behind a reach where no worker is');
  await house.pass(30);
  const held = await house.value(id);
  expect(held.state).toBe('running');
  expect(held.paused?.why).toBe(
    'aks-prod-eus: Its nodes and workloads could not be read: it is behind a reach where no worker is.',
  );
  expect(house.written()).toEqual(['aks-prod-eus']);
  const own = await house.rollouts.resume({ rolloutId: id, person: ana });
  expect(own).toMatchObject({ kind: 'refused' });
  expect(own.message).toContain('somebody else has to look');
  const other = await house.rollouts.resume({ rolloutId: id, person: wei });
  expect(other.kind).toBe('done');
  await house.pass(20);
  const after = await house.value(id);
  expect(after.state).toBe('done');
  expect(after.rings[0]?.members[0]).toMatchObject({ vouched: { userId: wei.userId } });
  const resumed = (await house.trailEntries()).find(({ kind }) => kind === 'rollout.resumed');
  expect(resumed?.data).toMatchObject({ vouchedFor: [house.idOf('aks-prod-eus').toLowerCase()] });
});

test('a change that fails ends the rollout once what is under way beside it has ended', async () => {
  const { house, id } = await underWay(['aks-prod-eus', 'aks-prod-neu', 'aks-prod-weu']);
  await house.pass(10);
  house.azure.meddle('aks-prod-neu', { change: 'set', path: 'tags.frozen', value: 'yes' });
  await house.pass(15);
  const value = await house.value(id);
  expect(value.state).toBe('failed');
  const members = await house.members(id, 'production');
  expect(members['aks-prod-eus']).toBe('done');
  expect(members['aks-prod-neu']).toBe('failed');
  expect(value.problem?.message).toContain('aks-prod-neu failed: The cluster is frozen.');
});

test('nothing is begun while it is paused, and it goes on when it is resumed', async () => {
  const { house, id } = await underWay();
  expect((await house.rollouts.pause({ rolloutId: id, person: ana })).kind).toBe('done');
  await house.pass(20);
  expect(house.written()).toEqual([]);
  expect((await house.rollouts.pause({ rolloutId: id, person: ana })).kind).toBe('refused');
  await house.rollouts.resume({ rolloutId: id, person: ana });
  await house.pass(30);
  expect((await house.value(id)).state).toBe('done');
});

test('who stops it frees what was not begun, and lets what is under way go on', async () => {
  const { house, id } = await underWay();
  await house.pass(3);
  const outcome = await house.rollouts.stop({ rolloutId: id, person: wei });
  expect(outcome.message).toContain('Those under way go on');
  expect((await house.value(id)).state).toBe('running');
  await house.pass(20);
  expect((await house.value(id)).state).toBe('stopped');
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'done',
    'aks-prod-neu': 'not-begun',
    'aks-prod-weu': 'not-begun',
  });
  expect((await house.rollouts.pause({ rolloutId: id, person: ana })).message).toContain('over');
});

test('a ring that is not well after days of watching keeps the next from beginning, until somebody says so', async () => {
  const { house, id } = await underWay(['aks-dev-eus', 'aks-prod-eus']);
  await house.pass(20);
  expect(await house.rings(id)).toBe('dev done, production soaking');
  house.health.set('aks-dev-eus', unready);
  await house.pass(3 * 24 * 60 + 120);
  const held = await house.value(id);
  expect(await house.rings(id)).toBe('dev done, production soaking');
  expect(held.paused?.why).toContain('aks-dev-eus: 1 of 5 workloads are not ready');
  await house.rollouts.resume({ rolloutId: id, person: ana });
  await house.pass(2);
  expect(await house.rings(id)).toBe('dev done, production waiting');
});

test('one that is ending does not wait for a look that nobody takes', async () => {
  const { house, id } = await underWay();
  await house.pass(3);
  house.health.set('aks-prod-eus', 'it does not answer');
  await house.rollouts.stop({ rolloutId: id, person: wei });
  await house.pass(30);
  const value = await house.value(id);
  expect(value.state).toBe('stopped');
  expect(value.rings[0]?.members[0]).toMatchObject({ state: 'failed' });
  expect(value.rings[0]?.members[0]?.why).toContain('could not be read: it does not answer');
});

test('a healthy cluster is not read at every turn of the clock', async () => {
  const { house } = await underWay(['aks-prod-eus']);
  await house.pass(14);
  // Once before, and every quarter of a minute while it is watched.
  expect(house.asked.length).toBeGreaterThan(2);
  expect(house.asked.length).toBeLessThan(60);
});

test('a change of which nobody knows what became of it holds the rollout up until somebody says', async () => {
  const { house, id } = await underWay(['aks-prod-eus', 'aks-prod-neu']);
  await house.rollouts.advance(id);
  const changeId = (await house.value(id)).rings[0]?.members[0]?.changeId ?? '';
  await house.database.owner.query(
    `update drawbridge.change set state = 'outcome-unknown', version = version + 1,
            step = jsonb_array_length(plan -> 'steps') - 1,
            problem = '{"code": "x", "message": "Azure has forgotten the operation."}' where id = $1`,
    [changeId],
  );
  await house.pass(3);
  expect((await house.value(id)).paused?.why).toBe(
    'aks-prod-eus: What became of its change is not known. Azure has forgotten the operation.',
  );
  const settled = await house.worker.settle({ changeId, person: wei, outcome: 'done' });
  expect(settled.kind).toBe('settled');
  // Whoever asked may resume: the change was settled by somebody else.
  expect((await house.rollouts.resume({ rolloutId: id, person: ana })).kind).toBe('done');
  await house.pass(40);
  expect((await house.value(id)).state).toBe('done');
});
