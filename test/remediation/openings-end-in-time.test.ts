import { describe, expect, it } from 'vitest';
import { aHouse, ana, type House, ngozi, range, wei } from './house.ts';

async function opened(duration = '1h', options: Parameters<typeof aHouse>[0] = {}) {
  const house = await aHouse(options);
  const id = await house.approved(house.add(duration));
  await house.pass(1);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  const [opening] = value.openings;
  if (!opening) throw new Error('no opening');
  return { house, id, opening };
}

async function openingOf(house: House, id: string) {
  const found = await house.changes.describeOpening(id);
  if (!found) throw new Error(`no opening ${id}`);
  return found.opening;
}

const notes = async (house: House) =>
  (await house.outgoing())
    .filter(({ view, target }) => view === 'opening-note' && target.kind !== 'everywhere')
    .map(({ target }) => target.channel);

describe('a timed opening', () => {
  it('counts from when it was applied, not from when it was asked for', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add('1h'));
    await house.pass(120);
    await house.decide(id);
    await house.pass(1);
    const { openings, appliedAt } = await house.value(id);
    expect(Date.parse(openings[0]?.until ?? '')).toBe(Date.parse(appliedAt ?? '') + 3_600_000);
  });

  it('gives notice 15 minutes before, once', async () => {
    const { house } = await opened();
    await house.pass(43);
    expect(await notes(house)).toEqual([]);
    await house.pass(3);
    expect(await notes(house)).toEqual(['C0PLATFRM']);
    await house.pass(5);
    expect(await notes(house)).toHaveLength(1);
  });

  it('ends by removing its own range from whatever the list then is, without asking anybody', async () => {
    const { house, opening } = await opened();
    const theirs = ['203.0.113.200/32', ...house.list().slice(1)];
    house.setList(theirs);
    await house.pass(61);
    expect(house.list()).toEqual(theirs.filter((each) => each !== range));
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(await notes(house)).toEqual(['C0PLATFRM', 'C0PLATFRM']);
    const authorised = (await house.trailEntries())
      .filter(({ kind }) => kind === 'change.applying')
      .at(-1);
    expect(authorised?.data).toMatchObject({ authorisation: { by: { openingId: opening.id } } });
  });

  it('is closed when its range is gone already', async () => {
    const { house, opening } = await opened();
    house.setList(house.list().filter((each) => each !== range));
    await house.pass(61);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.puts()).toHaveLength(1);
  });

  it('is closed when somebody removes its range by hand', async () => {
    const { house, opening } = await opened();
    await house.approved({ operation: 'remove', ranges: [range] });
    await house.pass(1);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    await house.pass(61);
    expect(house.puts()).toHaveLength(2);
  });

  it('survives restarts: whatever the queue forgets, the tables know', async () => {
    const { house, opening } = await opened();
    house.forgetJobs();
    await house.pass(61, { sweep: false });
    const second = house.process();
    await second.sweep();
    house.forgetJobs();
    await second.sweep();
    await house.run({ untilMs: 60_000, worker: second });
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.list()).not.toContain(range);
  });

  it('waits for a running operation, says so, and closes when that has ended', async () => {
    const { house, opening } = await opened();
    house.azure.meddle('aks-prod-weu', { change: 'start-operation', kind: 'Upgrading' });
    await house.pass(70);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'closing',
      problem: { code: 'busy' },
    });
    expect((await notes(house)).sort()).toEqual(['C0APPROVE', 'C0PLATFRM', 'C0PLATFRM']);
    house.azure.meddle('aks-prod-weu', { change: 'end-operation' });
    await house.pass(2);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed', problem: null });
  });

  it('waits for a stopped cluster', async () => {
    const { house, opening } = await opened();
    house.azure.meddle('aks-prod-weu', {
      change: 'set',
      path: 'properties.powerState',
      value: { code: 'Stopped' },
    });
    await house.pass(70);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'closing',
      problem: { code: 'stopped' },
    });
    house.azure.meddle('aks-prod-weu', {
      change: 'set',
      path: 'properties.powerState',
      value: { code: 'Running' },
    });
    await house.pass(2);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
  });

  it('does not wait for people: an open request of the same cluster holds nothing up', async () => {
    const { house, opening } = await opened();
    await house.ask({ operation: 'add', ranges: ['203.0.113.99/32'] });
    await house.pass(62);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
  });

  it('follows a change that is being written to the same cluster at that moment', async () => {
    const { house, opening } = await opened();
    await house.pass(58);
    await house.approved({ operation: 'add', ranges: ['203.0.113.99/32'] });
    await house.run();
    await house.pass(1.5, { sweep: false });
    // The other one is held in the middle of its write while the time of the opening runs out.
    await house.db.query(
      `update drawbridge.change set state = 'applying', not_before = '2027-01-01' where kind = 'change' and state = 'done' and params->>'ranges' like '%99/32%'`,
    );
    await house.pass(2);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closing' });
    expect(house.list()).toContain(range);
    await house.db.query(
      `update drawbridge.change set state = 'done' where state = 'applying' and params->>'ranges' like '%99/32%'`,
    );
    await house.pass(2);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.list()).toContain('203.0.113.99/32');
  });

  it('closes a cluster in a failed state too', async () => {
    const { house, opening } = await opened();
    house.azure.meddle('aks-prod-weu', {
      change: 'set',
      path: 'properties.provisioningState',
      value: 'Failed',
    });
    await house.pass(62);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.list()).not.toContain(range);
  });
});

