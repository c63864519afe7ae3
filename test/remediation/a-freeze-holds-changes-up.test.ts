import { describe, expect, it } from 'vitest';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { FreezeWindow } from '../../src/remediation/freeze-windows.ts';
import { isFrozen } from '../../src/remediation/freezes.ts';
import { aHouse, ana, ngozi, range, wei } from './house.ts';
import { poolLabels } from './pool-labels.ts';

const hourMs = 3_600_000;

/** Ngozi may break a freeze besides. */
const breakGlass = `
  - allow: [break-glass]
    to: { users: [U0OKAFOR] }
approvals:
  - approvers`;

async function aFrozenHouse({ hours = 2, filter = 'aks-prod-*' } = {}) {
  const house = await aHouse();
  house.rights.text = house.rights.text.replace(/\napprovals:\n(.|\n)*?- approvers/, breakGlass);
  await house.changes.freeze({
    ...{ filter, reason: 'the sale', person: wei },
    until: new Date(house.clock().getTime() + hours * hourMs),
  });
  return house;
}

describe('while a cluster is frozen', () => {
  it('plans and decides, applies nothing, and applies what was approved when it is over', async () => {
    const house = await aFrozenHouse();
    const id = await house.ask(house.add());
    expect(await house.value(id)).toMatchObject({
      state: 'waiting',
      frozen: { until: '2026-11-23T12:00:00.000Z', reason: 'the sale', by: { userId: 'U0CHEN00' } },
    });
    expect(await house.decide(id)).toEqual({
      kind: 'approved',
      waits: true,
      message:
        'You have approved this. Frozen until 2026-11-23 12:00 UTC by Wei Chen: the sale. It is applied when that is over.',
    });
    await house.pass(100);
    expect(await house.value(id)).toMatchObject({ state: 'approved' });
    expect(house.puts()).toEqual([]);
    await house.pass(30);
    expect(await house.value(id)).toMatchObject({ state: 'done', frozen: null });
    expect(house.list()).toContain(range);
  });

  it('refuses an approval that would be over before the freeze is', async () => {
    const house = await aFrozenHouse({ hours: 5 });
    const id = await house.ask(house.add());
    const outcome = await house.decide(id);
    expect(outcome).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('An approval does not hold for so long'),
    });
    expect(await house.value(id)).toMatchObject({ state: 'waiting', approval: { decisions: [] } });
  });

  it('says nothing of it to who may not decide anyway', async () => {
    const house = await aFrozenHouse({ hours: 5 });
    const id = await house.ask(house.add());
    expect(await house.decide(id, { person: ana })).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('You asked for this yourself'),
    });
  });

  it('applies at once what waited, when somebody ends it', async () => {
    const house = await aFrozenHouse();
    const id = await house.ask(house.add());
    await house.decide(id);
    await house.run();
    const [freeze] = (await house.changes.currentFreezes()).said;
    expect(await house.changes.unfreeze({ id: freeze?.id ?? '', person: ngozi })).toBe(true);
    expect(await house.changes.unfreeze({ id: freeze?.id ?? '', person: ngozi })).toBe(false);
    await house.pass(2);
    expect(await house.value(id)).toMatchObject({ state: 'done' });
    const kinds = await house.trail();
    expect(kinds).toContain('freeze.begun');
    expect(kinds.filter((kind) => kind === 'freeze.ended')).toHaveLength(1);
  });

  it('lets other clusters, roll-backs and the ends of openings through', async () => {
    const house = await aFrozenHouse({ filter: 'aks-dev-*' });
    const id = await house.approved(house.add('1h'));
    await house.pass(2);
    await house.changes.freeze({
      ...{ filter: 'all', reason: 'everything', person: wei },
      until: new Date(house.clock().getTime() + 10 * hourMs),
    });
    await house.pass(65);
    expect(house.list()).not.toContain(range);
    expect(await house.value(id)).toMatchObject({ openings: [{ state: 'closed' }] });
  });

  it('lets one change through for who may break it, with a reason, on the card and in the trail', async () => {
    const house = await aFrozenHouse({ hours: 48 });
    const id = await house.ask(house.add());
    const { planHash } = await house.value(id);
    const press = (person: typeof wei, more = {}) =>
      house.changes.thaw({
        ...{ changeId: id, person, planHash: planHash ?? '', reason: 'INC-1 is burning' },
        membership: house.membership('aks-approvers'),
        ...more,
      });
    expect(await press(wei)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('no rule allows it to you'),
    });
    expect(await press(ngozi, { reason: '  ' })).toMatchObject({ kind: 'refused' });
    expect(await press(ngozi, { planHash: 'of another' })).toMatchObject({ kind: 'refused' });
    expect(await press(ngozi)).toMatchObject({ kind: 'thawed' });
    expect(await house.value(id)).toMatchObject({
      ...{ state: 'waiting', frozen: null },
      thawed: { by: { userId: 'U0OKAFOR' }, reason: 'INC-1 is burning' },
    });
    // It is approved as ever.
    expect(house.puts()).toEqual([]);
    await house.decide(id);
    await house.pass(2);
    expect(await house.value(id)).toMatchObject({ state: 'done' });
    expect(await house.trail()).toContain('change.thawed');
  });

  it('waits again where the right to break it was taken away meanwhile', async () => {
    const house = await aFrozenHouse({ hours: 3 });
    const id = await house.ask(house.add());
    const { planHash } = await house.value(id);
    await house.changes.thaw({
      ...{ changeId: id, person: ngozi, planHash: planHash ?? '', reason: 'burning' },
      membership: house.membership('aks-approvers'),
    });
    await house.decide(id);
    house.rights.text = house.rights.text.replace('allow: [break-glass]', 'allow: [read]');
    await house.pass(5);
    expect(house.puts()).toEqual([]);
    expect(await house.value(id)).toMatchObject({
      state: 'approved',
      frozen: { reason: 'the sale' },
    });
  });
});

