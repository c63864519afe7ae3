import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { CoverKind } from '../../../src/forbidden/alerts/cover.ts';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { Sighting } from '../../../src/forbidden/types.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { look, newProcess, sent, sighting } from './support.ts';

const chen = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00', name: 'Wei Chen' };
const hourMs = 3_600_000;
const message = 'alert C0SECOPS0';
const samples = 'alert-note C0SECOPS0 samples';
const success = { facts: { succeeded: [{ what: 'read secret shop/db', calls: 1 }] } };

let database: TestDatabase;
let now: Date;
let alerts: Alerts;

beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
  alerts = newProcess(database, () => now);
});
afterAll(() => database?.drop());

/** As if the clock stood there, with calls in the ten minutes before. */
async function taken(time: string, more: Partial<Sighting> = {}, calls = 5): Promise<void> {
  now = new Date(`2026-11-${time}:00.000Z`);
  const [from, bin] = [30, 10].map((minutes) =>
    new Date(now.getTime() - minutes * 60_000).toISOString(),
  ) as [string, string];
  const seen = sighting({ [bin]: calls }, { severity: 'medium', ...more });
  await alerts.take([look([from, now.toISOString()], [seen])]);
}

async function mute(kind: CoverKind, forMs = 24 * hourMs): Promise<void> {
  const [alert] = await alerts.list({ states: ['open', 'muted'] });
  const wish = { alertId: alert?.id ?? '', person: chen, kind, reason: 'the migration', forMs };
  expect(await alerts.mute(wish)).toMatchObject({ kind: 'done' });
}

describe('a mute of a caller, and what is an alert by itself,', () => {
  it.each<[string, CoverKind, Partial<Sighting>]>([
    ['of a higher severity', 'actor', { resourceClass: 'nodes', severity: 'critical' }],
    ['of a higher severity', 'everywhere', { resourceClass: 'nodes', severity: 'high' }],
    ['that asks for secrets', 'actor', { resourceClass: 'secrets', resources: ['secrets'] }],
    ['of a success', 'actor', { resourceClass: 'nodes', ...success }],
    ['of an escalation', 'namespace', { kind: 'rbac-escalation', resourceClass: 'rbac' }],
    ['of an escalation', 'everywhere', { kind: 'rbac-escalation', resourceClass: 'rbac' }],
  ])('does not hide one %s (%s)', async (_what, kind, more) => {
    await taken('24T02:10');
    await mute(kind);
    await taken('24T02:20', more);
    expect(await alerts.list({ states: ['open'] })).toMatchObject([{ sighting: more }]);
    expect(await sent(database)).toEqual([message, samples, message, samples]);
  });

  it('hides what people saw when they made it: secrets, a success, high severity', async () => {
    const known: Partial<Sighting> = { resources: ['secrets'], severity: 'high', ...success };
    await taken('24T02:10', known);
    await mute('actor');
    await taken('24T02:20', { ...known, resourceClass: 'nodes' });
    expect(await alerts.list({ states: ['muted'] })).toHaveLength(2);
  });
});

it('breaks through when the same alert becomes graver, though nothing else of it is new', async () => {
  await taken('24T02:10');
  await mute('alert');
  await taken('24T02:20', { severity: 'high' });
  expect(await alerts.list({ states: ['open'] })).toHaveLength(1);
  expect(await sent(database)).toContain('alert-note C0SECOPS0 worse to all');
});

it('does not swallow what is worse because the alert had ended meanwhile', async () => {
  await taken('24T02:10');
  await mute('alert', 7 * 24 * hourMs);
  await alerts.take([look(['2026-11-24T02:10:00Z', '2026-11-24T09:00:00Z'], [])]);
  await alerts.resolveQuiet();
  expect(await alerts.list({ states: ['resolved'] })).toHaveLength(1);
  await taken('24T09:10');
  expect(await alerts.list({ states: ['muted'] })).toHaveLength(1);
  await alerts.take([look(['2026-11-24T09:00:00Z', '2026-11-24T16:00:00Z'], [])]);
  await alerts.resolveQuiet();
  await taken('24T16:10', {}, 50);
  expect(await alerts.list({ states: ['open'] })).toHaveLength(1);
  expect(await sent(database)).toContain('alert-note C0SECOPS0 reopened to all');
});

it('stays while what runs in the cluster moves to another node, and not when its token leaves', async () => {
  const pod = { actor: 'pod', actorClass: 'service-account' as const };
  await taken('24T02:10', { ...pod, addresses: ['10.1.0.4'] });
  await mute('alert');
  await taken('24T02:20', { ...pod, addresses: ['10.1.0.9'] });
  expect(await alerts.list({ states: ['muted'] })).toHaveLength(1);
  await taken('24T02:30', { ...pod, addresses: ['198.51.100.9'] });
  expect(await alerts.list({ states: ['open'] })).toHaveLength(1);
});

it('says which address it does not cover', async () => {
  const scan = { actor: 'system:anonymous', actorClass: 'anonymous' as const };
  await taken('24T02:10', scan);
  await mute('alert');
  await taken('24T02:20', { ...scan, addresses: ['198.51.100.9'] });
  const { rows } = await database.pool.query(
    `select data->'reasons' as reasons from drawbridge.alert_note where data->>'kind' = 'worse'`,
  );
  expect(rows).toEqual([
    { reasons: ['from an address that the mute does not cover: 198.51.100.9'] },
  ]);
});

it('ends for nobody while another mute covers the same', async () => {
  await taken('24T02:10');
  await mute('alert', hourMs);
  const [alert] = await alerts.list({ states: ['muted'] });
  const wish = { alertId: alert?.id ?? '', person: chen, reason: 'all of it', forMs: 9 * hourMs };
  await alerts.mute({ ...wish, kind: 'actor' });
  await taken('24T03:10');
  await alerts.sweep();
  expect(await alerts.listMutes()).toHaveLength(1);
  expect(await alerts.list({ states: ['muted'] })).toHaveLength(1);
  expect(await sent(database)).toEqual([message, samples]);
});