describe('a range that is still needed', () => {
  it('because it was there before, stays', async () => {
    const house = await aHouse();
    const [there = ''] = house.list();
    const id = await house.approved({ operation: 'add', ranges: [there, range], for: '1h' });
    await house.pass(63);
    expect((await house.value(id)).openings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          range: there,
          state: 'kept',
          problem: expect.objectContaining({ message: 'it was in the list before' }),
        }),
        expect.objectContaining({ range, state: 'closed' }),
      ]),
    );
    expect(house.list()).toContain(there);
  });

  it('by another opening, stays until that one ends', async () => {
    const { house, opening } = await opened('1h');
    const second = await house.approved(house.add('3h'));
    await house.pass(1);
    expect((await house.value(second)).state).toBe('done');
    expect(house.puts()).toHaveLength(1);
    await house.pass(62);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'kept',
      problem: { message: expect.stringMatching(/another opening needs it/) },
    });
    expect(house.list()).toContain(range);
    await house.pass(125);
    expect((await house.value(second)).openings).toMatchObject([
      { state: 'closed', wasThere: false },
    ]);
    expect(house.list()).not.toContain(range);
  });

  it('is not one beside which another range is open for longer', async () => {
    const { house, opening } = await opened('1h');
    await house.approved({ operation: 'add', ranges: ['203.0.113.99/32'], for: '3h' });
    await house.pass(63);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.list()).toContain('203.0.113.99/32');
    expect(house.list()).not.toContain(range);
  });

  it('for good by now, stays', async () => {
    const { house, opening } = await opened();
    const id = await house.approved(house.add());
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'kept' });
    await house.pass(62);
    expect(house.list()).toContain(range);
  });

  it('is not what a request says that nobody has approved', async () => {
    const { house, opening } = await opened();
    const until = new Date(house.clock().getTime() + 4 * 3_600_000);
    const asked = await house.changes.extend({ openingId: opening.id, person: ana, until });
    expect(asked.kind).toBe('proposed');
    await house.pass(62);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
  });

  it('by an approved change that is about to be applied, waits for it', async () => {
    const { house, opening } = await opened();
    await house.pass(50);
    const until = new Date(house.clock().getTime() + 4 * 3_600_000);
    const asked = await house.changes.extend({ openingId: opening.id, person: ana, until });
    await house.run();
    house.loseNudges(true);
    await house.decide(asked.kind === 'proposed' ? asked.changeId : '');
    await house.pass(12, { sweep: false });
    await house.changes.sweep();
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'open' });
    house.loseNudges(false);
    await house.pass(1);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'open',
      until: until.toISOString(),
    });
  });
});

