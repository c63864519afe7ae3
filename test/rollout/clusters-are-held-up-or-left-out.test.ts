import { expect, test } from 'vitest';
import { defaultRemediationSettings } from '../../src/remediation/settings.ts';
import { ana, wei } from '../remediation/house.ts';
import { aRolloutHouse } from './house.ts';

const production = ['aks-prod-eus', 'aks-prod-neu', 'aks-prod-weu'];

test('a cluster with a change of its own waits, and is asked for when the rest is done', async () => {
  const house = await aRolloutHouse();
  const own = await house.ask(house.add(), { cluster: 'aks-prod-neu' });
  const id = await house.begin({}, production);
  await house.pass(1);
  const value = await house.value(id);
  const [, held] = value.rings[0]?.members ?? [];
  expect(held).toMatchObject({
    state: 'held',
    why: 'Another change of Ana Rivera is open on it (authorized-ip-ranges).',
  });
  await house.decide(id);
  await house.pass(15);
  await house.changes.withdraw({ changeId: own, person: ana });
  await house.pass(15);
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'done',
    'aks-prod-neu': 'planned',
    'aks-prod-weu': 'done',
  });
  expect(await house.rings(id)).toBe('production waiting');
  await house.decide(id);
  await house.pass(20);
  expect((await house.value(id)).state).toBe('done');
  expect(house.written()).toEqual(['aks-prod-eus', 'aks-prod-weu', 'aks-prod-neu']);
});

test('one that is held up for too long is left out, with the reason', async () => {
  const house = await aRolloutHouse();
  house.rights.text = house.rights.text.replace('expires: 4h', 'expires: 30d');
  await house.ask(house.add(), { cluster: 'aks-prod-neu' });
  const id = await house.begin({}, ['aks-prod-neu', 'aks-prod-weu']);
  await house.pass(1);
  await house.decide(id);
  await house.pass(100);
  expect((await house.members(id, 'production'))['aks-prod-neu']).toBe('held');
  await house.pass(60);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  expect(value.rings[0]?.members[0]).toMatchObject({ state: 'left-out' });
  expect(value.rings[0]?.members[0]?.why).toContain('Held up for too long. Another change');
});

test('a frozen cluster is neither planned nor begun before the freeze is over', async () => {
  const house = await aRolloutHouse();
  const freezes = [
    {
      ...{ from: '2026-11-23 10:05', to: '2026-11-23 12:00', timezone: 'UTC', reason: 'the sale' },
      clusters: ['aks-prod-weu'],
    },
  ];
  const frozen = house.workers({ settings: { ...defaultRemediationSettings, freezes } });
  const id = await house.begin({}, ['aks-prod-eus', 'aks-prod-weu']);
  await house.pass(1, frozen);
  await house.decide(id);
  // Planned before the freeze; its turn comes while it lasts.
  await house.pass(40, frozen);
  const during = (await house.value(id)).rings[0]?.members;
  expect(during?.map(({ state }) => state)).toEqual(['done', 'planned']);
  expect(during?.[1]?.why).toContain('Frozen until 2026-11-23 12:00 UTC: the sale');
  expect(house.written()).toEqual(['aks-prod-eus']);
  await house.pass(90, frozen);
  expect((await house.value(id)).state).toBe('done');
});

test('a cluster whose tag puts it into another ring by now is left out: rings are never mixed', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, ['aks-dev-weu', 'aks-dev-eus']);
  await house.db.query(
    `update drawbridge.cluster set tags = '{"ring": "production"}' where name = $1`,
    ['aks-dev-weu'],
  );
  await house.pass(1);
  const [, moved] = (await house.value(id)).rings[0]?.members ?? [];
  const why = 'Its tags put it into the ring production by now.';
  expect(moved).toMatchObject({ state: 'left-out', why });
  await house.decide(id);
  await house.pass(30);
  const done = (await house.trailEntries()).find(({ kind }) => kind === 'rollout.done');
  expect(done?.data).toMatchObject({
    leftOut: [{ clusterId: house.idOf('aks-dev-weu').toLowerCase(), why }],
  });
});

test('so is one whose tag is changed after the ring was approved, and its cluster is free again', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, ['aks-prod-eus', 'aks-prod-weu']);
  await house.pass(1);
  await house.decide(id);
  await house.pass(3);
  await house.db.query(`update drawbridge.cluster set tags = '{"ring": "dev"}' where name = $1`, [
    'aks-prod-weu',
  ]);
  await house.pass(30);
  expect((await house.value(id)).state).toBe('done');
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'done',
    'aks-prod-weu': 'left-out',
  });
  expect(house.written()).toEqual(['aks-prod-eus']);
  const { rows } = await house.db.query('select state from drawbridge.change order by state');
  expect(rows.map(({ state }) => state)).toEqual(['done', 'withdrawn']);
});

