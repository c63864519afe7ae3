import { afterAll, beforeEach, expect, it } from 'vitest';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { ClusterLook, Sighting } from '../../../src/forbidden/types.ts';
import type { AlertState } from '../../../src/store/alerts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { clusterId, look, newProcess, sent, sighting } from './support.ts';

const rivera = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA', name: 'Ana Rivera' };
const chen = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00', name: 'Wei Chen' };
const every: AlertState[] = ['open', 'acknowledged', 'muted', 'resolved'];
const together = 'incident C0SECOPS0';
const say = (kind: string) => `incident-note C0SECOPS0 ${kind} to all`;

let database: TestDatabase;
let now: Date;
let alerts: Alerts;

beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
  alerts = newProcess(database, () => now);
});
afterAll(() => database?.drop());

/** A look at one cluster at that time, with calls in the ten minutes before. */
function seen(time: string, cluster: string, more: Partial<Sighting> = {}): ClusterLook {
  const to = new Date(`2026-11-24T${time}:00.000Z`);
  const [from, bin] = [30, 10].map((minutes) =>
    new Date(to.getTime() - minutes * 60_000).toISOString(),
  ) as [string, string];
  const its = sighting({ [bin]: 5 }, { clusterId: cluster, ...more });
  return look([from, to.toISOString()], [its], { clusterId: cluster });
}

const nth = (index: number) => `${clusterId}-${index}`;
const clusters = (count: number, time = '02:10') =>
  Array.from({ length: count }, (_none, index) => seen(time, nth(index)));

async function takenAt(time: string, looks: ClusterLook[]): Promise<void> {
  now = new Date(`2026-11-24T${time}:00.000Z`);
  await alerts.take(looks);
}

/** What was sent, without the samples of calls in the thread of an incident. */
async function said(): Promise<string[]> {
  const all = await sent(database);
  return all.filter((line) => line !== 'incident-note C0SECOPS0 samples');
}

async function incident() {
  const [one] = await alerts.listIncidents({ states: every });
  if (!one) throw new Error('no incident');
  return one;
}

it.each<[string, Partial<Sighting>, string]>([
  ['another kind', { kind: 'rbac-escalation' }, 'something else of it: rbac-escalation'],
  ['a detection', { detection: 'can-i-burst' }, 'something else of it: can-i-burst'],
  ['tokens', { resourceClass: 'tokens' }, 'it asks for tokens now'],
  ['secrets', { resourceClass: 'secrets' }, 'it asks for secrets now'],
  ['a success', { facts: { succeeded: [{ what: 'read a secret' }] } }, 'succeeded: read a secret'],
  ['a new address', { addresses: ['198.51.100.9'] }, 'from a new address: 198.51.100.9'],
])(
  'breaks through by %s that joins what somebody has, and opens it',
  async (_what, more, words) => {
    await takenAt('02:10', clusters(5));
    await alerts.acknowledgeIncident({ incidentId: (await incident()).id, person: rivera });
    await takenAt('02:20', [seen('02:20', nth(7), more)]);
    expect(await incident()).toMatchObject({ state: 'open' });
    expect(await said()).toEqual([together, say('worse')]);
    const { rows } = await database.pool.query(
      `select data from drawbridge.incident_note where data->>'kind' = 'worse'`,
    );
    expect(rows[0].data.reasons.join()).toContain(`${words} (aks-one-7)`);
  },
);

it('are called again when they had taken its alerts one by one', async () => {
  await takenAt('02:10', clusters(2));
  await takenAt('02:20', clusters(3, '02:20'));
  for (const { alertId } of (await incident()).members)
    await alerts.acknowledge({ alertId, person: rivera });
  expect(await incident()).toMatchObject({ state: 'acknowledged' });
  await takenAt('03:10', [seen('03:10', nth(0))]);
  now = new Date('2026-11-24T10:20:00Z');
  await alerts.sweep();
  expect(await incident()).toMatchObject({ state: 'open' });
  expect(await said()).toContain('alert-note C0SECOPS0 lapsed to all');
});