describe('Extend', () => {
  it('asks the approvers, touches no cluster, and moves the end', async () => {
    const { house, opening } = await opened();
    const until = new Date(Date.parse(opening.until) + 3_600_000);
    const asked = await house.changes.extend({ openingId: opening.id, person: ana, until });
    const id = asked.kind === 'proposed' ? asked.changeId : '';
    await house.run();
    expect(await house.value(id)).toMatchObject({
      state: 'waiting',
      reason: 'the incident',
      approval: { need: 1 },
    });
    expect(await house.decide(id, { person: ana })).toMatchObject({ kind: 'refused' });
    await house.decide(id);
    await house.run();
    expect(await house.value(id)).toMatchObject({
      state: 'done',
      can: { rollback: false, closeNow: true },
    });
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'open',
      until: until.toISOString(),
    });
    await house.pass(62);
    expect(house.list()).toContain(range);
    await house.pass(60);
    expect(house.list()).not.toContain(range);
    expect(house.puts()).toHaveLength(2);
  });

  it('gives notice anew before the later end', async () => {
    const { house, opening } = await opened();
    await house.pass(46);
    const until = new Date(Date.parse(opening.until) + 3_600_000);
    const asked = await house.changes.extend({ openingId: opening.id, person: ana, until });
    await house.run();
    await house.decide(asked.kind === 'proposed' ? asked.changeId : '');
    await house.pass(61);
    expect(await notes(house)).toHaveLength(2);
  });

  it('is refused once the opening has ended', async () => {
    const { house, opening } = await opened();
    await house.pass(62);
    const asked = await house.changes.extend({
      openingId: opening.id,
      person: ana,
      until: new Date('2026-11-25'),
    });
    expect(asked).toMatchObject({ kind: 'refused', problem: { code: 'opening-ended' } });
  });
});

describe('Close now', () => {
  it('needs no approval, since it narrows', async () => {
    const { house, opening } = await opened();
    expect((await house.changes.closeNow({ openingId: opening.id, person: ana })).kind).toBe(
      'closing',
    );
    expect((await house.changes.closeNow({ openingId: opening.id, person: wei })).kind).toBe(
      'refused',
    );
    await house.pass(1);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.list()).not.toContain(range);
    const entry = (await house.trailEntries()).find(({ kind }) => kind === 'opening.closing');
    expect(entry?.actor).toMatchObject({ userId: ana.userId });
  });

  it('keeps what was there before', async () => {
    const house = await aHouse();
    const [there = ''] = house.list();
    const id = await house.approved({ operation: 'add', ranges: [there, range], for: '1h' });
    await house.pass(1);
    const opening = (await house.value(id)).openings.find((each) => each.wasThere);
    expect((await house.changes.closeNow({ openingId: opening?.id ?? '', person: ana })).kind).toBe(
      'kept',
    );
  });
});

