import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { Route } from '../../../src/forbidden/alerts/types.ts';
import type { Sighting } from '../../../src/forbidden/types.ts';
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
  alerts = newProcess(database, () => now);
});
afterAll(() => database?.drop());

function at(time: string): string {
  return time.length > 5 ? `2026-11-${time}:00.000Z` : `2026-11-24T${time}:00.000Z`;
}

/** As if the clock stood there, over a window of the last half hour. */
async function taken(time: string, ...args: Parameters<typeof sighting>) {
  const [bins, more] = args;
  const named = Object.fromEntries(Object.entries(bins).map(([key, calls]) => [at(key), calls]));
  now = new Date(at(time));
  const from = new Date(now.getTime() - 1_800_000).toISOString();
  await alerts.take([look([from, now.toISOString()], [sighting(named, more)])]);
}

async function looked(from: string, to: string, more: Parameters<typeof look>[2] = {}) {
  await alerts.take([look([at(from), at(to)], [], more)]);
}

async function only() {
  const found = await alerts.list({ states: every });
  expect(found).toHaveLength(1);
  const [alert] = found;
  if (!alert) throw new Error('no alert');
  return alert;
}

const message = 'alert C0SECOPS0';
const samples = 'alert-note C0SECOPS0 samples';
const worse = 'alert-note C0SECOPS0 worse to all';
const reopened = 'alert-note C0SECOPS0 reopened to all';
const lapsed = 'alert-note C0SECOPS0 lapsed to all';

describe('counting', () => {
  it('tells once and counts on, whatever windows overlap and rows come late', async () => {
    await taken('02:10', { '01:50': 3, '02:00': 5 });
    await taken('02:20', { '02:00': 6, '02:10': 4 });
    await taken('02:20', { '02:00': 6, '02:10': 4 });
    // A window that begins in the middle of a bin sees less of it.
    await taken('02:30', { '02:00': 1, '02:10': 4, '02:20': 2 });
    expect(await only()).toMatchObject({ state: 'open', calls: 3 + 6 + 4 + 2 });
    expect(await sent(database)).toEqual([message, samples]);
  });

  it('makes one message where several workers take the same at once', async () => {
    const window: [string, string] = [at('01:40'), at('02:10')];
    const same = look(window, [sighting({ [at('02:00')]: 5 })]);
    const workers = [1, 2, 3, 4].map(() => newProcess(database, () => now));
    await Promise.all(workers.map((worker) => worker.take([same])));
    expect(await only()).toMatchObject({ calls: 5 });
    expect(await sent(database)).toEqual([message, samples]);
  });

  it('shows some calls an hour and says how many it holds back', async () => {
    await taken('02:10', { '02:00': 12 });
    await taken('02:40', { '02:30': 20 });
    await taken('03:15', { '03:10': 5 });
    const { rows } = await database.pool.query(
      `select data->'heldBack' as "heldBack", jsonb_array_length(data->'auditIds') as shown
         from drawbridge.alert_note order by at`,
    );
    expect(rows).toEqual([
      { heldBack: 2, shown: 10 },
      { heldBack: 20, shown: 5 },
    ]);
  });

  it('keeps apart what is another actor, kind, class or cluster', async () => {
    await taken('02:10', { '02:00': 1 });
    await taken('02:10', { '02:00': 1 }, { actor: 'kim@contoso.com' });
    await taken('02:10', { '02:00': 1 }, { kind: 'rbac-escalation' });
    await taken('02:10', { '02:00': 1 }, { resourceClass: 'secrets' });
    await taken('02:10', { '02:00': 1 }, { clusterId: `${clusterId}-two` });
    expect(await alerts.list({ states: ['open'] })).toHaveLength(5);
  });

  it('counts in the shadow and tells nobody until the shadow is gone', async () => {
    const seen = look([at('01:40'), at('02:10')], [sighting({ [at('02:00')]: 5 })]);
    await alerts.take([seen], { shadow: true });
    expect(await only()).toMatchObject({ calls: 5 });
    expect(await sent(database)).toEqual([]);
    await alerts.take([seen]);
    expect(await sent(database)).toEqual([message, samples]);
  });

  it('makes no alert of noise, and none severer than configured of what machines do', async () => {
    await taken('02:10', { '02:00': 900 }, { noise: true });
    await taken('02:10', { '02:00': 5 }, { actorClass: 'gitops', severity: 'critical' });
    expect(await only()).toMatchObject({ severity: 'medium' });
  });
});

