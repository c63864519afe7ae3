/** What one look found on several clusters is counted at once, so that nobody tells of a part of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { look, newProcess, sent, sighting } from './support.ts';

const now = new Date('2026-11-24T02:10:00Z');
const bin = '2026-11-24T02:00:00.000Z';
const window: [string, string] = ['2026-11-24T01:40:00Z', now.toISOString()];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

/** The same caller on one more cluster. */
function on(clusterId: string) {
  return look(window, [sighting({ [bin]: 5 }, { clusterId })], { clusterId });
}

it('counts nothing of a look of which it cannot count all', async () => {
  const alerts = newProcess(database, () => now);
  const lost = {
    ...on('/c/three'),
    get sightings(): never {
      throw new Error('the rest is lost');
    },
  };
  const taking = alerts.take([on('/c/one'), on('/c/two'), lost]);
  await expect(taking).rejects.toThrow('the rest is lost');
  await alerts.sweep();
  expect(await alerts.list({ states: ['open'] })).toEqual([]);
  expect(await sent(database)).toEqual([]);
});

it('tells of all of it by one message, however often others sweep meanwhile', async () => {
  const alerts = newProcess(database, () => now);
  const other = newProcess(database, () => now);
  let isCounted = false;
  const sweeping = (async () => {
    while (!isCounted) await other.sweep();
  })();
  await alerts.take(Array.from({ length: 12 }, (_, number) => on(`/c/${number}`)));
  isCounted = true;
  await sweeping;
  expect(await alerts.list({ states: ['open'] })).toHaveLength(12);
  expect(await sent(database)).toEqual(['incident C0SECOPS0', 'incident-note C0SECOPS0 samples']);
});
