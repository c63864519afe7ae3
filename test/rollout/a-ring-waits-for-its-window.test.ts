/** Approved, but not begun: days may lie between, and much may happen in them. */
import { expect, test } from 'vitest';
import { wei } from '../remediation/house.ts';
import { poolLabels } from '../remediation/pool-labels.ts';
import { aRolloutHouse, well } from './house.ts';

const production = ['aks-prod-eus', 'aks-prod-weu'];
const opens = '2026-11-23T14:00:00.000Z';

/** A ring that is approved at ten, and whose window opens at two. */
async function approvedBefore(names = production) {
  const house = await aRolloutHouse();
  const inWindow = {
    ...poolLabels,
    plan(...args: Parameters<typeof poolLabels.plan>) {
      const planned = poolLabels.plan(...args);
      return planned.kind === 'planned'
        ? { ...planned, plan: { ...planned.plan, notBefore: opens } }
        : planned;
    },
  };
  const own = house.workers({ actions: [inWindow] });
  const id = await house.begin({}, names);
  await house.pass(1, own);
  expect((await house.decide(id)).kind).toBe('approved');
  await house.pass(30, own);
  expect(house.written()).toEqual([]);
  return { ...house, own, id };
}

test('it begins when its window opens, and how it was before is read shortly before that', async () => {
  const house = await approvedBefore(['aks-prod-eus']);
  const { id, own } = house;
  house.health.set('aks-prod-eus', { ...well, unready: ['shop/Deployment/web'] });
  await house.pass(230, own);
  await house.pass(60, own);
  const value = await house.value(id);
  expect(house.written()).toEqual(['aks-prod-eus']);
  // It came into trouble while it waited: that is not laid to the change.
  expect(value.state).toBe('done');
  expect(value.rings[0]?.members[0]?.before).toMatchObject({ unready: ['shop/Deployment/web'] });
});

test('no window begins a rollout that is paused; resumed, it goes on with what was approved', async () => {
  const house = await approvedBefore();
  const { id, own } = house;
  await own.rollouts.pause({ rolloutId: id, person: wei });
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'planned',
    'aks-prod-weu': 'planned',
  });
  await house.pass(60, own);
  await house.pass(60, own);
  await house.pass(119, own);
  await house.pass(60, own);
  expect(house.written()).toEqual([]);
  expect(await house.trail()).toContain('change.recalled');
  // For longer than an approval holds nothing was begun, so it is asked for again.
  await own.rollouts.resume({ rolloutId: id, person: wei });
  await house.pass(2, own);
  expect(await house.rings(id)).toBe('production waiting');
  await house.decide(id);
  await house.pass(40, own);
  expect((await house.value(id)).state).toBe('done');
});

test('one whose tag is changed while it waits is left out, and its cluster is free again', async () => {
  const house = await approvedBefore(['aks-prod-eus']);
  const { id, own } = house;
  await house.db.query(`update drawbridge.cluster set tags = '{"ring": "dev"}' where name = $1`, [
    'aks-prod-eus',
  ]);
  await house.pass(300, own);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  expect(value.rings[0]?.members[0]).toMatchObject({
    state: 'left-out',
    why: 'Its tags put it into the ring dev by now.',
  });
  expect(house.written()).toEqual([]);
  const { rows } = await house.db.query('select state from drawbridge.change');
  expect(rows).toEqual([{ state: 'withdrawn' }]);
});

test('one that could not begin while the approval was good stops nothing: it is asked for again', async () => {
  const house = await aRolloutHouse();
  house.rights.text = house.rights.text.replaceAll('expires: 4h', 'expires: 30m');
  const own = house.workers({ timing: { busy: 5 * 60_000 } });
  house.azure.meddle('aks-prod-eus', { change: 'set', path: 'tags.frozen', value: 'soon' });
  const id = await house.begin({}, production);
  await house.pass(1, own);
  await house.decide(id);
  await house.pass(60, own);
  expect(await house.rings(id)).toBe('production waiting');
  expect((await house.value(id)).state).toBe('running');
  const { rows } = await house.db.query(
    `select state, count(*)::int from drawbridge.change group by state order by state`,
  );
  expect(rows).toEqual([
    { state: 'done', count: 1 },
    { state: 'expired', count: 1 },
    { state: 'waiting', count: 1 },
  ]);
  expect(house.written()).toEqual(['aks-prod-weu']);
});

test('a cluster that has to be asked for again while the rollout ends is not begun', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, production);
  await house.pass(1);
  await house.decide(id);
  await house.rollouts.advance(id);
  const members = async () => (await house.value(id)).rings[0]?.members ?? [];
  const [first] = await members();
  await house.database.owner.query(
    `update drawbridge.change set state = 'applying', version = version + 1 where id = $1`,
    [first?.changeId],
  );
  await house.rollouts.stop({ rolloutId: id, person: wei });
  await house.database.owner.query(
    `update drawbridge.change set state = 'waiting', version = version + 1 where id = $1`,
    [first?.changeId],
  );
  await house.pass(3);
  expect((await house.value(id)).state).toBe('stopped');
  expect((await members()).map(({ state }) => state)).toEqual(['not-begun', 'not-begun']);
  const { rows } = await house.db.query('select distinct state from drawbridge.change');
  expect(rows).toEqual([{ state: 'withdrawn' }]);
});