describe('what turns worse', () => {
  it.each([
    ['a new address', { addresses: ['203.0.113.7', '198.51.100.9'] }, '198.51.100.9'],
    ['a new agent', { agents: ['curl/8.5'] }, 'curl/8.5'],
    ['secrets', { resources: ['pods', 'secrets'] }, 'secrets'],
    ['a success', { facts: { succeeded: [{ what: 'read secret shop/db', calls: 1 }] } }, 'shop/db'],
  ])('breaks through once: %s', async (_what, more, word) => {
    await taken('02:10', { '02:00': 5 });
    await taken('02:20', { '02:10': 5 }, more);
    await taken('02:30', { '02:20': 5 }, more);
    expect(await sent(database)).toEqual([message, samples, worse]);
    const { rows } = await database.pool.query(
      `select data->>'reasons' as reasons from drawbridge.alert_note where data->>'kind' = 'worse'`,
    );
    expect(rows[0].reasons).toContain(word);
  });

  it('breaks through at ten times the rate, and then not before a hundred times', async () => {
    await taken('02:10', { '02:00': 5 });
    await taken('02:20', { '02:10': 49 });
    expect(await sent(database)).toEqual([message, samples]);
    await taken('02:30', { '02:20': 50 });
    await taken('02:40', { '02:30': 499 });
    expect(await sent(database)).toEqual([message, samples, worse]);
  });

  it('is told where nobody was told of it while it was less severe, and once', async () => {
    const route: Route = ({ severity }) => [
      { kind: 'channel', channel: 'C0PLATFRM' },
      ...(severity === 'critical' ? [{ kind: 'channel' as const, channel: 'C0SECOPS0' }] : []),
    ];
    const window: [string, string] = [at('01:40'), at('02:40')];
    const one = (more: Partial<Sighting>) => [look(window, [sighting({ [at('02:00')]: 5 }, more)])];
    await alerts.take(one({ severity: 'low' }), { route: () => [] });
    expect(await sent(database)).toEqual([]);
    await alerts.take(one({ severity: 'high', agents: ['curl/8.5'] }), { route });
    // That it is worse than what nobody knew is no news.
    expect(await sent(database)).toEqual(['alert C0PLATFRM']);
    now = new Date(at('02:20'));
    await alerts.take(one({ severity: 'critical', agents: ['wget/1'] }), { route });
    await alerts.take(one({ severity: 'critical', agents: ['wget/1'] }), { route });
    expect((await sent(database)).slice(1)).toEqual([
      ...['alert C0SECOPS0', 'alert-note C0PLATFRM worse to all'],
    ]);
  });

  it('opens again what somebody had acknowledged', async () => {
    await taken('02:10', { '02:00': 5 });
    const { id } = await only();
    await alerts.acknowledge({ alertId: id, person: rivera });
    await taken('02:20', { '02:10': 5 });
    expect(await only()).toMatchObject({ state: 'acknowledged', acknowledged: { by: rivera } });
    await taken('02:30', { '02:20': 5 }, { agents: ['curl/8.5'] });
    expect(await only()).toMatchObject({ state: 'open', acknowledged: null });
    expect(await sent(database)).toEqual([message, samples, worse]);
  });

  it('says nothing of other addresses of an internet scan, of an update, or of another node', async () => {
    const scan = { actorClass: 'anonymous', actor: 'system:anonymous' } as const;
    await taken('02:10', { '02:00': 5 }, scan);
    await taken('02:20', { '02:10': 5 }, { ...scan, addresses: ['198.51.100.9'] });
    const pod = { actorClass: 'service-account' as const, actor: 'pod', addresses: ['10.1.0.4'] };
    await taken('02:20', { '02:10': 5 }, pod);
    await taken(
      '02:30',
      { '02:20': 5 },
      { ...pod, addresses: ['10.1.0.9'], agents: ['kubectl/v2'] },
    );
    expect(await sent(database)).toEqual([message, samples, message, samples]);
  });
});

