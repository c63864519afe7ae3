import { describe, expect, it } from 'vitest';
import { aHouse, ngozi, range, wei } from './house.ts';

async function done(params?: unknown, cluster = 'aks-prod-weu') {
  const house = await aHouse();
  const before = house.list(cluster);
  const id = await house.approved(params ?? house.add(), { cluster });
  await house.pass(1);
  expect(await house.state(id)).toBe('done');
  const rollBack = async (person = ngozi) => {
    const outcome = await house.changes.rollback({
      changeId: id,
      person,
      reason: 'no longer needed',
    });
    await house.run();
    return outcome.kind === 'proposed' ? outcome.changeId : JSON.stringify(outcome);
  };
  return { house, id, before, rollBack };
}

describe('a roll-back', () => {
  it('is a change with the same policy, on the list as it is by then', async () => {
    const { house, id, before, rollBack } = await done();
    house.setList([...house.list(), '203.0.113.200/32']);
    const back = await rollBack();
    expect(await house.value(back)).toMatchObject({
      kind: 'rollback',
      state: 'waiting',
      parentId: id,
      requester: ngozi,
    });
    expect(await house.decide(back, { person: ngozi })).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/asked for this yourself/),
    });
    expect((await house.decide(back, { person: wei })).kind).toBe('approved');
    await house.pass(1);
    expect(await house.state(back)).toBe('done');
    expect(house.list()).toEqual([...before, '203.0.113.200/32']);
    expect((await house.value(id)).can.rollback).toBe(false);
  });

  it('is made once', async () => {
    const { house, id, rollBack } = await done();
    const back = await rollBack();
    expect(await house.changes.rollback({ changeId: id, person: wei })).toEqual({
      kind: 'busy',
      changeId: back,
    });
    await house.decide(back);
    await house.pass(1);
    expect(await house.changes.rollback({ changeId: id, person: wei })).toMatchObject({
      kind: 'refused',
      problem: { code: 'rolled-back' },
    });
  });

  it('may be asked for again when it was rejected', async () => {
    const { house, id, rollBack } = await done();
    const back = await rollBack();
    await house.decide(back, { decision: 'reject' });
    expect((await house.value(id)).can.rollback).toBe(true);
    expect((await house.changes.rollback({ changeId: id, person: ngozi })).kind).toBe('proposed');
  });

  it('ends the timed opening that the change had made', async () => {
    const { house, id, rollBack } = await done({ operation: 'add', ranges: [range], for: '4h' });
    await house.decide(await rollBack());
    await house.pass(1);
    expect((await house.value(id)).openings).toMatchObject([{ state: 'closed' }]);
    expect(house.list()).not.toContain(range);
  });

  it('puts back what a replacement removed, and keeps what came meanwhile', async () => {
    const { house, before, rollBack } = await done({
      operation: 'replace',
      ranges: ['203.0.113.128/26'],
    });
    house.setList([...house.list(), '203.0.113.200/32']);
    await house.decide(await rollBack());
    await house.pass(1);
    expect([...house.list()].sort()).toEqual(
      [...before, '192.0.2.10/32', '203.0.113.200/32'].sort(),
    );
  });

  it('says so when there is nothing left to take back', async () => {
    const { house, rollBack } = await done();
    house.setList(house.list().filter((each) => each !== range));
    expect(await house.value(await rollBack())).toMatchObject({
      state: 'refused',
      problem: { code: 'nothing-to-do' },
    });
  });

  it('of what was never applied is refused', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    expect(await house.changes.rollback({ changeId: id, person: wei })).toMatchObject({
      kind: 'refused',
      problem: { code: 'not-applied' },
    });
  });
});
