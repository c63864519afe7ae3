import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlertConfig } from '../../../src/forbidden/alerts/config.ts';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { ClusterLook, Sighting } from '../../../src/forbidden/types.ts';
import type { AlertState } from '../../../src/store/alerts.ts';
import { readTrail } from '../../../src/trail/read.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { clusterId, look, newProcess, sent, sighting } from './support.ts';

const rivera = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA', name: 'Ana Rivera' };
const every: AlertState[] = ['open', 'acknowledged', 'muted', 'resolved'];

let database: TestDatabase;
let now: Date;
let alerts: Alerts;

beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
  now = new Date('2026-11-24T02:10:00Z');
  alerts = process();
});
afterAll(() => database?.drop());

function process(config: Partial<AlertConfig> = {}): Alerts {
  return newProcess(database, () => now, config);
}

function nth(index: number): string {
  return `${clusterId}-${index}`;
}

/** A look at one cluster at that time, with what each of these did in the ten minutes before. */
function seen(
  time: string,
  cluster: string,
  sightings: Partial<Sighting>[],
  more: Partial<ClusterLook> = {},
): ClusterLook {
  const to = new Date(`2026-11-24T${time}:00.000Z`);
  const [from, bin] = [30, 10].map((minutes) =>
    new Date(to.getTime() - minutes * 60_000).toISOString(),
  ) as [string, string];
  const all = sightings.map((each) => sighting({ [bin]: 5 }, { clusterId: cluster, ...each }));
  return look([from, to.toISOString()], all, { clusterId: cluster, ...more });
}

async function takenAt(time: string, looks: ClusterLook[], by = alerts): Promise<void> {
  now = new Date(`2026-11-24T${time}:00.000Z`);
  await by.take(looks);
}

/** What was sent, without the samples of calls in the thread of an incident. */
async function said(): Promise<string[]> {
  const all = await sent(database);
  return all.filter((line) => line !== 'incident-note C0SECOPS0 samples');
}

async function incident() {
  const found = await alerts.listIncidents({ states: every });
  expect(found).toHaveLength(1);
  const [one] = found;
  if (!one) throw new Error('no incident');
  return one;
}

const message = 'alert C0SECOPS0';
const samples = 'alert-note C0SECOPS0 samples';
const joined = 'alert-note C0SECOPS0 joined';
const together = 'incident C0SECOPS0';
const say = (kind: string) => `incident-note C0SECOPS0 ${kind} to all`;
const clusters = (count: number, time = '02:10', more: Partial<Sighting> = {}) =>
  Array.from({ length: count }, (_none, index) => seen(time, nth(index), [more]));
const callers = (count: number, more: Partial<Sighting> = {}) =>
  Array.from({ length: count }, (_none, index) => ({ actor: `app-${index}`, ...more }));

describe('the same caller on several clusters', () => {
  it('is one message, and none of each alert', async () => {
    await takenAt('02:10', clusters(12));
    expect(await said()).toEqual([together]);
    expect(await incident()).toMatchObject({
      ...{ state: 'open', cause: { kind: 'actor', actor: 'sam@contoso.com' }, severity: 'high' },
      ...{ calls: 60, actors: 1 },
    });
    expect((await incident()).clusters).toHaveLength(12);
  });

  it('is a message each below the threshold, which is configured', async () => {
    await takenAt('02:10', clusters(2));
    expect(await said()).toEqual([message, samples, message, samples].sort());
    await database.drop();
    database = await createTestDatabase();
    await takenAt('02:10', clusters(2), process({ incidents: { clusters: 2, actors: 9 } }));
    expect(await said()).toEqual([together]);
  });

  it('takes over what had a message: its thread says so, and what turns worse is said once, in the new one', async () => {
    await takenAt('02:10', clusters(2));
    const before = await said();
    await takenAt('02:20', [seen('02:20', nth(2), [{}])]);
    expect((await said()).slice(before.length)).toEqual([together, joined, joined]);
    await takenAt('02:30', clusters(3, '02:30', { agents: ['curl/8.5'] }));
    expect((await said()).slice(before.length + 3)).toEqual([say('worse')]);
    const { rows } = await database.pool.query(
      `select data from drawbridge.incident_note where data->>'kind' = 'worse'`,
    );
    expect(rows[0].data).toMatchObject({
      alerts: 3,
      reasons: ['with a new agent: curl/8.5 (aks-one-0, aks-one-1, aks-one-2)'],
    });
    await alerts.sweep();
    expect(await said()).toHaveLength(before.length + 4);
  });

  it('is one message from several workers at once, and after one that died in between', async () => {
    const looks = clusters(6);
    const workers = [1, 2, 3].map(() => process());
    await Promise.all(workers.map((worker, index) => worker.take(looks.slice(index, index + 4))));
    expect((await said()).filter((line) => line === together)).toHaveLength(1);
    expect((await incident()).members).toHaveLength(6);

    await database.drop();
    database = await createTestDatabase();
    alerts = process();
    // As a worker leaves it that dies when all is counted and nothing is told.
    await takenAt('02:10', clusters(4));
    await database.pool.query(`delete from drawbridge.outgoing`);
    await database.pool.query(`update drawbridge.alert set incident_id = null`);
    await database.pool.query(`delete from drawbridge.incident`);
    await Promise.all([alerts.sweep(), process().sweep()]);
    expect(await said()).toEqual([together]);
    expect((await incident()).members).toHaveLength(4);
  });

  it('is drawn once for however many of its alerts count on', async () => {
    await takenAt('02:10', clusters(20));
    await takenAt('02:20', clusters(20, '02:20'));
    const { rows } = await database.pool.query(
      `select view, target->>'kind' as kind from drawbridge.outgoing
        where view = 'incident' order by kind`,
    );
    expect(rows).toEqual([
      { view: 'incident', kind: 'channel' },
      { view: 'incident', kind: 'everywhere' },
    ]);
    expect(await incident()).toMatchObject({ calls: 200 });
  });

  it('breaks through when it doubles, and again when that doubles', async () => {
    await takenAt('02:10', clusters(3));
    await takenAt('02:20', clusters(5, '02:20'));
    expect(await said()).toEqual([together]);
    await takenAt('02:30', clusters(6, '02:30'));
    await takenAt('02:40', clusters(11, '02:40'));
    expect(await said()).toEqual([together, say('grown')]);
    await takenAt('02:50', clusters(12, '02:50'));
    expect(await said()).toEqual([together, say('grown'), say('grown')]);
  });
});