describe('the end', () => {
  it('comes after quiet that was looked at, and the same comes back in the same thread', async () => {
    await taken('02:10', { '02:00': 5 });
    await looked('02:10', '07:59');
    await alerts.resolveQuiet();
    expect(await only()).toMatchObject({ state: 'open' });
    await looked('07:50', '08:00');
    now = new Date(at('08:01'));
    await alerts.sweep();
    expect(await only()).toMatchObject({ state: 'resolved', resolved: { by: null } });
    // Calls that were known when it ended do not bring it back.
    await taken('08:05', { '02:00': 5 });
    expect(await only()).toMatchObject({ state: 'resolved' });
    await taken('09:10', { '09:00': 2 });
    expect(await only()).toMatchObject({ state: 'open', calls: 7, resolved: null });
    expect(await sent(database)).toEqual([message, samples, reopened, samples]);
  });

  it.each([
    ['a look that failed', { problem: { code: 'denied', message: 'no' } }],
    ['a partial look', { partial: 'the row limit' }],
    ['a log without any record', { newest: null }],
    ['records that are late', { newest: at('03:00') }],
  ])('does not come by missing data: %s', async (_what, more) => {
    await taken('02:10', { '02:00': 5 });
    await looked('02:00', '09:00', more);
    now = new Date(at('09:00'));
    await alerts.sweep();
    expect(await only()).toMatchObject({ state: 'open' });
  });

  it('does not come where nobody looked between two looks', async () => {
    await taken('02:10', { '02:00': 5 });
    await looked('08:00', '09:00');
    await alerts.sweep();
    expect(await only()).toMatchObject({ state: 'open' });
  });

  it('is another message where the same comes back after more than a week', async () => {
    await taken('02:10', { '02:00': 5 });
    await alerts.resolve({ alertId: (await only()).id, person: rivera });
    await taken('30T02:10', { '30T02:00': 5 });
    expect(await only()).toMatchObject({ state: 'open' });
    await alerts.resolve({ alertId: (await only()).id, person: rivera });
    now = new Date('2026-12-09T02:10:00Z');
    const late = sighting({ '2026-12-09T02:00:00.000Z': 1 });
    await alerts.take([look(['2026-12-09T01:40:00.000Z', now.toISOString()], [late])]);
    expect(await alerts.list({ states: every })).toHaveLength(2);
    expect((await sent(database)).filter((line) => line === message)).toHaveLength(2);
  });
});

describe('people', () => {
  it('are called again when an acknowledgement lapses and it went on meanwhile', async () => {
    await taken('02:10', { '02:00': 5 });
    const { id } = await only();
    await alerts.acknowledge({ alertId: id, person: rivera });
    await taken('03:10', { '03:00': 4 });
    now = new Date(at('10:09'));
    await alerts.sweep();
    expect(await only()).toMatchObject({ state: 'acknowledged' });
    now = new Date(at('10:10'));
    await Promise.all([alerts.sweep(), newProcess(database, () => now).sweep()]);
    expect(await only()).toMatchObject({ state: 'open', acknowledged: null });
    expect((await sent(database)).filter((line) => line === lapsed)).toHaveLength(1);
  });

  it('are left in peace when it lapses and nothing went on', async () => {
    await taken('02:10', { '02:00': 5 });
    now = new Date(at('02:30'));
    await alerts.acknowledge({ alertId: (await only()).id, person: rivera });
    now = new Date(at('11:00'));
    await alerts.sweep();
    expect(await only()).toMatchObject({ state: 'open' });
    expect(await sent(database)).toEqual([message, samples]);
  });

  it('leave in the trail what they decide, and cannot decide what is over', async () => {
    await taken('02:10', { '02:00': 5 });
    const pressed = { alertId: (await only()).id, person: rivera };
    expect(await alerts.acknowledge(pressed)).toMatchObject({ kind: 'done' });
    expect(await alerts.unacknowledge(pressed)).toMatchObject({ kind: 'done' });
    expect(await alerts.resolve(pressed)).toMatchObject({ kind: 'done' });
    expect(await alerts.acknowledge(pressed)).toEqual({
      ...{ kind: 'refused', message: 'This alert is resolved by now: nothing was done.' },
    });
    const trail = await readTrail(database.pool, { last: 10, clusterId });
    expect(trail.map(({ kind }) => kind).sort()).toEqual(
      ['alert.acknowledged', 'alert.open', 'alert.resolved'].sort(),
    );
  });
});
