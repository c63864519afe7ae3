import { afterAll, beforeEach, expect, it } from 'vitest';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { Sighting } from '../../../src/forbidden/types.ts';
import { readTrail } from '../../../src/trail/read.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { clusterId, look, newProcess, sent, sighting } from './support.ts';

const chen = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00', name: 'Wei Chen' };
const hourMs = 3_600_000;

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

/** As if the clock stood there, with calls in the ten minutes before. */
async function taken(time: string, calls: number, more: Partial<Sighting> = {}): Promise<void> {
  now = new Date(`2026-11-${time}:00.000Z`);
  const [from, bin] = [30, 10].map((minutes) =>
    new Date(now.getTime() - minutes * 60_000).toISOString(),
  ) as [string, string];
  await alerts.take([look([from, now.toISOString()], [sighting({ [bin]: calls }, more)])]);
}

async function latest() {
  const [alert] = await alerts.list({ states: ['open', 'acknowledged', 'muted', 'resolved'] });
  if (!alert) throw new Error('no alert');
  return alert;
}

const wish = { person: chen, kind: 'actor', reason: 'the migration', forMs: 24 * hourMs } as const;
const message = 'alert C0SECOPS0';
const samples = 'alert-note C0SECOPS0 samples';
const worse = 'alert-note C0SECOPS0 worse to all';
const unmuted = 'alert-note C0SECOPS0 unmuted to all';

it('shows first what it would have hidden, by each way to cover it', async () => {
  await taken('05T02:10', 900, { resourceClass: 'nodes' });
  await taken('20T02:10', 4, { resourceClass: 'rbac', severity: 'medium' });
  await taken('24T02:10', 5, { severity: 'medium' });
  await taken('24T02:10', 7, { actor: 'kim@contoso.com' });
  const [alert] = await alerts
    .list({ states: ['open'] })
    .then((all) =>
      all.filter(
        ({ sighting: { resourceClass, actor } }) =>
          resourceClass === 'workloads' && actor.startsWith('sam'),
      ),
    );
  const previews = await alerts.previewMutes({ alertId: alert?.id ?? '' });
  expect(
    previews?.map(({ kind, alerts: count, calls, graveAt }) => [kind, count, calls, graveAt]),
  ).toEqual([
    ['alert', 1, 5, null],
    ['actor', 2, 9, null],
    ['namespace', 2, 9, null],
    ['address', 3, 16, '2026-11-24T02:00:00.000Z'],
    ['everywhere', 2, 9, null],
  ]);
});

it('counts on and says nothing, of other classes of resources neither', async () => {
  await taken('24T02:10', 5);
  expect(await alerts.mute({ ...wish, alertId: (await latest()).id })).toMatchObject({
    kind: 'done',
  });
  await taken('24T02:20', 6);
  expect(await latest()).toMatchObject({ state: 'muted', calls: 11 });
  await taken('24T02:30', 3, { resourceClass: 'nodes' });
  expect(await latest()).toMatchObject({ state: 'muted', calls: 3 });
  expect(await sent(database)).toEqual([message, samples]);
});

it.each([
  ['a new address', { addresses: ['198.51.100.9'] }],
  ['a new agent', { agents: ['curl/8.5'] }],
  ['a success', { facts: { succeeded: [{ what: 'read secret shop/db', calls: 1 }] } }],
])('breaks through by %s', async (_what, more) => {
  await taken('24T02:10', 5);
  await alerts.mute({ ...wish, alertId: (await latest()).id });
  await taken('24T02:20', 6, more);
  expect(await latest()).toMatchObject({ state: 'open' });
  expect(await sent(database)).toEqual([message, samples, worse]);
});

it('does not cover what came from more addresses than are known', async () => {
  await taken('24T02:10', 5);
  await alerts.mute({ ...wish, alertId: (await latest()).id });
  const distinct = { resources: 1, namespaces: 1, addresses: 40, agents: 1 };
  await taken('24T02:20', 6, { distinct });
  expect(await latest()).toMatchObject({ state: 'open' });
});

it('ends by itself, and what goes on is heard of again', async () => {
  await taken('24T02:10', 5);
  await alerts.mute({ ...wish, alertId: (await latest()).id });
  await taken('25T02:00', 6);
  now = new Date('2026-11-25T02:10:00Z');
  await Promise.all([alerts.sweep(), newProcess(database, () => now).sweep()]);
  expect(await latest()).toMatchObject({ state: 'open' });
  expect(await alerts.listMutes()).toEqual([]);
  expect((await sent(database)).filter((line) => line === unmuted)).toHaveLength(1);
});

it('is revoked once, and both are in the trail', async () => {
  await taken('24T02:10', 5);
  await alerts.mute({ ...wish, alertId: (await latest()).id });
  const [mute] = await alerts.listMutes({ clusterId });
  const pressed = { muteId: mute?.id ?? '', person: chen };
  expect(await alerts.revokeMute(pressed)).toMatchObject({ kind: 'done' });
  expect(await alerts.revokeMute(pressed)).toMatchObject({ kind: 'refused' });
  expect(await latest()).toMatchObject({ state: 'open' });
  const trail = await readTrail(database.pool, { last: 10, clusterId });
  expect(trail.map(({ kind }) => kind).sort()).toEqual(['mute.active', 'mute.revoked']);
});

