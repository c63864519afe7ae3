import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DecideOptions, decide } from '../../src/approval/decide.ts';
import { recount } from '../../src/approval/recount.ts';
import { expireDue, openRequest, supersede, withdraw } from '../../src/approval/requests.ts';
import type { Person } from '../../src/rights/person.ts';
import { decisionsOf, getRequest } from '../../src/store/approval-requests.ts';
import { withTransaction } from '../../src/store/pool.ts';
import { readTrail } from '../../src/trail/read.ts';
import { verifyTrail } from '../../src/trail/verify.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  chen,
  hash,
  inApprovers,
  linden,
  now,
  okafor,
  opened,
  policyOf,
  rivera,
  rulebook,
} from './rulebook.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function open({ need = 1, subjectId = randomUUID() }: { need?: number; subjectId?: string } = {}) {
  return withTransaction(database.pool, (tx) =>
    openRequest(tx, {
      id: randomUUID(),
      subject: { kind: 'change', id: subjectId },
      clusterId: '/subscriptions/s/aks-prod-weu',
      hash,
      policy: policyOf(need),
      requester: rivera,
      editors: [rivera],
      now: opened,
    }),
  );
}

function press(requestId: string, person: Person, more: Partial<DecideOptions> = {}) {
  return withTransaction(database.pool, (tx) =>
    decide(tx, {
      ...rulebook(),
      ...{ requestId, person, membership: inApprovers(), decision: 'approve', now },
      ...more,
    }),
  );
}

test('an approval is recorded with its evidence, moves the request and can be counted again', async () => {
  const { id } = await open();
  const outcome = await press(id, chen, { reason: 'looks right' });
  expect(outcome).toMatchObject({
    kind: 'approved',
    request: { state: 'approved', version: 1, decidedAt: now },
    decision: { person: chen, reason: 'looks right', evidence: inApprovers() },
  });
  const request = await getRequest(database.pool, id);
  if (!request) throw new Error('the request is there');
  const decisions = await decisionsOf(database.pool, id);
  const counted = recount({ ...rulebook(), request, decisions, hash, now });
  expect(counted).toMatchObject({ approved: true, counted: [{ person: chen }] });
});

test('of two approvers who press at the same instant, exactly one approves', async () => {
  for (let round = 0; round < 8; round++) {
    const { id } = await open();
    const outcomes = await Promise.all([press(id, chen), press(id, okafor)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['approved', 'refused']);
    expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({
      code: 'over',
      message: 'This was approved already; nothing more is needed.',
    });
    expect(await getRequest(database.pool, id)).toMatchObject({ state: 'approved', version: 1 });
    expect(await decisionsOf(database.pool, id)).toHaveLength(1);
  }
});

test('one approver who presses five times at once counts once', async () => {
  const { id } = await open({ need: 2 });
  const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => press(id, chen)));
  expect(outcomes.filter(({ kind }) => kind === 'counted')).toHaveLength(1);
  expect(
    outcomes.filter((outcome) => 'code' in outcome && outcome.code === 'already-decided'),
  ).toHaveLength(4);
});

test('where two are needed, the second one approves', async () => {
  const { id } = await open({ need: 2 });
  expect(await press(id, chen)).toMatchObject({ kind: 'counted', request: { version: 1 } });
  expect(await press(id, okafor)).toMatchObject({ kind: 'approved', request: { version: 2 } });
});

test('one rejection ends the request', async () => {
  const { id } = await open({ need: 2 });
  await press(id, chen);
  expect(await press(id, okafor, { decision: 'reject' })).toMatchObject({ kind: 'rejected' });
  expect(await press(id, { ...linden })).toMatchObject({ kind: 'refused', code: 'over' });
});

test('a press on an old version is refused, and so is one on a request that is gone', async () => {
  const { id } = await open({ need: 2 });
  await press(id, chen);
  expect(await press(id, okafor, { expectedVersion: 0 })).toMatchObject({ code: 'moved' });
  expect(await press(id, okafor, { expectedVersion: 1 })).toMatchObject({ kind: 'approved' });
  expect(await press(randomUUID(), okafor)).toMatchObject({ code: 'unknown' });
});

