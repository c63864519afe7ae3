import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { TakeOptions } from '../../../src/forbidden/alerts/take.ts';
import type { ClusterLook } from '../../../src/forbidden/types.ts';
import { lookingAgain } from '../../../src/slack/views/looking-again.ts';
import { notLooking } from '../../../src/slack/views/not-looking.ts';
import { timeToMakeUpFor } from '../../../src/store/looking.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { clusterId, look, newProcess, sent, sighting } from './support.ts';

let database: TestDatabase;
let now: Date;
let alerts: Alerts;

beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
  alerts = newProcess(database, () => now);
});
afterAll(() => database?.drop());

const at = (time: string) => `2026-11-24T${time}:00.000Z`;
const alarm = 'not-looking C0SECOPS0';
const again = 'looking-again C0SECOPS0 to all';
const throttled = { problem: { code: 'throttled', message: 'Too many requests.' }, newest: null };

/** A look at the half hour before that time, every ten minutes. */
async function looked(
  time: string,
  more: Partial<ClusterLook> = {},
  { window = 30, ...options }: TakeOptions & { window?: number } = {},
): Promise<void> {
  now = new Date(at(time));
  const from = new Date(now.getTime() - window * 60_000).toISOString();
  await alerts.take([look([from, now.toISOString()], [], more)], options);
}

async function lookedWell(...times: string[]): Promise<void> {
  for (const time of times) await looked(time);
}

/** As if this workflow were in use, every ten minutes. */
async function runs(name: string): Promise<void> {
  const workflows = [{ name, enabled: true, on: { schedule: '*/10 * * * *' } }];
  await database.pool.query(
    `insert into drawbridge.workflow_set (id, digest, content, loaded_at) values (1, '', $1, now())`,
    [JSON.stringify({ workflows })],
  );
}

it('is told once when queries keep failing, and that it is over', async () => {
  await lookedWell('01:30', '01:40', '01:50');
  await looked('02:00', throttled);
  await looked('02:30', throttled);
  expect(await sent(database)).toEqual([]);
  await looked('02:40', throttled);
  await looked('02:50', throttled);
  expect(await sent(database)).toEqual([alarm]);
  expect(await alerts.listBlind()).toMatchObject([
    { clusters: [{ clusterId, since: at('01:50'), code: 'throttled', why: 'Too many requests.' }] },
  ]);
  await Promise.all([alerts.sweep(), newProcess(database, () => now).sweep()]);
  await looked('03:00');
  await alerts.sweep();
  expect(await sent(database)).toEqual([alarm, again]);
  expect(await alerts.listBlind()).toEqual([]);
});

describe('is told when', () => {
  it('records do not arrive any more', async () => {
    await lookedWell('01:30', '01:40', '01:50');
    for (const time of ['02:00', '02:20', '02:40']) await looked(time, { newest: at('01:49') });
    expect(await sent(database)).toEqual([alarm]);
    const [blind] = await alerts.listBlind();
    expect(blind?.clusters[0]).toMatchObject({ code: 'late', since: at('01:50') });
  });

  it('answers are cut off', async () => {
    await lookedWell('01:40', '01:50');
    for (const time of ['02:00', '02:20', '02:40'])
      await looked(time, { partial: 'too many rows' });
    const [blind] = await alerts.listBlind();
    expect(blind?.clusters[0]).toMatchObject({ code: 'partial', why: 'too many rows' });
  });

  it('no look comes to an end', async () => {
    await runs('refused-calls');
    for (const time of ['01:30', '01:40', '01:50']) {
      await looked(time, {}, { workflow: 'refused-calls' });
      await looked(time, { clusterId: `${clusterId}-two` }, { workflow: 'ended' });
    }
    now = new Date(at('02:30'));
    await alerts.sweep();
    expect(await sent(database)).toEqual([]);
    now = new Date(at('02:36'));
    await alerts.sweep();
    expect(await sent(database)).toEqual([alarm]);
    const [blind] = await alerts.listBlind();
    expect(blind?.clusters).toMatchObject([{ clusterId, code: 'silent' }]);
  });

  it('the first look of all failed already, and so do the next', async () => {
    for (const time of ['02:00', '02:20', '02:40', '03:00']) await looked(time, throttled);
    const [blind] = await alerts.listBlind();
    expect(blind?.clusters[0]).toMatchObject({ since: null, code: 'throttled' });
  });
});