describe('people', () => {
  it('take all of its alerts at once, and a few more of them too', async () => {
    await takenAt('02:10', clusters(3));
    const pressed = { incidentId: (await incident()).id, person: rivera };
    expect(await alerts.acknowledgeIncident(pressed)).toMatchObject({ kind: 'done' });
    expect(await alerts.acknowledgeIncident(pressed)).toMatchObject({ kind: 'refused' });
    expect(await alerts.list({ states: ['acknowledged'] })).toHaveLength(3);
    await takenAt('02:20', clusters(4, '02:20'));
    expect(await incident()).toMatchObject({ state: 'acknowledged', acknowledged: { by: rivera } });
    await takenAt('02:30', clusters(6, '02:30'));
    expect(await incident()).toMatchObject({ state: 'open', acknowledged: null });
    expect(await alerts.list({ states: ['acknowledged'] })).toEqual([]);
    expect(await said()).toEqual([together, say('grown')]);
    const [entry] = await readTrail(database.pool, { last: 1 });
    expect(entry).toMatchObject({ kind: 'incident.acknowledged', actor: rivera });
    expect(entry?.data.alerts).toHaveLength(3);
  });

  it('are called again once when it lapses and goes on', async () => {
    await takenAt('02:10', clusters(3));
    await alerts.acknowledgeIncident({ incidentId: (await incident()).id, person: rivera });
    await takenAt('03:10', clusters(3, '03:10'));
    now = new Date('2026-11-24T10:10:00Z');
    await Promise.all([alerts.sweep(), process().sweep()]);
    await alerts.sweep();
    expect(await incident()).toMatchObject({ state: 'open' });
    expect(await said()).toEqual([together, say('lapsed')]);
  });

  it('resolve it, and it comes back in the same thread, once', async () => {
    await takenAt('02:10', clusters(3));
    await alerts.resolveIncident({ incidentId: (await incident()).id, person: rivera });
    expect(await incident()).toMatchObject({ state: 'resolved', resolved: { by: rivera } });
    await takenAt('03:10', clusters(3, '03:10'));
    expect(await incident()).toMatchObject({ state: 'open', resolved: null });
    expect(await said()).toEqual([together, say('reopened')]);
  });

  it('mute it on every cluster, and hear once that the mute has ended', async () => {
    await takenAt('02:10', clusters(3));
    const [member] = (await incident()).members;
    const wish = { person: rivera, kind: 'everywhere', reason: 'the migration' } as const;
    await alerts.mute({ ...wish, alertId: member?.alertId ?? '', forMs: 3_600_000 });
    expect(await incident()).toMatchObject({ state: 'muted' });
    await takenAt('03:00', clusters(3, '03:00'));
    now = new Date('2026-11-24T03:10:00Z');
    await alerts.sweep();
    await alerts.sweep();
    expect(await incident()).toMatchObject({ state: 'open' });
    expect(await said()).toEqual([together, say('unmuted')]);
  });

  it('hear of what no mute covers that it is there, and not that a mute has ended', async () => {
    await takenAt('02:10', clusters(3));
    const [member] = (await incident()).members;
    const wish = { person: rivera, kind: 'everywhere', reason: 'the migration' } as const;
    await alerts.mute({ ...wish, alertId: member?.alertId ?? '', forMs: 3_600_000 });
    await takenAt('02:20', [seen('02:20', nth(7), [{ addresses: ['198.51.100.9'] }])]);
    expect(await said()).toEqual([together, say('worse')]);
  });
});

