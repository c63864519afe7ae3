import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { remember } from '../../../src/forbidden/baseline.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { look, newProcess, sent, sighting } from './support.ts';

const now = new Date('2026-11-24T02:10:00Z');
const bin = '2026-11-24T02:00:00.000Z';
/** Nothing that an index could make shorter. */
const long = randomBytes(3_000).toString('hex');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

it('takes names of any length, so that nobody can keep the calls of others from being told', async () => {
  const hostile = sighting({ [bin]: 5 }, { actor: long, agents: [long], addresses: [long] });
  const alerts = newProcess(database, () => now);
  await alerts.take([look(['2026-11-24T01:40:00Z', now.toISOString()], [hostile])]);
  expect(await sent(database)).toContain('alert C0SECOPS0');
});

it('remembers them too', async () => {
  const hostile = sighting({ [bin]: 5 }, { actor: long, agents: [long], addresses: [long] });
  await remember(database.pool, {
    ...{ watched: [{ clusterId: hostile.clusterId, until: now }], sightings: [hostile] },
    from: new Date('2026-11-24T01:40:00Z'),
  });
});
