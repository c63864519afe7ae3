import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { expireDue } from '../../../src/approval/requests.ts';
import { defineCheck, pass } from '../../../src/posture/define-check.ts';
import { createWaivers, type Waivers } from '../../../src/posture/waivers/life-cycle.ts';
import { loadWaivers } from '../../../src/posture/waivers/load.ts';
import { readWaivers } from '../../../src/posture/waivers/stored.ts';
import { loadRights } from '../../../src/rights/load.ts';
import type { Membership, Person } from '../../../src/rights/person.ts';
import { saveClusters } from '../../../src/store/clusters.ts';
import { withTransaction } from '../../../src/store/pool.ts';
import { finishPostureRun, startPostureRun } from '../../../src/store/posture-runs.ts';
import { readTrail } from '../../../src/trail/read.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const start = new Date('2026-11-20T10:00:00Z');
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const rivera: Person = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA', name: 'Ana Rivera' };
const chen: Person = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00', name: 'Wei Chen' };
const okafor: Person = { teamId: 'T0DRAWBRG', userId: 'U0OKAFOR', name: 'Ngozi Okafor' };

const rights = loadRights(`
teams: [T0DRAWBRG]
rules:
  - allow: [propose]
    to: { users: [U0RIVERA, U0CHEN00] }
  - allow: [approve]
    to: { users: [U0CHEN00, U0OKAFOR] }
  - deny: [approve]
    to: { users: [U0OKAFOR] }
    clusters: [aks-prod-weu]
approvals:
  - clusters: { tags: { env: prod } }
    need: 2
channels:
  - clusters: all
    approvals: C0APPROVE
`);

const common = {
  title: 'A check',
  group: 'API',
  why: 'An attacker gets in.',
  needs: ['managedCluster'],
  references: [],
  evaluate: (look) => pass('fine', look.evidenceOf('managedCluster')),
  fix: { kind: 'rebuild', why: 'only then' },
} as const satisfies Partial<Parameters<typeof defineCheck>[0]>;
const checks = [
  defineCheck({ ...common, id: 'AKS-API-001', severity: 'high' }),
  defineCheck({ ...common, id: 'AKS-API-002', severity: 'critical' }),
];

let database: TestDatabase;
let now: Date;
let waivers: Waivers;
let looked: string[];

const fleet = [
  { id: '/c/dev', name: 'aks-dev-weu', tags: { env: 'dev', app: 'shop' } },
  { id: '/c/prod', name: 'aks-prod-weu', tags: { env: 'prod', app: 'shop' } },
];

beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
  now = start;
  looked = [];
  const db = database.pool;
  await saveClusters(
    db,
    fleet.map((cluster) => ({
      ...cluster,
      ...{ resourceGroup: 'g', subscriptionId: 's', location: 'x' },
      ...{ kubeletIdentity: null, summary: {} },
    })),
    now,
  );
  for (const { id } of fleet) await report(id, { 'AKS-API-001': 'fail', 'AKS-API-002': 'unknown' });
  waivers = newProcess();
});
afterAll(() => database?.drop());

function newProcess(): Waivers {
  return createWaivers({
    ...{ db: database.pool, rights: () => rights, checks, config: { maxDays: 90 } },
    ...{ clock: () => now, newId: randomUUID, nudge: async () => {} },
    lookAgain: async (clusterId) => void looked.push(clusterId),
  });
}

/** A finished run, as the worker stores it. */
async function report(clusterId: string, outcomes: Record<string, string>): Promise<void> {
  const id = randomUUID();
  await startPostureRun(database.pool, { id, clusterId, requestedBy: null, now });
  const results = Object.entries(outcomes).map(([check, outcome]) => ({
    ...{ check, outcome, message: `${check} is ${outcome}.` },
    evidence: ['user1', 'user2'].map((object) => ({ path: 'properties.x', value: 1, object })),
  }));
  const stored = { takenAt: now.toISOString(), results, grade: 'C', score: 70, failed: {} };
  await finishPostureRun(database.pool, { id, report: stored, now });
}

const wish = {
  ...{ check: 'AKS-API-001', scope: { ids: ['/c/dev'] }, forMs: 30 * dayMs },
  ...{ reason: 'it moves', requester: rivera },
};

async function asked(more: Partial<Parameters<Waivers['ask']>[0]> = {}) {
  const outcome = await waivers.ask({ ...wish, ...more });
  if (outcome.kind === 'refused') throw new Error(outcome.message);
  return described(outcome.waiverId);
}

async function described(id: string) {
  const value = await waivers.describe(id);
  if (!value) throw new Error('no waiver');
  return value;
}

const none = (): Membership => ({ groups: [], readAt: now.toISOString() });

function press(waiver: { id: string; hash: string | null }, person: Person, by = waivers) {
  return by.decide({
    ...{ waiverId: waiver.id, person, membership: none(), hash: waiver.hash ?? '' },
    decision: 'approve',
  });
}

