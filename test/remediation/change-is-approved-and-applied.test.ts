import { describe, expect, it } from 'vitest';
import { verifyTrail } from '../../src/trail/verify.ts';
import { aHouse, ana, ngozi, range, sam, wei } from './house.ts';

describe('a change, end to end', () => {
  it('is planned, approved, applied by one PUT under the etag, verified and told', async () => {
    const house = await aHouse();
    const before = house.list();
    const id = await house.ask(house.add());
    const waiting = await house.value(id);
    expect(waiting).toMatchObject({
      state: 'waiting',
      requester: ana,
      reason: 'the incident',
      ticket: 'OPS-7',
    });
    expect(waiting.plan?.changes[0]).toMatchObject({ before, after: [...before, range] });
    expect(waiting.approval).toMatchObject({ need: 1, approverGroups: ['aks-approvers'] });
    expect(house.puts()).toEqual([]);

    expect(await house.decide(id)).toEqual({
      kind: 'approved',
      message: 'You have approved this.',
    });
    await house.run({ untilMs: 60_000 });

    expect(await house.value(id)).toMatchObject({
      state: 'done',
      problem: null,
      can: { rollback: true },
    });
    expect(house.list()).toEqual([...before, range]);
    expect(house.puts()).toMatchObject([
      { ifMatch: waiting.plan?.etag, principal: 'writer', status: 200 },
    ]);
    expect(house.applied).toEqual([house.idOf('aks-prod-weu').toLowerCase()]);
    expect(await house.trail()).toEqual([
      'change.proposed',
      'approval.opened',
      'change.planned',
      'approval.decided',
      'change.approved',
      'change.applying',
      'change.put-off',
      'change.applied',
      'change.done',
    ]);
    expect(await verifyTrail(house.db)).toMatchObject({ ok: true });
  });

  it('posts one card to the approvers and one note to who asked, and edits both from then on', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    await house.run({ untilMs: 60_000 });
    const sent = (await house.outgoing()).filter(({ valueId }) => valueId === id);
    const posted = sent.filter(({ target }) => target.kind !== 'everywhere');
    expect(posted.map(({ view, target }) => [view, target])).toEqual(
      expect.arrayContaining([
        ['change-card', { kind: 'channel', channel: 'C0APPROVE' }],
        ['change-note', { kind: 'channel', channel: 'C0PLATFRM', threadTs: '1.2' }],
      ]),
    );
    expect(posted).toHaveLength(2);
    expect(sent.length).toBeGreaterThan(8);
  });

  it('keeps what no SDK knows, and the image of no pool is sent', async () => {
    const house = await aHouse();
    const cluster = 'aks-data-staging-weu';
    const found = house.azure.state.clusters.find(({ name }) => name === cluster);
    const before = structuredClone(found?.managedCluster.properties);
    const id = await house.ask(house.add(), { cluster });
    expect((await house.decide(id)).kind).toBe('counted');
    expect((await house.decide(id, { person: ngozi })).kind).toBe('approved');
    await house.run({ untilMs: 60_000 });
    expect(await house.state(id)).toBe('done');
    const [put] = house.puts(cluster);
    for (const pool of put?.body.properties.agentPoolProfiles ?? [])
      expect(pool).not.toHaveProperty('nodeImageVersion');
    const after = found?.managedCluster.properties;
    const strip = (properties: typeof before) => ({
      ...properties,
      apiServerAccessProfile: null,
      agentPoolProfiles: properties.agentPoolProfiles.map((pool: object) => ({
        ...pool,
        eTag: null,
      })),
    });
    expect(strip(after)).toEqual(strip(before));
    expect(house.list(cluster)).toContain(range);
  });

  it('says so when there is nothing to do', async () => {
    const house = await aHouse();
    const [there] = house.list();
    const id = await house.ask({ operation: 'add', ranges: [there] });
    expect(await house.value(id)).toMatchObject({
      state: 'refused',
      problem: { code: 'nothing-to-do' },
    });
  });

  it.each([
    ['aks-data-prod-weu', 'private-cluster'],
    ['aks-staging-neu', 'busy'],
    ['aks-staging-eus', 'cluster-failed'],
    ['aks-dev-neu', 'stopped'],
  ])('on %s is refused (%s), and what is still possible is said', async (cluster, code) => {
    const house = await aHouse();
    const id = await house.ask(house.add(), { cluster });
    const { state, problem } = await house.value(id);
    expect({ state, code: problem?.code }).toEqual({ state: 'refused', code });
    expect(problem?.hint).toBeTruthy();
  });

  it('of the first range is a danger that the approver confirms, warning by warning', async () => {
    const house = await aHouse();
    const cluster = 'aks-staging-weu';
    const id = await house.ask(house.add(), { cluster });
    const { plan } = await house.value(id);
    expect(plan?.warnings[0]).toMatchObject({ level: 'danger', mustConfirm: true });
    expect(await house.decide(id)).toMatchObject({ kind: 'unconfirmed', warnings: [0] });
    expect(await house.decide(id, { person: ana })).toMatchObject({ kind: 'refused' });
    expect((await house.decide(id, { confirmations: [0] })).kind).toBe('approved');
    await house.run({ untilMs: 60_000 });
    expect(await house.state(id)).toBe('done');
    expect(house.list(cluster)).toEqual([range, '192.0.2.30/32']);
    const confirmed = (await house.trailEntries()).find(({ kind }) => kind === 'change.confirmed');
    expect(confirmed).toMatchObject({ actor: wei, data: { confirmed: [plan?.warnings[0]?.text] } });
  });
});