describe('a change of several steps that is under way', () => {
  it('finishes its step, begins no other, can be ended, and goes on when the freeze is over', async () => {
    const house = await aHouse();
    const worker = house.process({ actions: [...remediations, poolLabels] });
    const outcome = await worker.propose({
      ...{ action: 'pool-labels', clusterId: house.idOf('aks-prod-weu') },
      ...{ params: { label: 'blue' }, requester: ana, reason: 'the test' },
    });
    if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
    const id = outcome.changeId;
    await house.run({ worker });
    await house.decide(id, { on: worker });
    const puts = () => house.azure.journal.find({ method: 'PUT', path: '/agentPools/' }).length;
    for (let nudges = 0; puts() === 0 && nudges < 20; nudges++) await worker.advance(id);
    await worker.freeze({
      ...{ filter: 'all', reason: 'the sale', person: wei },
      until: new Date(house.clock().getTime() + 6 * hourMs),
    });
    await house.run({ worker, untilMs: 2 * hourMs });
    expect(puts()).toBe(1);
    expect(await worker.describe(id)).toMatchObject({
      ...{ state: 'approved', step: 1, frozen: { reason: 'the sale' } },
      can: { abort: true },
    });
    await house.run({ worker, untilMs: 5 * hourMs });
    expect(puts()).toBeGreaterThan(1);
    expect(await worker.describe(id)).toMatchObject({ state: 'done', frozen: null });
  });
});

describe('a window of a file', () => {
  const week: FreezeWindow = {
    ...{ from: 'Fri 16:00', to: 'Mon 06:00', timezone: 'Europe/Berlin' },
    ...{ clusters: 'aks-prod-*', reason: 'the weekend' },
  };
  const year: FreezeWindow = {
    ...{ from: '2026-12-18 16:00', to: '2027-01-04', timezone: 'UTC' },
    ...{ clusters: 'all', reason: 'the end of the year' },
  };

  it.each([
    ['2026-11-27T14:59:59Z', null],
    ['2026-11-27T15:00:00Z', '2026-11-30T05:00:00.000Z'],
    ['2026-11-30T04:59:59Z', '2026-11-30T05:00:00.000Z'],
    ['2026-11-30T05:00:00Z', null],
    ['2026-12-18T16:00:00Z', '2027-01-04T00:00:00.000Z'],
    // The week's own has begun before, and ends later.
    ['2027-01-04T00:00:00Z', '2027-01-04T05:00:00.000Z'],
    ['2027-01-04T05:00:00Z', null],
  ])('holds at %s until %s', async (at, until) => {
    const house = await aHouse();
    const freeze = await isFrozen(
      { db: house.db, windows: [week, year] },
      house.idOf('aks-prod-weu'),
      new Date(at),
    );
    expect(freeze?.until.toISOString() ?? null).toBe(until);
  });
});