async function sent(view: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select value_id || ' ' || coalesce(target->>'channel', target->>'userId') as line
       from drawbridge.outgoing where view = $1 and target->>'kind' <> 'everywhere' order by 1`,
    [view],
  );
  return rows.map(({ line }) => line);
}

describe('asking', () => {
  it.each([
    ['a check that is none', { check: 'AKS-API-999' }, /not the id of a check/],
    ['a cluster that is not there', { scope: { ids: ['/c/none'] } }, /I know no cluster like that/],
    ['no reason', { reason: ' ' }, /Say why/],
    ['longer than allowed', { forMs: 91 * dayMs }, /90 days at most/],
    ['a time that is none', { forMs: Number.NaN }, /90 days at most/],
    ['for ever', { forMs: Number.POSITIVE_INFINITY }, /90 days at most/],
    ['what is unknown', { check: 'AKS-API-002' }, /what is unknown cannot be waived/],
    ['an object that does not fail', { object: 'user9' }, /That is user1 and user2/],
  ])('is refused for %s', async (_what, more, message) => {
    expect(await waivers.ask({ ...wish, ...more })).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(message),
    });
  });

  it('is refused for what passes, or was never looked at', async () => {
    now = new Date(start.getTime() + 1000);
    await report('/c/dev', { 'AKS-API-001': 'pass' });
    expect(await waivers.ask(wish)).toMatchObject({
      message: expect.stringMatching(/passes there/),
    });
    await database.owner.query('delete from drawbridge.posture_run');
    expect(await waivers.ask(wish)).toMatchObject({
      message: expect.stringMatching(/I have no report/),
    });
  });

  it('binds approvers to all of it: another end, reason or finding is another hash', async () => {
    const first = await asked();
    const hashes = [first.hash];
    await waivers.withdraw({ waiverId: first.id, person: rivera });
    for (const more of [
      { forMs: 31 * dayMs },
      { reason: 'it still moves' },
      { object: 'USER1' },
      { scope: { tags: { env: ['dev'] } } },
    ]) {
      const { id, hash } = await asked(more);
      hashes.push(hash);
      await waivers.withdraw({ waiverId: id, person: rivera });
    }
    now = new Date(start.getTime() + 1);
    await report('/c/dev', { 'AKS-API-001': 'fail' });
    now = start;
    hashes.push((await asked()).hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('names the object as the report does, and asks for the same only once', async () => {
    expect(await asked({ object: 'USER1' })).toMatchObject({ object: 'user1' });
    expect(await waivers.ask({ ...wish, object: 'user1' })).toMatchObject({
      message: 'The same was asked for already by Ana Rivera, and waits for a decision.',
    });
    expect(await asked({ object: 'user2' })).toMatchObject({ object: 'user2' });
  });
});

describe('deciding', () => {
  it('takes somebody else, who saw this very request', async () => {
    const waiver = await asked({ requester: chen });
    expect(await press(waiver, chen)).toMatchObject({
      message: expect.stringMatching(/asked for this yourself/),
    });
    expect(await press(waiver, rivera)).toMatchObject({ kind: 'refused' });
    expect(await press({ ...waiver, hash: 'b'.repeat(64) }, okafor)).toMatchObject({
      message: expect.stringMatching(/has changed since the card/),
    });
    expect(await readWaivers(database.pool, now)).toEqual([]);
    expect(await press(waiver, okafor)).toMatchObject({ kind: 'approved' });
    expect(await readWaivers(database.pool, now)).toMatchObject([
      { check: 'AKS-API-001', approvedBy: ['Ngozi Okafor'], owner: 'Wei Chen', origin: 'Slack' },
    ]);
    expect(looked).toEqual(['/c/dev']);
  });

  it('for a tag takes as many as the strictest cluster, each allowed on all of them', async () => {
    const waiver = await asked({ scope: { tags: { app: ['shop'] } } });
    expect(waiver.approval?.need).toBe(2);
    expect(waiver.finding).toMatchObject({ clusters: 2, failing: 2 });
    // He may approve for the development cluster, and may not for the other one.
    expect(await press(waiver, okafor)).toMatchObject({ kind: 'refused' });
    expect(await press(waiver, chen)).toMatchObject({ kind: 'counted' });
    expect((await described(waiver.id)).state).toBe('waiting');
  });

  it('happens once, also where two press at the same instant', async () => {
    const waiver = await asked();
    const both = await Promise.all([press(waiver, chen), press(waiver, okafor, newProcess())]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(['approved', 'refused']);
    expect((await described(waiver.id)).approvedBy).toHaveLength(1);
  });

  it('can be against it, and comes too late after the request has expired', async () => {
    const first = await asked();
    const no = { waiverId: first.id, person: chen, membership: none(), hash: first.hash ?? '' };
    await waivers.decide({ ...no, decision: 'reject', reason: 'fix it' });
    expect((await described(first.id)).state).toBe('rejected');
    const second = await asked();
    now = new Date(start.getTime() + 5 * hourMs);
    await withTransaction(database.pool, (tx) => expireDue(tx, now));
    await waivers.sweep();
    expect((await described(second.id)).state).toBe('expired');
    expect(await press(second, chen)).toMatchObject({ kind: 'refused' });
  });

  it('to renew ends the one before, without a gap and without two reminders', async () => {
    const old = await asked();
    await press(old, chen);
    now = new Date(start.getTime() + 10 * dayMs);
    await report('/c/dev', { 'AKS-API-001': 'waived' });
    expect(await waivers.ask(wish)).toMatchObject({
      message: expect.stringMatching(/Renew that waiver/),
    });
    const renewed = await asked({ renews: old.id });
    expect((await described(old.id)).state).toBe('active');
    await press(renewed, okafor);
    expect((await described(old.id)).state).toBe('renewed');
    expect((await readWaivers(database.pool, now)).map(({ id }) => id)).toEqual([renewed.id]);
  });
});

describe('as time goes by', () => {
  it('people are told 7 days and one day before, and at the end: once each, whoever sweeps', async () => {
    const waiver = await asked({ origin: { channel: 'C0PLATFRM' } });
    await press(waiver, chen);
    const other = newProcess();
    for (const days of [1, 22, 23.5, 24, 29, 29.5, 30, 31]) {
      now = new Date(start.getTime() + days * dayMs);
      await Promise.all([waivers.sweep(), other.sweep()]);
      await waivers.sweep();
    }
    expect(await sent('waiver-reminder')).toEqual(
      ['1d', '7d', 'lapsed'].flatMap((what) =>
        ['C0APPROVE', 'C0PLATFRM'].map((where) => `${waiver.id}/${what} ${where}`),
      ),
    );
    expect((await described(waiver.id)).state).toBe('lapsed');
    const kinds = (await readTrail(database.pool, { last: 50 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'waiver.lapsed')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'waiver.reminded')).toHaveLength(2);
  });

  it('a short one is not announced at the moment of its approval', async () => {
    const waiver = await asked({ forMs: 2 * dayMs });
    await press(waiver, chen);
    await waivers.sweep();
    expect(await sent('waiver-reminder')).toEqual([]);
    now = new Date(start.getTime() + 1.5 * dayMs);
    await waivers.sweep();
    expect(await sent('waiver-reminder')).toHaveLength(2);
  });

  it('one that has lapsed is named in reports for a while, and has no effect', async () => {
    const waiver = await asked({ forMs: 2 * dayMs });
    await press(waiver, chen);
    now = new Date(start.getTime() + 3 * dayMs);
    // Nobody has swept yet: what is over is over.
    expect((await readWaivers(database.pool, now))[0]?.until).toBe(waiver.until);
    await waivers.sweep();
    expect(await readWaivers(database.pool, now)).toHaveLength(1);
    expect(await readWaivers(database.pool, new Date(start.getTime() + 40 * dayMs))).toEqual([]);
  });
});

describe('a reviewed file', () => {
  const text = (...entries: string[]) =>
    `waivers: [${entries.map((reason) => `{ check: AKS-API-001, clusters: aks-dev-*, object: ${reason}, reason: ${reason}, owner: shop, approvedBy: wei, until: 2026-12-31 }`).join(', ')}]`;
  const read = (...entries: string[]) =>
    loadWaivers(text(...entries), { checks: ['AKS-API-001'], maxDays: 90, now });
  const holding = async () =>
    (await readWaivers(database.pool, now)).map(({ reason }) => reason).sort();

  it('is taken over as it is: what is new holds, what is gone is over, what is back holds again', async () => {
    await waivers.adopt(read('one', 'two'));
    await Promise.all([waivers.adopt(read('one', 'two')), newProcess().adopt(read('one', 'two'))]);
    expect(await holding()).toEqual(['one', 'two']);
    expect(looked.length).toBe(1);
    await waivers.adopt(read('two'));
    expect(await holding()).toEqual(['two']);
    await waivers.adopt(read('one', 'two'));
    expect(await holding()).toEqual(['one', 'two']);
    await waivers.adopt([]);
    expect(await holding()).toEqual([]);
  });

  it('is shown with its place, and ended in the file alone', async () => {
    await waivers.adopt(read('one'));
    const [waiver] = await waivers.list({ states: ['active'] });
    expect(waiver).toMatchObject({
      ...{ source: 'file', place: 'waivers.yaml:1', approvedBy: ['wei'], owner: 'shop' },
      can: { revoke: false, renew: false, decide: false },
    });
    expect(await waivers.revoke({ waiverId: waiver?.id ?? '', person: rivera })).toMatchObject({
      ...{ kind: 'refused', message: expect.stringMatching(/take it out there/) },
    });
  });
});

it('one that was asked for is ended by one press, and counts again', async () => {
  const waiver = await asked();
  expect(await waivers.revoke({ waiverId: waiver.id, person: rivera })).toMatchObject({
    kind: 'refused',
  });
  await press(waiver, chen);
  expect(await waivers.withdraw({ waiverId: waiver.id, person: rivera })).toMatchObject({
    kind: 'refused',
  });
  expect(await waivers.revoke({ waiverId: waiver.id, person: rivera })).toMatchObject({
    kind: 'ended',
  });
  expect(await readWaivers(database.pool, now)).toEqual([]);
  expect(looked).toEqual(['/c/dev', '/c/dev']);
});