it('ends by itself when all of its alerts have', async () => {
  await takenAt('02:10', clusters(3));
  for (const index of [0, 1, 2])
    await alerts.take([
      look(['2026-11-24T02:00:00.000Z', '2026-11-24T08:01:00.000Z'], [], { clusterId: nth(index) }),
    ]);
  now = new Date('2026-11-24T08:05:00Z');
  await alerts.sweep();
  expect(await incident()).toMatchObject({ state: 'resolved', resolved: { by: null } });
  expect(await said()).toEqual([together]);
});

describe('one change that breaks many callers', () => {
  const brokenBy = { at: '2026-11-24T01:55:00Z', by: 'kim@contoso.com', what: 'deleted a role' };

  it('is one message', async () => {
    await takenAt('02:10', [seen('02:10', clusterId, callers(4, { facts: { brokenBy } }))]);
    expect(await said()).toEqual([together]);
    expect(await incident()).toMatchObject({
      ...{ cause: { kind: 'change', ...brokenBy }, actors: 4, state: 'open' },
    });
  });

  it('becomes one message also where it is known only after each was told', async () => {
    await takenAt('02:10', [seen('02:10', clusterId, callers(3))]);
    const before = await said();
    // The same calls: only what is behind them is new.
    await takenAt('02:10', [seen('02:10', clusterId, callers(3, { facts: { brokenBy } }))]);
    expect((await said()).slice(before.length)).toEqual([...[together, joined, joined, joined]]);
    await alerts.sweep();
    expect(await said()).toHaveLength(before.length + 4);
  });

  it('is no reason to hide what it does not explain', async () => {
    await takenAt('02:10', [
      seen('02:10', clusterId, [...callers(3, { facts: { brokenBy } }), { actor: 'eve' }]),
    ]);
    expect(await said()).toEqual([message, samples, together].sort());
  });
});

describe('an authorization outage', () => {
  const outage = { since: '2026-11-24T02:00:00.000Z', actors: 9, why: '9 of 9 callers' };

  it('is one message, on all clusters where it begins within the hour, and for who comes late', async () => {
    const late = { since: '2026-11-24T02:20:00.000Z', actors: 8, why: '8 of 8 callers' };
    await takenAt('02:10', [
      seen('02:10', clusterId, callers(9), { outage }),
      seen('02:10', nth(1), [{ actor: 'scan', actorClass: 'anonymous' }], { outage }),
    ]);
    await takenAt('02:30', [seen('02:30', nth(2), callers(8), { outage: late })]);
    await takenAt('02:40', [seen('02:40', clusterId, [{ actor: 'late' }])]);
    expect((await incident()).members).toHaveLength(18);
    // The scanner has another cause, and its own message.
    expect((await said()).filter((line) => line === message)).toHaveLength(1);
    expect((await said()).filter((line) => line === together)).toHaveLength(1);
  });
});

describe('too many alerts for a message each', () => {
  it('are held back, and their number is said; what is critical is not', async () => {
    const few = process({ perHour: 2 });
    const all = [...callers(5), { actor: 'root', severity: 'critical' as const }];
    await takenAt('02:10', [seen('02:10', clusterId, all)], few);
    const told = await said();
    expect(told.filter((line) => line === message)).toHaveLength(2);
    expect(told.filter((line) => line === together)).toHaveLength(1);
    const alone = await database.pool.query(
      `select severity from drawbridge.alert where announced order by severity`,
    );
    expect(alone.rows).toEqual([{ severity: 'critical' }, { severity: 'high' }]);
    expect(await incident()).toMatchObject({
      cause: { kind: 'flood', place: 'C0SECOPS0', most: 2 },
    });
    expect((await incident()).members).toHaveLength(4);
    const worse = [{ actor: 'one-more' }, { actor: 'eve', severity: 'critical' as const }];
    await takenAt('02:20', [seen('02:20', nth(1), worse)], few);
    expect((await incident()).members).toHaveLength(5);
    await takenAt('03:30', [seen('03:30', nth(2), [{ actor: 'much-later' }])], few);
    // Of those with a message one is critical, and one came when the hour was over.
    expect((await said()).filter((line) => line === message)).toHaveLength(4);
  });
});
