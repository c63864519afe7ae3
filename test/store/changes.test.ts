import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  childrenOf,
  claimChange,
  dueChanges,
  getChange,
  insertChange,
  latestChanges,
  type NewChange,
  openChangeOf,
} from '../../src/store/changes.ts';
import {
  activeOpenings,
  claimOpening,
  dueOpenings,
  insertOpenings,
  openingsOfChange,
  openingsToAnnounce,
} from '../../src/store/openings.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const rivera = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };
const now = new Date('2026-05-04T09:30:00.000Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function newChange(more: Partial<NewChange> = {}): NewChange {
  return {
    id: randomUUID(),
    kind: 'change',
    state: 'planning',
    action: 'authorized-ip-ranges',
    clusterId: `/Subscriptions/S/${randomUUID()}`,
    params: { add: ['203.0.113.7/32'] },
    requester: rivera,
    editors: [rivera],
    origin: { channel: 'C0PLATFRM' },
    now,
    ...more,
  };
}

async function insert(more: Partial<NewChange> = {}) {
  const row = await insertChange(database.pool, newChange(more));
  if (!row) throw new Error('the cluster is free');
  return row;
}

test('a change comes back as it was stored, with its cluster in lower case', async () => {
  const wanted = newChange({ reason: 'deploy from home\0', ticket: null });
  await insertChange(database.pool, wanted);
  expect(await getChange(database.pool, wanted.id)).toEqual({
    ...{ id: wanted.id, version: 0, kind: 'change', state: 'planning', ticket: null },
    ...{ action: 'authorized-ip-ranges', clusterId: wanted.clusterId.toLowerCase() },
    ...{ params: wanted.params, requester: rivera, editors: [rivera], origin: wanted.origin },
    ...{ reason: 'deploy from home\uFFFD', plan: null, planHash: null, risk: null, parentId: null },
    ...{ intent: null, operation: null, problem: null, notes: [], createdAt: now, updatedAt: now },
    ...{ expiresAt: null, notBefore: null, appliedAt: null, finishedAt: null },
    ...{ step: 0, stepsDone: [], paused: null, aborting: null, thawed: null, askedFrom: null },
  });
});

test('of ten requests for one cluster at the same instant, one begins', async () => {
  const clusterId = '/subscriptions/s/busy';
  const made = await Promise.all(
    Array.from({ length: 10 }, () => insertChange(database.pool, newChange({ clusterId }))),
  );
  const [winner, ...others] = made.filter((row) => row !== null);
  expect(others).toEqual([]);
  expect((await openChangeOf(database.pool, '/Subscriptions/S/Busy'))?.id).toBe(winner?.id);
  const closing = newChange({ clusterId, kind: 'closing', parentId: winner?.id ?? null });
  expect(await insertChange(database.pool, closing)).not.toBeNull();
  expect((await childrenOf(database.pool, winner?.id ?? '')).map(({ id }) => id)).toEqual([
    closing.id,
  ]);
});

test('of ten workers that try one step, one gets it; what it sets is set, the rest stays', async () => {
  const { id } = await insert({ reason: 'why' });
  const claims = await Promise.all(
    Array.from({ length: 10 }, (_, worker) =>
      claimChange(database.pool, {
        id,
        from: { state: 'planning', version: 0 },
        to: 'waiting',
        set: {
          plan: { worker },
          planHash: 'abc',
          notes: [{ at: 'now', text: 'planned' }],
          expiresAt: minutes(60),
        },
        now: minutes(1),
      }),
    ),
  );
  const won = claims.filter((row) => row !== null);
  expect(won).toHaveLength(1);
  expect(await getChange(database.pool, id)).toEqual(won[0]);
  expect(won[0]).toMatchObject({
    ...{ state: 'waiting', version: 1, planHash: 'abc', reason: 'why', updatedAt: minutes(1) },
    ...{ notes: [{ at: 'now', text: 'planned' }], expiresAt: minutes(60) },
  });
  const emptied = await claimChange(database.pool, {
    id,
    from: { state: 'waiting', version: 1 },
    to: 'waiting',
    set: { expiresAt: null, planHash: undefined },
    now,
  });
  expect(emptied).toMatchObject({ version: 2, expiresAt: null, planHash: 'abc' });
});