it('is refused for longer than configured, and without a reason', async () => {
  await taken('24T02:10', 5);
  const alertId = (await latest()).id;
  const long = await alerts.mute({ ...wish, alertId, forMs: 91 * 24 * hourMs });
  expect(long).toEqual({ kind: 'refused', message: 'A mute holds 90 days at most.' });
  expect(await alerts.mute({ ...wish, alertId, reason: ' ' })).toMatchObject({ kind: 'refused' });
  expect(await latest()).toMatchObject({ state: 'open' });
});

it('shows days and examples, and for every cluster those of all', async () => {
  await taken('20T02:10', 4, { severity: 'medium' });
  await taken('24T02:10', 5, { severity: 'critical', clusterId: `${clusterId}-two` });
  const alertId = (await latest()).id;
  const preview = await alerts.previewMute({ alertId, kind: 'everywhere' });
  expect(preview).toMatchObject({ clusterId: null, alerts: 2, calls: 9 });
  expect(preview?.days).toEqual([
    { day: '2026-11-20', alerts: 1, calls: 4 },
    { day: '2026-11-24', alerts: 1, calls: 5 },
  ]);
  expect(preview?.examples.map(({ severity, calls }) => [severity, calls])).toEqual([
    ['critical', 5],
    ['medium', 4],
  ]);
  expect(await alerts.previewMute({ alertId, kind: 'alert' })).toMatchObject({ alerts: 1 });
});

it('can be of calls that nobody was told of, before there is an alert', async () => {
  const calls = sighting({ '2026-11-24T02:00:00.000Z': 5 });
  expect(await alerts.previewMute({ sighting: calls, kind: 'alert' })).toMatchObject({ alerts: 0 });
  expect(await alerts.mute({ ...wish, kind: 'alert', sighting: calls })).toMatchObject({
    kind: 'done',
  });
  await taken('24T02:10', 5);
  expect(await latest()).toMatchObject({ state: 'muted' });
  expect(await sent(database)).toEqual([]);
});

it('on every cluster hides the actor there, from where it was seen to call', async () => {
  const other = { clusterId: `${clusterId}-two`, addresses: ['198.51.100.9'] };
  await taken('24T02:10', 5);
  await taken('24T02:10', 5, other);
  await alerts.mute({ ...wish, kind: 'everywhere', alertId: (await latest()).id });
  expect(await alerts.list({ states: ['muted'] })).toHaveLength(2);
  await taken('24T02:20', 5, { clusterId: `${clusterId}-three`, addresses: ['198.51.100.9'] });
  expect(await alerts.list({ states: ['muted'] })).toHaveLength(3);
  await taken('24T02:20', 5, { clusterId: `${clusterId}-four`, addresses: ['192.0.2.1'] });
  expect(await alerts.list({ states: ['open'] })).toHaveLength(1);
  expect(await alerts.listMutes({ clusterId })).toHaveLength(1);
  const scan = sighting({ '2026-11-24T02:00:00.000Z': 5 }, { actorClass: 'anonymous' });
  expect(await alerts.previewMute({ sighting: scan, kind: 'everywhere' })).toBeNull();
});

it('is edited by whoever saw it as it is, and the difference is in the trail', async () => {
  await taken('24T02:10', 5);
  await alerts.mute({ ...wish, alertId: (await latest()).id });
  const [mute] = await alerts.listMutes();
  const until = new Date('2026-11-25T12:00:00Z');
  const edit = {
    muteId: mute?.id ?? '',
    version: 0,
    person: chen,
    reason: 'it takes longer',
    until,
  };
  expect(await alerts.editMute({ ...edit, reason: '' })).toMatchObject({ kind: 'refused' });
  expect(await alerts.editMute({ ...edit, until: now })).toMatchObject({ kind: 'refused' });
  expect(await alerts.editMute(edit)).toMatchObject({ kind: 'done' });
  expect(await alerts.editMute(edit)).toEqual({
    ...{ kind: 'refused' },
    message: 'Wei Chen has edited this mute meanwhile. Please look at it again.',
  });
  const [edited] = await alerts.listMutes();
  expect(edited).toMatchObject({ version: 1, reason: 'it takes longer', editedBy: chen, until });
  const trail = await readTrail(database.pool, { last: 1, clusterId });
  expect(trail).toMatchObject([
    {
      kind: 'mute.edited',
      data: {
        from: { reason: 'the migration', until: '2026-11-25T02:10:00.000Z' },
        to: { reason: 'it takes longer', until: '2026-11-25T12:00:00.000Z' },
      },
    },
  ]);
  // A time that was prolonged is not over when the old one would have been.
  now = new Date('2026-11-25T03:00:00Z');
  await alerts.sweep();
  expect(await alerts.listMutes()).toHaveLength(1);
});

it('is bound to what was seen since only if somebody says so', async () => {
  await taken('24T02:10', 5);
  await alerts.mute({ ...wish, alertId: (await latest()).id });
  await taken('24T02:20', 6, { addresses: ['198.51.100.9'] });
  const [mute] = await alerts.listMutes();
  const edit = {
    ...{ muteId: mute?.id ?? '', person: chen, reason: 'both are ours' },
    until: new Date('2026-11-25T12:00:00Z'),
  };
  await alerts.editMute({ ...edit, version: 0 });
  expect(await latest()).toMatchObject({ state: 'open' });
  await alerts.editMute({ ...edit, version: 1, rebind: true });
  expect(await latest()).toMatchObject({ state: 'muted' });
  const trail = await readTrail(database.pool, { last: 1, clusterId });
  expect(trail).toMatchObject([{ data: { to: { addresses: ['198.51.100.9'] } } }]);
});