it('take also what others had taken before, so that it does not open when their time is over', async () => {
  await takenAt('02:10', clusters(3));
  const { id, members } = await incident();
  await alerts.acknowledge({ alertId: members[0]?.alertId ?? '', person: chen });
  await takenAt('04:10', clusters(3, '04:10'));
  await alerts.acknowledgeIncident({ incidentId: id, person: rivera });
  now = new Date('2026-11-24T11:00:00Z');
  await alerts.sweep();
  expect(await incident()).toMatchObject({ state: 'acknowledged', acknowledged: { by: rivera } });
});

it('takes in what comes back after another with the same cause has begun', async () => {
  await takenAt('02:10', clusters(4));
  await alerts.resolveIncident({ incidentId: (await incident()).id, person: rivera });
  // As long as an incident comes back in the same thread was made longer meanwhile.
  alerts = newProcess(database, () => now, { reopenWithin: 60_000 });
  await takenAt('03:10', clusters(3, '03:10'));
  alerts = newProcess(database, () => now);
  await takenAt('03:20', [seen('03:20', nth(3))]);
  const [newest, ...others] = await alerts.listIncidents({ states: ['open'] });
  expect(others).toEqual([]);
  expect(newest?.members).toHaveLength(4);
  expect((await said()).filter((line) => line === together)).toHaveLength(2);
});

it('is also of what is critical, where that is more than anybody could read one by one', async () => {
  alerts = newProcess(database, () => now, { perHour: 2 });
  const critical = Array.from({ length: 9 }, (_none, index) =>
    seen('02:10', clusterId, { actor: `app-${index}`, severity: 'critical' }),
  );
  await takenAt('02:10', critical);
  expect((await said()).filter((line) => line === 'alert C0SECOPS0')).toHaveLength(6);
  expect(await incident()).toMatchObject({ severity: 'critical', cause: { kind: 'flood' } });
  expect((await incident()).members).toHaveLength(3);
});

it('shows some calls of its gravest alerts an hour, and says how many it holds back', async () => {
  await takenAt('02:10', clusters(7));
  await takenAt('02:20', clusters(7, '02:20'));
  await takenAt('03:10', clusters(7, '03:10'));
  const { rows } = await database.pool.query(
    `select data from drawbridge.incident_note where data->>'kind' = 'samples' order by at`,
  );
  expect(rows.map(({ data }) => [data.calls, data.heldBack, data.shown.length])).toEqual([
    [35, 25, 5],
    [105, 60, 5],
  ]);
  expect(rows[0].data.shown[0]).toMatchObject({
    ...{ actor: 'sam@contoso.com', auditIds: ['audit-0', 'audit-1'] },
    cluster: expect.stringMatching(/^aks-one-\d$/),
  });
  expect(await sent(database)).toEqual([
    ...[together, 'incident-note C0SECOPS0 samples', 'incident-note C0SECOPS0 samples'],
  ]);
});

it('of an outage takes in who comes late, but nothing critical: an outage is a good time for an attack', async () => {
  const outage = { since: '2026-11-24T02:00:00.000Z', actors: 2, why: '2 of 2 callers' };
  const during = ['app-0', 'app-1'].map((actor) => ({
    ...seen('02:10', clusterId, { actor }),
    outage,
  }));
  await takenAt('02:10', during);
  const late = [{ actor: 'late' }, { actor: 'eve', severity: 'critical' as const }];
  await takenAt(
    '02:40',
    late.map((more) => seen('02:40', clusterId, more)),
  );
  expect((await incident()).members.map(({ actor }) => actor).toSorted()).toEqual([
    ...['app-0', 'app-1', 'late'],
  ]);
  expect(await said()).toContain('alert C0SECOPS0');
});