test('a requester who tries to approve is refused, and the trail says so', async () => {
  const { id } = await open();
  expect(await press(id, rivera)).toMatchObject({ kind: 'refused', code: 'requester' });
  const [entry] = await readTrail(database.pool, { last: 1 });
  expect(entry).toMatchObject({
    kind: 'approval.refused',
    actor: rivera,
    subject: { requestId: id, clusterId: '/subscriptions/s/aks-prod-weu' },
    data: { code: 'requester', decision: 'approve' },
  });
  expect(await decisionsOf(database.pool, id)).toEqual([]);
});

test('asking for the same twice gives the same request; for something else, an error until it is superseded', async () => {
  const subjectId = randomUUID();
  const first = await open({ subjectId });
  expect((await open({ subjectId })).id).toBe(first.id);
  const subject = { kind: 'change', id: subjectId };
  const planAgain = (tx: Parameters<typeof openRequest>[0]) =>
    openRequest(tx, {
      ...{ id: randomUUID(), subject, clusterId: null, hash: 'b'.repeat(64) },
      ...{ policy: policyOf(1), requester: rivera, editors: [rivera], now },
    });
  await expect(withTransaction(database.pool, planAgain)).rejects.toThrow('is open');

  const second = await withTransaction(database.pool, async (tx) => {
    const ended = await supersede(tx, { subject, actor: rivera, why: 'edited', now });
    expect(ended).toMatchObject({ id: first.id, state: 'superseded' });
    return planAgain(tx);
  });
  expect(await press(first.id, chen)).toMatchObject({ code: 'over' });
  expect(await press(second.id, chen, { hash })).toMatchObject({ code: 'changed' });
  expect(await press(second.id, chen, { hash: 'b'.repeat(64) })).toMatchObject({
    kind: 'approved',
  });
});

test('an approved request can be superseded, a rejected one is over', async () => {
  const approved = await open();
  await press(approved.id, chen);
  const rejected = await open();
  await press(rejected.id, chen, { decision: 'reject' });
  const end = (id: string) =>
    withTransaction(database.pool, (tx) =>
      supersede(tx, { subject: { kind: 'change', id }, actor: rivera, why: 'it moved', now }),
    );
  expect(await end(approved.subjectId)).toMatchObject({ state: 'superseded' });
  expect(await end(rejected.subjectId)).toBeNull();
  expect(await end(randomUUID())).toBeNull();
});

test('only who asked can withdraw, and only before it is decided', async () => {
  const { id, subjectId } = await open();
  const subject = { kind: 'change', id: subjectId };
  const take = (person: Person) =>
    withTransaction(database.pool, (tx) => withdraw(tx, { subject, person, now }));
  expect(await take(chen)).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('reject'),
  });
  expect(await take(rivera)).toMatchObject({
    kind: 'withdrawn',
    request: { id, state: 'withdrawn' },
  });
  expect(await take(rivera)).toMatchObject({ kind: 'refused' });
  expect(await press(id, chen)).toMatchObject({ code: 'over' });
});

test('what is due expires, once', async () => {
  const { id } = await open();
  const after = new Date('2026-05-04T13:00:00Z');
  expect(await press(id, chen, { now: after, membership: inApprovers(after) })).toMatchObject({
    code: 'expired',
  });
  const expire = () => withTransaction(database.pool, (tx) => expireDue(tx, after));
  expect((await expire()).map((request) => request.id)).toContain(id);
  expect(await expire()).toEqual([]);
  expect(await getRequest(database.pool, id)).toMatchObject({ state: 'expired' });
});

test('all of this is in the trail, in order', async () => {
  const verdict = await verifyTrail(database.pool);
  expect(verdict).toMatchObject({ ok: true });
  const kinds = new Set((await readTrail(database.pool, { last: 1000 })).map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual([
    'approval.decided',
    'approval.expired',
    'approval.opened',
    'approval.refused',
    'approval.superseded',
    'approval.withdrawn',
  ]);
});