describe('who may decide', () => {
  it('is not who asked, not who edited, not who is no approver', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    expect(await house.decide(id, { person: ana })).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/You asked for this yourself/),
    });
    const { planHash } = await house.value(id);
    const outsider = await house.changes.decide({
      changeId: id,
      person: sam,
      membership: house.membership(),
      decision: 'approve',
      planHash: planHash ?? '',
    });
    expect(outsider).toMatchObject({ kind: 'refused' });
    await house.changes.edit({
      changeId: id,
      params: { operation: 'add', ranges: ['203.0.113.78/32'] },
      person: wei,
    });
    await house.run();
    expect(await house.decide(id)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/You have had a hand in this plan/),
    });
    expect((await house.decide(id, { person: ngozi })).kind).toBe('approved');
  });

  it('is nobody from another team, whatever groups they say they are in', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    const stranger = { teamId: 'T0OTHERCO', userId: wei.userId, name: 'Wei Chen' };
    expect(await house.decide(id, { person: stranger })).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/belongs to another team/),
    });
  });

  it('decides on what was shown: an edit makes the old card worthless and decisions start anew', async () => {
    const house = await aHouse();
    const cluster = 'aks-data-staging-weu';
    const id = await house.ask(house.add(), { cluster });
    const { planHash } = await house.value(id);
    expect((await house.decide(id)).kind).toBe('counted');
    expect(
      (
        await house.changes.edit({
          changeId: id,
          params: { operation: 'add', ranges: ['203.0.113.78/32'] },
          person: ana,
        })
      ).kind,
    ).toBe('edited');
    await house.run();
    const edited = await house.value(id);
    expect(edited.approval?.decisions).toEqual([]);
    expect(edited.planHash).not.toBe(planHash);
    const late = await house.changes.decide({
      changeId: id,
      person: ngozi,
      membership: house.membership('aks-approvers'),
      decision: 'approve',
      planHash: planHash ?? '',
    });
    expect(late).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/has changed since the card/),
    });
    expect((await house.decide(id)).kind).toBe('counted');
    expect((await house.decide(id, { person: ngozi })).kind).toBe('approved');
  });

  it('of two who press at the same instant one approves, and it is applied once', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    const outcomes = await Promise.all([
      house.decide(id),
      house.decide(id, { person: ngozi }),
      house.decide(id),
    ]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['approved', 'refused', 'refused']);
    await house.run({ untilMs: 60_000 });
    expect(await house.state(id)).toBe('done');
    expect(house.puts()).toHaveLength(1);
  });

  it('may reject, and then nothing is written', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    expect((await house.decide(id, { decision: 'reject' })).kind).toBe('rejected');
    await house.pass(2);
    expect(await house.state(id)).toBe('rejected');
    expect(await house.decide(id, { person: ngozi })).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/rejected already/),
    });
    expect(house.puts()).toEqual([]);
  });
});