describe('is not told', () => {
  it('where records are as late as they always are', async () => {
    for (const hour of ['01', '02', '03', '04'])
      for (const minutes of ['00', '10', '20', '30', '40', '50']) {
        now = new Date(at(`${hour}:${minutes}`));
        const newest = new Date(now.getTime() - 25 * 60_000).toISOString();
        await looked(`${hour}:${minutes}`, { newest });
      }
    // Forty minutes later than that is late, but not three times as late.
    await looked('05:10', { newest: at('04:05') });
    expect(await sent(database)).toEqual([]);
  });

  it('where there never was an audit log', async () => {
    const problem = { code: 'no-audit-log', message: 'The audit log goes nowhere.' };
    for (const time of ['02:00', '02:30', '03:00']) await looked(time, { problem, newest: null });
    expect(await sent(database)).toEqual([]);
  });

  it('where the looks are taken once a day, until one fails to come', async () => {
    await runs('daily');
    for (const day of ['20', '21', '22', '23']) {
      now = new Date(`2026-11-${day}T02:00:00Z`);
      const from = new Date(now.getTime() - 86_400_000).toISOString();
      await alerts.take([look([from, now.toISOString()], [])], { workflow: 'daily' });
      if (day === '20') continue;
      now = new Date(`2026-11-${day}T23:00:00Z`);
      await alerts.sweep();
    }
    expect(await sent(database)).toEqual([]);
    now = new Date('2026-11-25T15:00:00Z');
    await alerts.sweep();
    expect(await sent(database)).toEqual([alarm]);
  });

  it('of a cluster that is stopped, of one that left the workflow, and of a workflow that was ended', async () => {
    await runs('here');
    for (const time of ['01:30', '01:40', '01:50']) {
      await looked(time, {}, { workflow: 'here' });
      await looked(time, { clusterId: `${clusterId}-two` }, { workflow: 'here' });
      await looked(time, { clusterId: `${clusterId}-three` }, { workflow: 'ended' });
    }
    await database.pool.query(
      `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, summary, seen_at)
       values ($1, 'aks-one', 'g', 's', 'westeurope', '{"powerState":"Stopped"}', now()),
              ($1 || '-two', 'aks-two', 'g', 's', 'westeurope', '{}', now()),
              ($1 || '-three', 'aks-three', 'g', 's', 'westeurope', '{}', now())`,
      [clusterId],
    );
    // The second does not carry the tag any more; the first is stopped and writes nothing.
    for (const time of ['02:00', '02:10', '02:20', '02:40'])
      await looked(time, throttled, { workflow: 'here' });
    now = new Date(at('02:45'));
    await alerts.sweep();
    expect(await sent(database)).toEqual([]);
  });

  it('in the shadow', async () => {
    await looked('01:50', {}, { shadow: true });
    for (const time of ['02:00', '02:30', '02:50']) await looked(time, throttled, { shadow: true });
    expect(await alerts.listBlind()).toHaveLength(1);
    expect(await sent(database)).toEqual([]);
  });
});

it('is one alarm for all clusters of a workspace, and keeps up with them', async () => {
  const others = [1, 2, 3].map((index) => ({ clusterId: `${clusterId}-${index}` }));
  for (const time of ['01:40', '01:50']) for (const other of others) await looked(time, other);
  for (const time of ['02:20', '02:40'])
    for (const other of others) await looked(time, { ...other, ...throttled });
  expect(await sent(database)).toEqual([alarm]);
  expect((await alerts.listBlind())[0]?.clusters).toHaveLength(3);
  await looked('02:50', others[0]);
  const [blind] = await alerts.listBlind();
  expect(blind?.clusters.map(({ seenAgain }) => seenAgain)).toEqual([null, null, at('02:50')]);
  expect(blind && notLooking(blind).text).toContain('aks-one-2 and 1 more');
  expect(await sent(database)).toEqual([alarm]);
  for (const other of others) await looked('03:00', other);
  expect(await sent(database)).toEqual([alarm, again]);
  const over = await alerts.describeBlind(blind?.id ?? '');
  expect(over && lookingAgain(over).text).toContain('and 2 more again.');
});

it('leaves no alert to end by itself, and what was missed is made up for', async () => {
  now = new Date(at('01:50'));
  const calls = sighting({ [at('01:40')]: 5 });
  await alerts.take([look([at('01:20'), at('01:50')], [calls])]);
  for (const time of ['02:20', '04:00', '08:00', '09:00']) await looked(time, throttled);
  expect(await alerts.list({ states: ['open'] })).toHaveLength(1);
  await looked('09:10');
  await alerts.resolveQuiet();
  expect(await alerts.list({ states: ['open'] })).toHaveLength(1);

  const asked = {
    clusterIds: [clusterId],
    looksFor: 'forbidden',
    notBefore: new Date(at('00:00')),
  };
  const since = await timeToMakeUpFor(database.pool, asked);
  expect(since?.toISOString()).toBe(at('01:50'));
  now = new Date(at('09:20'));
  await alerts.take([look([at('01:50'), at('09:20')], [])]);
  expect(await timeToMakeUpFor(database.pool, asked)).toBeNull();
  // All of it is seen now, and there was no call in it.
  await alerts.resolveQuiet();
  expect(await alerts.list({ states: ['open'] })).toEqual([]);
});

it('gives up after three looks that could not make up for it', async () => {
  await lookedWell('01:50');
  await looked('05:00');
  const asked = {
    clusterIds: [clusterId],
    looksFor: 'forbidden',
    notBefore: new Date(at('00:00')),
  };
  for (const time of ['05:10', '05:20', '05:30']) {
    expect(await timeToMakeUpFor(database.pool, asked)).not.toBeNull();
    await looked(time);
  }
  expect(await timeToMakeUpFor(database.pool, asked)).toBeNull();
});
