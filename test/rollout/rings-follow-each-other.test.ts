import { expect, test } from 'vitest';
import { ana, ngozi, sam, wei } from '../remediation/house.ts';
import { aRolloutHouse } from './house.ts';

const day = 24 * 60;

test('three rings follow each other, each planned and approved for itself, with days between them', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin();
  await house.pass(1);
  expect(await house.rings(id)).toBe('dev waiting, staging later, production later');
  expect(house.written()).toEqual([]);
  expect((await house.decide(id)).kind).toBe('approved');
  await house.pass(40);
  expect(await house.rings(id)).toBe('dev done, staging soaking, production later');
  expect(house.written()).toEqual(['aks-dev-eus', 'aks-dev-weu']);

  await house.pass(day - 120);
  expect(await house.rings(id)).toBe('dev done, staging soaking, production later');
  await house.pass(110);
  expect(await house.rings(id)).toBe('dev done, staging waiting, production later');
  expect((await house.decide(id)).kind).toBe('approved');
  await house.pass(40);
  await house.pass(2 * day);
  expect(await house.rings(id)).toBe('dev done, staging done, production soaking');
  await house.pass(day + 60);
  expect(await house.rings(id)).toBe('dev done, staging done, production waiting');
  expect(house.written()).toHaveLength(3);
  expect((await house.decide(id)).kind).toBe('approved');
  await house.pass(60);
  expect((await house.value(id)).state).toBe('done');
  expect(house.written()).toHaveLength(6);
  expect(house.written().slice(3)[0]).toBe('aks-prod-eus');

  const requests = await house.db.query(
    `select subject_id from drawbridge.approval_request where subject_kind = 'ring'`,
  );
  expect(requests.rowCount).toBe(3);
  const trail = await house.trail();
  expect(trail.filter((kind) => kind === 'rollout.ring-approved')).toHaveLength(3);
  expect(trail).toContain('rollout.done');
});

test('who asked, and who may not approve, approves no ring; one who rejects ends it all', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, ['aks-dev-weu', 'aks-prod-weu']);
  await house.pass(1);
  expect((await house.decide(id, { person: ana })).kind).toBe('refused');
  const outcome = await house.rollouts.decide({
    ...{ rolloutId: id, person: sam, decision: 'approve', membership: house.membership() },
    hash: (await house.value(id)).approval?.hash ?? '',
  });
  expect(outcome.kind).toBe('refused');
  expect(await house.trail()).toContain('approval.refused');
  expect((await house.decide(id, { person: ngozi, decision: 'reject' })).kind).toBe('rejected');
  const value = await house.value(id);
  expect(value.state).toBe('rejected');
  expect(value.problem?.message).toBe('Ngozi Okafor rejected the ring dev: not today');
  expect(await house.members(id, 'production')).toEqual({ 'aks-prod-weu': 'not-begun' });
  await house.pass(10);
  expect(house.written()).toEqual([]);
  // Its clusters are free again.
  const again = await house.worker.propose({
    ...{ action: 'pool-labels', clusterId: house.idOf('aks-dev-weu'), params: { label: 'red' } },
    ...{ requester: wei, reason: 'the test' },
  });
  expect(again.kind).toBe('proposed');
});
