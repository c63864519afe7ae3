import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createButtons, pruneButtons, readButton, takeButton } from '../../src/store/buttons.ts';
import {
  forgetMessage,
  messageAt,
  messagesShowing,
  saveMessage,
  saveMessageState,
} from '../../src/store/messages.ts';
import {
  addOutgoing,
  claimOutgoing,
  dueOutgoing,
  markOutgoingFailed,
  markOutgoingSent,
} from '../../src/store/outgoing.ts';
import { withTransaction } from '../../src/store/pool.ts';
import { firstTime, pruneSeen } from '../../src/store/seen.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const rivera = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };
const chen = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00' };
const now = new Date('2026-05-04T09:30:00.000Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function outgoing(more: { dedupe?: string; dueAt?: Date } = {}) {
  return {
    ...{ view: 'change-card', valueId: randomUUID(), dueAt: now },
    target: { kind: 'channel' as const, channel: 'C0APPROVE' },
    ...more,
  };
}

test('what is to be sent is sent by one process, once', async () => {
  const id = await addOutgoing(database.pool, outgoing());
  if (!id) throw new Error('it is new');
  const claims = await Promise.all(
    [1, 2, 3, 4].map(() => claimOutgoing(database.pool, { id, now })),
  );
  expect(claims.filter((row) => row !== null)).toEqual([
    expect.objectContaining({ id, attempts: 1, target: { kind: 'channel', channel: 'C0APPROVE' } }),
  ]);
  await markOutgoingSent(database.pool, { id, now });
  expect(await claimOutgoing(database.pool, { id, now: minutes(600) })).toBeNull();
});

test('if the process that took it dies, it is due again after the lease', async () => {
  const id = (await addOutgoing(database.pool, outgoing())) ?? '';
  await claimOutgoing(database.pool, { id, now, leaseMs: 60_000 });
  const due = async (at: Date) =>
    (await dueOutgoing(database.pool, { now: at })).map((row) => row.id);
  expect(await due(now)).not.toContain(id);
  expect(await due(minutes(1))).toContain(id);
  expect(await claimOutgoing(database.pool, { id, now: minutes(1) })).toMatchObject({
    attempts: 2,
  });
});

test('a failure is tried again when told so, and is otherwise given up', async () => {
  const id = (await addOutgoing(database.pool, outgoing())) ?? '';
  await claimOutgoing(database.pool, { id, now });
  await markOutgoingFailed(database.pool, { id, problem: 'ratelimited', retryAt: minutes(2) });
  expect(await claimOutgoing(database.pool, { id, now: minutes(1) })).toBeNull();
  expect(await claimOutgoing(database.pool, { id, now: minutes(2) })).toMatchObject({
    problem: 'ratelimited',
  });
  await markOutgoingFailed(database.pool, { id, problem: 'channel_not_found' });
  expect(await claimOutgoing(database.pool, { id, now: minutes(60) })).toBeNull();
});

test('the same message is asked for once, and not at all when its transaction fails', async () => {
  const asked = outgoing({ dedupe: 'notice:1' });
  const failing = withTransaction(database.pool, async (tx) => {
    await addOutgoing(tx, asked);
    throw new Error('rolled back');
  });
  await expect(failing).rejects.toThrow('rolled back');
  expect(await addOutgoing(database.pool, asked)).toEqual(expect.any(String));
  expect(await addOutgoing(database.pool, asked)).toBeNull();
});

test('every message that shows a value is found, to be edited in place', async () => {
  const valueId = randomUUID();
  const shown = { view: 'posture-report', valueId, now };
  const first = await saveMessage(database.pool, {
    ...shown,
    channel: 'C0PLATFRM',
    ts: '1.1',
    threadTs: '1.0',
  });
  await saveMessage(database.pool, { ...shown, channel: 'C0SECOPS0', ts: '1.2' });
  await saveMessage(database.pool, { ...shown, view: 'other', channel: 'C0SECOPS0', ts: '1.3' });
  await saveMessageState(database.pool, first.id, { page: 2 });
  const showing = await messagesShowing(database.pool, shown);
  expect(showing.map(({ channel, ts, threadTs, state }) => [channel, ts, threadTs, state])).toEqual(
    [
      ['C0PLATFRM', '1.1', '1.0', { page: 2 }],
      ['C0SECOPS0', '1.2', null, {}],
    ],
  );

  const again = {
    view: 'posture-report',
    valueId: randomUUID(),
    channel: 'C0PLATFRM',
    ts: '1.1',
    now,
  };
  expect((await saveMessage(database.pool, again)).id).toBe(first.id);
  expect(await messageAt(database.pool, again)).toMatchObject({
    valueId: again.valueId,
    state: {},
  });
  await forgetMessage(database.pool, first.id);
  expect(await messageAt(database.pool, again)).toBeNull();
});

test('a button is found by its id alone, which cannot be guessed', async () => {
  const wanted = {
    action: 'posture.page',
    payload: { page: 2 },
    oneShot: false,
    expiresAt: minutes(10),
  };
  const ids = await createButtons(
    database.pool,
    [wanted, { ...wanted, payload: { page: 3 } }],
    now,
  );
  expect(new Set(ids.filter((id) => /^[\w-]{22}$/.test(id))).size).toBe(2);
  const [first = '', second = ''] = ids;
  expect(await takeButton(database.pool, { id: second, person: rivera, now })).toMatchObject({
    kind: 'found',
    button: { action: 'posture.page', payload: { page: 3 } },
  });
  for (let n = 0; n < 2; n++) {
    expect(await takeButton(database.pool, { id: first, person: rivera, now })).toMatchObject({
      kind: 'found',
    });
  }
  const late = { id: first, person: rivera, now: minutes(10) };
  expect(await takeButton(database.pool, late)).toEqual({ kind: 'expired', at: minutes(10) });
  expect(await takeButton(database.pool, { ...late, id: 'made-up' })).toEqual({ kind: 'unknown' });
  expect(await createButtons(database.pool, [], now)).toEqual([]);
});

test('a one-shot button that several press at once works for one, and tells the others who', async () => {
  const [id = ''] = await createButtons(
    database.pool,
    [{ action: 'change.rollback', payload: null, oneShot: true, expiresAt: minutes(10) }],
    now,
  );
  expect(await readButton(database.pool, { id, now })).toMatchObject({ kind: 'found' });
  const outcomes = await Promise.all(
    [rivera, chen, rivera, chen].map((person) => takeButton(database.pool, { id, person, now })),
  );
  const found = outcomes.filter((outcome) => outcome.kind === 'found');
  expect(found).toHaveLength(1);
  const by = found[0]?.button.usedBy;
  expect(outcomes.filter(({ kind }) => kind === 'used-already')).toEqual(
    Array.from({ length: 3 }, () => ({ kind: 'used-already', by, at: now })),
  );
  expect(await pruneButtons(database.pool, minutes(11))).toBeGreaterThan(0);
  expect(await readButton(database.pool, { id, now })).toEqual({ kind: 'unknown' });
});

test('a key is new once, and again after it was forgotten', async () => {
  const tries = await Promise.all([1, 2, 3, 4].map(() => firstTime(database.pool, 'Ev1', now)));
  expect(tries.filter(Boolean)).toHaveLength(1);
  expect(await pruneSeen(database.pool, now)).toBe(0);
  expect(await pruneSeen(database.pool, minutes(1))).toBe(1);
  expect(await firstTime(database.pool, 'Ev1', now)).toBe(true);
});
