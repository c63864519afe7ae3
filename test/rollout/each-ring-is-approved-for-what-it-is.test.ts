import { expect, test } from 'vitest';
import { ana, type House, ngozi, wei } from '../remediation/house.ts';
import { aRolloutHouse } from './house.ts';

/** The pools of a cluster are others than when it was planned. */
function addPool({ azure }: Pick<House, 'azure'>, name: string) {
  const cluster = azure.state.clusters.find((one) => one.name === name);
  const pools = cluster?.managedCluster.properties.agentPoolProfiles;
  pools?.push({ ...structuredClone(pools[0]), name: 'late' });
}

const both = ['aks-prod-eus', 'aks-prod-weu'];

test('a cluster that moved after the approval is asked for again, with those that wait behind it', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  const first = (await house.value(id)).approval?.hash;
  await house.decide(id);
  await house.pass(3);
  addPool(house, 'aks-prod-weu');
  await house.pass(12);
  const value = await house.value(id);
  expect(await house.members(id, 'production')).toEqual({
    'aks-prod-eus': 'done',
    'aks-prod-weu': 'planned',
  });
  expect(value.rings[0]?.state).toBe('waiting');
  expect(value.approval?.hash).not.toBe(first);
  expect(house.written()).toEqual(['aks-prod-eus']);
  // The old approval, and a hash of what was shown before, are of no use.
  const old = await house.rollouts.decide({
    ...{ rolloutId: id, person: ngozi, decision: 'approve', hash: first ?? '' },
    membership: house.membership('aks-approvers'),
  });
  expect(old).toMatchObject({ kind: 'refused' });
  expect((await house.decide(id, { person: ngozi })).kind).toBe('approved');
  await house.pass(20);
  expect((await house.value(id)).state).toBe('done');
  const asked = (await house.trail()).filter((kind) => kind === 'rollout.ring-asked');
  expect(asked).toHaveLength(2);
});

test('one approval of several counts, and a ring needs as many as its strictest cluster', async () => {
  const house = await aRolloutHouse({ names: ['aks-dev-weu'] });
  house.rights.text = house.rights.text.replace('aks-data-staging-weu', 'aks-dev-weu');
  const id = await house.begin({}, ['aks-dev-weu']);
  await house.pass(1);
  expect((await house.value(id)).approval?.need).toBe(2);
  expect((await house.decide(id)).kind).toBe('counted');
  await house.pass(5);
  expect(house.written()).toEqual([]);
  expect((await house.decide(id, { person: ngozi })).kind).toBe('approved');
  await house.pass(20);
  expect((await house.value(id)).state).toBe('done');
});

test('whoever may not approve one cluster of a ring approves none of it, and loses what was counted', async () => {
  const house = await aRolloutHouse();
  const rights = house.rights.text;
  const barred = `
  - deny: [approve]
    clusters: { names: [aks-prod-weu] }
    to: { users: [${wei.userId}] }
approvals:`;
  house.rights.text = rights.replace('\napprovals:', barred);
  const id = await house.begin({}, both);
  await house.pass(1);
  const refused = await house.decide(id);
  expect(refused.kind).toBe('refused');
  expect((await house.decide(id, { person: wei, decision: 'reject' })).kind).toBe('refused');
  house.rights.text = rights;
  expect((await house.decide(id)).kind).toBe('approved');
  // Before the second cluster begins, the rights are others: its approval is computed again.
  house.rights.text = rights.replace('\napprovals:', barred);
  await house.pass(30);
  const value = await house.value(id);
  expect(house.written()).toEqual(['aks-prod-eus']);
  expect(value.state).toBe('failed');
  expect(value.problem?.message).toContain('aks-prod-weu failed: The approval could not be');
});

test('what the row says is not believed: an approval that is not recorded lets nothing begin', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  await house.decide(id);
  await house.database.owner.query('alter table drawbridge.decision disable trigger all');
  await house.database.owner.query('delete from drawbridge.decision');
  await house.pass(5);
  expect(house.written()).toEqual([]);
  expect((await house.value(id)).problem?.message).toContain('The approval could not be confirmed');
});

test('a plan that the ring was not asked for is not carried by its approval', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  await house.decide(id);
  await house.database.owner.query(
    `update drawbridge.ring_ask set members = members || '[{"clusterId": "x", "changeId": "y", "planHash": "z"}]'`,
  );
  await house.pass(5);
  expect(house.written()).toEqual([]);
  expect((await house.value(id)).state).toBe('failed');
});

test('a request that nobody decided on pauses it; resuming asks again with fresh plans', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  const first = (await house.value(id)).approval?.requestId;
  await house.pass(5 * 60);
  const value = await house.value(id);
  expect(value.paused?.why).toContain('Nobody decided on the ring production in time');
  expect(value.can).toMatchObject({ resume: true, decide: false });
  await house.rollouts.resume({ rolloutId: id, person: ana });
  await house.pass(2);
  const again = await house.value(id);
  expect(again.rings[0]?.state).toBe('waiting');
  expect(again.approval?.requestId).not.toBe(first);
  await house.decide(id);
  await house.pass(40);
  expect((await house.value(id)).state).toBe('done');
});

test('an approval that has lain idle for longer than it holds is asked for again', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  await house.decide(id);
  await house.rollouts.pause({ rolloutId: id, person: wei });
  await house.pass(5 * 60);
  await house.rollouts.resume({ rolloutId: id, person: wei });
  await house.pass(5);
  expect(house.written()).toEqual([]);
  expect((await house.value(id)).rings[0]?.state).toBe('waiting');
  const notes = await house.notes(id);
  expect(notes.at(-1)?.text).toContain('Nothing was begun for longer than the approval holds.');
});

test('members of a ring are decided on with it, and by no card of their own', async () => {
  const house = await aRolloutHouse();
  const id = await house.begin({}, both);
  await house.pass(1);
  const changeId = (await house.value(id)).rings[0]?.members[0]?.changeId ?? '';
  const change = await house.worker.describe(changeId);
  expect(change?.rolloutId).toBe(id);
  expect(change?.can).toMatchObject({
    approve: false,
    reject: false,
    withdraw: false,
    edit: false,
  });
  const outcome = await house.worker.decide({
    ...{ changeId, person: wei, decision: 'approve', planHash: change?.planHash ?? '' },
    membership: house.membership('aks-approvers'),
  });
  expect(outcome).toMatchObject({ kind: 'refused' });
  expect(outcome.message).toContain('part of a rollout');
  expect((await house.worker.withdraw({ changeId, person: ana })).kind).toBe('refused');
  const cards = (await house.outgoing()).filter(
    ({ view, target }) => view.startsWith('change-') && target.kind !== 'everywhere',
  );
  expect(cards).toEqual([]);
});
