import { afterAll, beforeEach, expect, it } from 'vitest';
import type { Alerts } from '../../../src/forbidden/alerts/life-cycle.ts';
import type { Sighting } from '../../../src/forbidden/types.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { look, newProcess, sent, sighting } from './support.ts';

const rivera = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA', name: 'Ana Rivera' };
const brokenBy = { at: '2026-11-24T01:55:00Z', by: 'kim@contoso.com', what: 'deleted a role' };
const read = { what: 'read secret shop/db', first: '2026-11-24T02:01:00Z' };

let database: TestDatabase;
let now: Date;
let alerts: Alerts;

beforeEach(async () => {
  await database?.drop();
  database = await createTestDatabase();
  alerts = newProcess(database, () => now);
});
afterAll(() => database?.drop());

async function taken(time: string, bin: string, more: Partial<Sighting> = {}): Promise<void> {
  now = new Date(`2026-11-24T${time}:00Z`);
  const seen = sighting({ [`2026-11-24T${bin}:00.000Z`]: 5 }, more);
  const from = new Date(now.getTime() - 30 * 60_000).toISOString();
  await alerts.take([look([from, now.toISOString()], [seen])]);
}

async function only() {
  const [alert] = await alerts.list({ states: ['open', 'resolved'] });
  if (!alert) throw new Error('no alert');
  return alert;
}

it('though the next looks see nothing of it: why it matters, how grave, what succeeded, what broke it', async () => {
  await taken('02:10', '02:00', {
    facts: { succeeded: [{ ...read, calls: 3, last: read.first }], changes: [brokenBy], brokenBy },
  });
  await taken('03:10', '03:00', {
    severity: 'low',
    suspicion: { level: 'low', score: 10, reasons: ['a few refusals'] },
    facts: { succeeded: [{ ...read, calls: 1, last: '2026-11-24T03:02:00Z' }], changes: [] },
  });
  expect(await only()).toMatchObject({
    severity: 'high',
    sighting: { suspicion: { score: 70, reasons: ['first seen in 14 days'] } },
    context: {
      brokenBy,
      changes: [brokenBy],
      succeeded: [{ ...read, calls: 3, last: '2026-11-24T03:02:00Z' }],
    },
  });
});

it('until it is over: what comes back is judged anew', async () => {
  await taken('02:10', '02:00');
  await alerts.resolve({ alertId: (await only()).id, person: rivera });
  const suspicion = { level: 'low' as const, score: 10, reasons: ['a few refusals'] };
  await taken('03:10', '03:00', { severity: 'low', suspicion });
  expect(await only()).toMatchObject({ severity: 'low', sighting: { suspicion } });
});

it('and what nobody knew who resolved it brings it back, however late its record comes', async () => {
  await taken('02:10', '02:00');
  await alerts.resolve({ alertId: (await only()).id, person: rivera });
  // The same calls, and one of the same minutes that came late.
  await taken('02:20', '02:00');
  expect(await only()).toMatchObject({ state: 'resolved' });
  await taken('02:30', '02:00', { addresses: ['203.0.113.7', '198.51.100.9'] });
  await taken('02:30', '02:00', { addresses: ['203.0.113.7', '198.51.100.9'] });
  expect(await only()).toMatchObject({ state: 'open' });
  const replies = (await sent(database)).filter((line) => line.endsWith('to all'));
  expect(replies).toEqual(['alert-note C0SECOPS0 reopened to all']);
});