test('a ring that only waits for a freeze asks again when it thaws, and not meanwhile', async () => {
  const house = await aRolloutHouse();
  const freezes = [
    {
      ...{ from: '2026-11-23 10:05', to: '2026-11-24 10:00', timezone: 'UTC', reason: 'the sale' },
      clusters: ['aks-prod-weu'],
    },
  ];
  const frozen = house.workers({
    settings: { ...defaultRemediationSettings, freezes },
    timing: { busy: 20 * 60_000 },
  });
  const id = await house.begin({}, ['aks-prod-eus', 'aks-prod-weu']);
  await house.pass(1, frozen);
  await house.decide(id);
  await house.pass(20 * 60, frozen);
  expect(await house.rings(id)).toBe('production running');
  await house.pass(6 * 60, frozen);
  expect(await house.rings(id)).toBe('production waiting');
  expect((await house.trail()).filter((kind) => kind === 'rollout.ring-asked')).toHaveLength(2);
});

test('somebody leaves a cluster out before its turn, but not once it is under way', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, production);
  await house.pass(1);
  const skip = (name: string, reason = 'it moves next week') =>
    house.rollouts.skip({ rolloutId: id, person: wei, clusterId: house.idOf(name), reason });
  expect((await skip('aks-prod-neu', ' ')).kind).toBe('refused');
  expect((await skip('aks-prod-neu')).message).toBe('aks-prod-neu is skipped.');
  expect((await skip('aks-prod-neu')).kind).toBe('refused');
  expect((await skip('aks-dev-weu')).message).toBe('That cluster is no part of this rollout.');
  await house.decide(id);
  await house.pass(3);
  expect((await skip('aks-prod-eus')).message).toContain('under way already');
  await house.pass(40);
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'done',
    'aks-prod-neu': 'skipped',
    'aks-prod-weu': 'done',
  });
  expect(await house.trail()).toContain('rollout.skipped');
});

test('a ring of which every cluster is skipped is over, and nobody is asked any more', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, ['aks-dev-weu', 'aks-prod-weu']);
  await house.pass(1);
  await house.rollouts.skip({
    ...{ rolloutId: id, person: wei, clusterId: house.idOf('aks-dev-weu'), reason: 'gone soon' },
  });
  await house.pass(2);
  // Nothing was changed in it, so nothing is watched.
  expect(await house.rings(id)).toBe('dev done, production waiting');
});

test('what is so already is not changed again', async () => {
  const house = await aRolloutHouse();
  const nothing = house.workers({
    actions: [
      {
        ...(await import('../remediation/pool-labels.ts')).poolLabels,
        plan: () => ({ kind: 'nothing', message: 'It has that label already.' }),
      },
    ],
  });
  const id = await house.begin({}, ['aks-prod-eus']);
  await house.pass(2, nothing);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  expect(value.rings[0]?.members[0]).toMatchObject({
    state: 'nothing',
    why: 'It has that label already.',
  });
});

test('what cannot be begun is said at once', async () => {
  const house = await aRolloutHouse();
  const begin = async (more: object, names: string[] = production) => {
    const outcome = await house.rollouts.begin({
      ...{ action: 'pool-labels', params: { label: 'blue' }, filter: 'aks-*', requester: ana },
      ...{ clusters: await house.clusters(...names), reason: 'x', ...more },
    });
    return outcome.kind === 'refused' ? outcome.message : outcome.kind;
  };
  expect(await begin({ action: 'paint' })).toContain('"paint" is not a change that I know');
  expect(await begin({ clusters: [] })).toContain(
    'The rings are told by their tags: dev (ring=dev)',
  );
  expect(await begin({ atOnce: 60 })).toBe('60 clusters at once are too many: 50 at most.');
  expect(await begin({})).toBe('begun');
  expect(await begin({}, ['aks-prod-weu'])).toMatch(
    /^aks-prod-weu is part of rollout \w{8}, which/,
  );
  house.rights.text = house.rights.text.replace('names: [aks-pay-prod]', 'names: [aks-dev-weu]');
  expect(await begin({ reason: '' }, ['aks-dev-weu'])).toContain('Say why, with “because …”');
  expect(await begin({}, ['aks-dev-weu'])).toContain('aks-dev-weu: ');
});