describe('an opening that cannot be closed', () => {
  const denied = {
    match: { method: 'PUT', path: 'aks-prod-weu' },
    kind: 'status' as const,
    status: 403,
    code: 'AuthorizationFailed',
    message: 'The writer lost its role.',
    times: 50,
  };

  it('is loud, tried again, and said again once an hour', async () => {
    const { house, opening } = await opened();
    house.azure.faults.add(denied);
    await house.pass(61);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'stuck',
      problem: { message: expect.stringMatching(/lost its role/) },
    });
    expect((await notes(house)).filter((channel) => channel === 'C0APPROVE')).toHaveLength(1);
    const tries = house.puts().length;
    await house.pass(35);
    expect(house.puts().length).toBeGreaterThan(tries + 1);
    expect((await notes(house)).filter((channel) => channel === 'C0APPROVE')).toHaveLength(1);
    await house.pass(40);
    expect((await notes(house)).filter((channel) => channel === 'C0APPROVE')).toHaveLength(2);
    house.azure.faults.clear();
    await house.pass(12);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed', problem: null });
    expect(house.list()).not.toContain(range);
  });

  it('is loud when its range is the last one of the list, which must not be emptied', async () => {
    const { house, opening } = await opened();
    house.setList([range]);
    await house.pass(62);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'stuck',
      problem: { code: 'last-range' },
    });
    expect(house.list()).toEqual([range]);
  });

  it('is loud when its own approval cannot be found any more', async () => {
    const { house, id, opening } = await opened();
    await house.db.query('update drawbridge.change set applied_at = null where id = $1', [id]);
    await house.pass(62);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'stuck',
      problem: { code: 'approval-not-proved' },
    });
    expect(house.puts()).toHaveLength(1);
  });

  it('is not applied when its row asks for something else than to take its range back', async () => {
    const { house, opening } = await opened();
    await house.changes.closeNow({ openingId: opening.id, person: ana });
    await house.db.query(
      `update drawbridge.change set params = '{"operation":"add","ranges":["198.51.100.99/32"]}'
        where kind = 'closing'`,
    );
    await house.pass(1);
    expect(house.puts()).toHaveLength(1);
    expect(await openingOf(house, opening.id)).toMatchObject({
      state: 'stuck',
      problem: { code: 'approval-not-proved' },
    });
  });

  it('can be closed by hand as soon as it works again', async () => {
    const { house, opening } = await opened();
    house.azure.faults.add(denied);
    await house.pass(61);
    house.azure.faults.clear();
    expect((await house.changes.closeNow({ openingId: opening.id, person: ana })).kind).toBe(
      'closing',
    );
    await house.pass(1);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
  });
});

describe('the end of an opening that would cut a way out', () => {
  const settings = { ownEgress: ['203.0.113.77'] };

  async function asked() {
    const { house, id, opening } = await opened('1h', { settings });
    await house.pass(61);
    const closing = (await house.trailEntries()).find(
      ({ kind, subject }) => kind === 'change.planned-again' && subject.kind === 'closing',
    );
    return { house, id, opening, closingId: String(closing?.subject.changeId) };
  }

  it('is asked for, and done when approved', async () => {
    const { house, opening, closingId } = await asked();
    expect(await house.value(closingId)).toMatchObject({
      kind: 'closing',
      state: 'waiting',
      problem: { code: 'way-out' },
    });
    expect(house.list()).toContain(range);
    expect(await house.decide(closingId)).toMatchObject({ kind: 'unconfirmed' });
    expect((await house.decide(closingId, { confirmations: [0] })).kind).toBe('approved');
    await house.pass(1);
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closed' });
    expect(house.list()).not.toContain(range);
  });

  it('is kept for good when that is rejected', async () => {
    const { house, opening, closingId } = await asked();
    expect((await house.decide(closingId, { decision: 'reject', person: ngozi })).kind).toBe(
      'rejected',
    );
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'kept' });
    await house.pass(300);
    expect(house.list()).toContain(range);
  });

  it('is not kept by whoever asked for the opening: others agreed to a time alone', async () => {
    const { house, opening, closingId } = await asked();
    for (const decision of ['reject', 'approve'] as const)
      expect(
        await house.decide(closingId, { decision, person: ana, confirmations: [0] }),
      ).toMatchObject({ kind: 'refused' });
    expect(await openingOf(house, opening.id)).toMatchObject({ state: 'closing' });
  });

  it('is loud when nobody decides', async () => {
    const { house, opening } = await asked();
    await house.pass(241);
    expect((await openingOf(house, opening.id)).problem?.code).toMatch(/expired|way-out/);
    expect(house.list()).toContain(range);
  });
});