describe('a request', () => {
  it('expires', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    await house.pass(241);
    expect(await house.state(id)).toBe('expired: expired');
    expect(await house.decide(id)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/expired/),
    });
  });

  it('expires even where no sweeper has come by', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    await house.pass(241, { sweep: false });
    expect(await house.decide(id)).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/expired/),
    });
    expect(house.puts()).toEqual([]);
  });

  it('can be withdrawn by who asked, before and after its approval', async () => {
    const house = await aHouse();
    const first = await house.ask(house.add());
    expect((await house.changes.withdraw({ changeId: first, person: sam })).kind).toBe('refused');
    expect((await house.changes.withdraw({ changeId: first, person: ana })).kind).toBe('withdrawn');
    const second = await house.approved(house.add());
    expect((await house.changes.withdraw({ changeId: second, person: ana })).kind).toBe(
      'withdrawn',
    );
    await house.pass(1);
    expect(house.puts()).toEqual([]);
    expect((await house.changes.withdraw({ changeId: second, person: ana })).kind).toBe('refused');
  });

  it('is refused while another change of the cluster is open', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    const again = await house.changes.propose({
      action: 'authorized-ip-ranges',
      clusterId: house.idOf('aks-prod-weu'),
      params: house.add(),
      requester: wei,
    });
    expect(again).toEqual({ kind: 'busy', changeId: id });
  });

  it('is refused at once, field by field, when it cannot be meant', async () => {
    const house = await aHouse();
    const propose = (params: unknown, more = {}) =>
      house.changes.propose({
        action: 'authorized-ip-ranges',
        clusterId: house.idOf('aks-pay-prod'),
        params,
        requester: ana,
        ...more,
      });
    expect(await propose({ operation: 'add', ranges: ['10.0.0.0/8'], for: 'soon' })).toMatchObject({
      kind: 'refused',
      fields: {
        range: expect.stringMatching(/RFC 1918|too wide/),
        for: expect.stringMatching(/"soon" is not a duration/),
        reason: expect.stringMatching(/Say why/),
        ticket: expect.stringMatching(/A ticket is needed/),
      },
    });
    expect(await propose({ operation: 'add', ranges: [] })).toMatchObject({
      fields: { range: expect.stringMatching(/at least one range/) },
    });
    expect(await propose(house.add(), { reason: 'x', ticket: 'xOPS-7x' })).toMatchObject({
      fields: { ticket: expect.stringMatching(/"xOPS-7x" is not a ticket/) },
    });
    expect(
      await propose(
        { operation: 'edit', add: ['0.0.0.0/0'], remove: [] },
        { reason: 'x', ticket: 'OPS-1' },
      ),
    ).toMatchObject({ kind: 'refused' });
    expect(await house.trail()).toEqual([]);
  });

  it('is refused in a read-only deployment, with the reason', async () => {
    const house = await aHouse({ readOnly: true });
    const outcome = await house.changes.propose({
      action: 'authorized-ip-ranges',
      clusterId: house.idOf('aks-prod-weu'),
      params: house.add(),
      requester: ana,
    });
    expect(outcome).toMatchObject({
      kind: 'refused',
      problem: { code: 'read-only', hint: expect.stringMatching(/WRITER_AZURE_CLIENT_ID/) },
    });
  });

  it('is taken by a process that cannot write itself, and applied by one that can', async () => {
    const house = await aHouse();
    const bot = house.process({ writer: undefined, mayWrite: true });
    const outcome = await bot.propose({
      action: 'authorized-ip-ranges',
      clusterId: house.idOf('aks-prod-weu'),
      params: house.add(),
      requester: ana,
    });
    const id = outcome.kind === 'proposed' ? outcome.changeId : '';
    await house.run({ worker: bot });
    await house.decide(id, { on: bot });
    await bot.advance(id);
    expect(await house.state(id)).toBe('approved');
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
  });
});

describe('an approval', () => {
  it('is computed again from the decisions before anything is written', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    await house.database.owner.query(
      `update drawbridge.decision set evidence = '{"groups": [], "readAt": "2026-11-23T10:00:00Z"}'`,
    );
    await house.pass(1);
    expect(await house.state(id)).toBe('failed: approval-not-proved');
    expect(house.puts()).toEqual([]);
  });

  it('of a change whose row alone says so is not believed', async () => {
    const house = await aHouse();
    const id = await house.ask(house.add());
    await house.db.query(`update drawbridge.change set state = 'approved' where id = $1`, [id]);
    await house.pass(1);
    expect(await house.state(id)).toBe('failed: approval-not-proved');
    expect(house.puts()).toEqual([]);
  });

  it('does not outlive a change of the rights', async () => {
    const house = await aHouse();
    const id = await house.approved(house.add());
    house.rights.text = house.rights.text.replaceAll('aks-approvers', 'aks-security');
    await house.pass(1);
    expect(await house.state(id)).toBe('failed: approval-not-proved');
  });
});