test('only one change at a time writes to a cluster', async () => {
  const clusterId = '/subscriptions/s/one-write';
  const first = await insert({ clusterId, state: 'approved' });
  const closing = await insert({ clusterId, state: 'approved', kind: 'closing' });
  const apply = (id: string) =>
    claimChange(database.pool, {
      id,
      from: { state: 'approved', version: 0 },
      to: 'applying',
      now,
    });
  expect(await apply(first.id)).toMatchObject({ state: 'applying' });
  expect(await apply(closing.id)).toBeNull();
  await claimChange(database.pool, {
    ...{ id: first.id, from: { state: 'applying', version: 1 }, to: 'done', now },
  });
  expect(await apply(closing.id)).toMatchObject({ state: 'applying' });
});

test('even two that pass the condition together do not both write', async () => {
  const clusterId = '/subscriptions/s/race';
  const rows = await Promise.all([
    insert({ clusterId, state: 'approved' }),
    insert({ clusterId, state: 'approved', kind: 'closing' }),
  ]);
  const results = await Promise.allSettled(
    rows.map(({ id }) =>
      claimChange(database.pool, {
        id,
        from: { state: 'approved', version: 0 },
        to: 'applying',
        now,
      }),
    ),
  );
  const won = results.filter((result) => result.status === 'fulfilled' && result.value !== null);
  expect(won).toHaveLength(1);
});

test('what is due is found, and what was put off is left alone', async () => {
  const due = await insert({ state: 'approved' });
  const putOff = await insert({ state: 'planning' });
  await claimChange(database.pool, {
    ...{ id: putOff.id, from: { state: 'planning', version: 0 }, to: 'approved' as const, now },
    set: { notBefore: minutes(5) },
  });
  const ids = async (at: Date) =>
    (await dueChanges(database.pool, { states: ['approved'], now: at })).map(({ id }) => id);
  expect(await ids(now)).toContain(due.id);
  expect(await ids(now)).not.toContain(putOff.id);
  expect(await ids(minutes(5))).toContain(putOff.id);
  const latest = await latestChanges(database.pool, {
    clusterId: putOff.clusterId,
    states: ['approved'],
  });
  expect(latest.map(({ id }) => id)).toEqual([putOff.id]);
});

test('openings are announced, fall due, and are closed by one worker', async () => {
  const change = await insert({ state: 'approved' });
  const opening = {
    ...{ id: randomUUID(), changeId: change.id, clusterId: change.clusterId },
    ...{ range: '203.0.113.7/32', wasThere: false, until: minutes(60), now },
  };
  await insertOpenings(database.pool, [opening]);
  await insertOpenings(database.pool, [opening]);
  const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
  expect(idsOf(await openingsOfChange(database.pool, change.id))).toEqual([opening.id]);
  expect(idsOf(await activeOpenings(database.pool, change.clusterId))).toEqual([opening.id]);
  expect(await openingsToAnnounce(database.pool, minutes(59))).toEqual([]);
  expect(idsOf(await openingsToAnnounce(database.pool, minutes(60)))).toEqual([opening.id]);
  expect(await dueOpenings(database.pool, minutes(59))).toEqual([]);
  expect(idsOf(await dueOpenings(database.pool, minutes(60)))).toEqual([opening.id]);

  const claims = await Promise.all(
    [1, 2, 3].map(() =>
      claimOpening(database.pool, {
        ...{ id: opening.id, from: { state: 'open', version: 0 }, to: 'closed' },
        set: { closedAt: minutes(61) },
      }),
    ),
  );
  expect(claims.filter((row) => row !== null)).toEqual([
    expect.objectContaining({
      state: 'closed',
      version: 1,
      closedAt: minutes(61),
      until: minutes(60),
    }),
  ]);
  expect(await activeOpenings(database.pool, change.clusterId)).toEqual([]);
});
