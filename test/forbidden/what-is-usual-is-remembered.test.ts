import { afterAll, beforeAll, expect, it } from 'vitest';
import { readBaseline, remember } from '../../src/forbidden/baseline.ts';
import { defaultForbiddenConfig as config } from '../../src/forbidden/config.ts';
import { beginsOf, outageIn } from '../../src/forbidden/outage.ts';
import { type RefusalRow, sightingsOf } from '../../src/forbidden/sightings.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { clusterId } from './support/events.ts';

const day = 86_400_000;
const now = new Date('2026-11-24T00:00:00Z');
const before = (ms: number) => new Date(now.getTime() - ms);
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

function row(at: Date, change: Partial<RefusalRow> = {}): RefusalRow {
  const time = at.toISOString();
  return {
    Cluster: clusterId,
    Actor: 'ana@contoso.com',
    Kind: 'authorization',
    Class: 'workloads',
    Bin: time,
    Calls: 4,
    First: time,
    Last: time,
    Verbs: ['list'],
    Resources: ['pods'],
    ResourceCount: 1,
    Names: 0,
    Namespaces: ['web'],
    NamespaceCount: 1,
    Addresses: ['203.0.113.1'],
    AddressCount: 1,
    Agents: ['kubectl/v1.33'],
    AgentCount: 1,
    ActedAs: [],
    Groups: [],
    AuditIds: ['a'],
    ...change,
  };
}

async function reasonsOf(change: Partial<RefusalRow>, id = clusterId) {
  const one = row(now, { Cluster: id, ...change });
  const { historyOf } = await readBaseline(database.pool, {
    clusterIds: [id],
    actors: [one.Actor],
    from: now,
  });
  return sightingsOf([one], { config, historyOf })[0]?.suspicion.reasons;
}

async function lived(id: string, days: number) {
  const from = before(days * day);
  const watched = [{ clusterId: id, until: now }];
  const rows = Array.from({ length: 8 }, (_, index) =>
    row(before(index * 3_600_000 + 3_600_000), { Cluster: id }),
  );
  const sightings = sightingsOf(rows, { config });
  await remember(database.pool, { watched, sightings, from });
  // Looking again at the same, and at less of it, changes nothing.
  await remember(database.pool, { watched, sightings, from });
  const less = sightingsOf(
    rows.map((each) => ({ ...each, Calls: 1 })),
    { config },
  );
  await remember(database.pool, { watched, sightings: less, from });
}

it('says what is new and what is more than usual, and of the usual nothing', async () => {
  await lived(clusterId, 15);
  expect(await reasonsOf({})).toEqual([]);
  // The median is 4, and 4 + 4 √4 + 3 = 15 is still usual.
  expect(await reasonsOf({ Calls: 15 })).toEqual([]);
  expect(await reasonsOf({ Calls: 16 })).toEqual([
    '16 refusals within ten minutes, where up to 15 are usual',
  ]);
  expect(await reasonsOf({ Addresses: ['203.0.113.9'], Agents: ['curl/8'] })).toEqual([
    'came from a new address, 203.0.113.9',
    'used a new program, curl/8',
  ]);
  expect(await reasonsOf({ Actor: 'new@contoso.com' })).toEqual(['first seen in 14 days']);
});

it('calls no address new of a caller that comes from everywhere', async () => {
  const id = `${clusterId}-runners`;
  await lived(id, 15);
  const from = before(15 * day);
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => `203.0.113.${100 + index}`);
  const saw = async (addresses: string[]) => {
    const rows = [row(before(2 * day), { Cluster: id, Addresses: addresses })];
    const watched = [{ clusterId: id, until: now }];
    await remember(database.pool, { watched, sightings: sightingsOf(rows, { config }), from });
    return reasonsOf({ Addresses: ['198.51.100.9'] }, id);
  };
  expect(await saw(many(18))).toEqual(['came from a new address, 198.51.100.9']);
  expect(await saw(many(20))).toEqual([]);
});

it('calls nobody new in a cluster that is watched since yesterday', async () => {
  const young = `${clusterId}-young`;
  await lived(young, 1);
  expect(await reasonsOf({ Actor: 'new@contoso.com' }, young)).toEqual([]);
});

it('tells an outage, where nearly everybody is refused from the same ten minutes on', () => {
  const rows = Array.from({ length: 10 }, (_, index) => row(now, { Actor: `user-${index}@x.com` }));
  const sightings = sightingsOf(rows, { config });
  const knows = () => false;
  const found = (knows?: () => boolean, from = now, some = sightings) =>
    outageIn(beginsOf(some, knows), { from });
  expect(found(knows)).toMatchObject({ actors: 10 });
  expect(found(undefined, before(3_600_000))).toMatchObject({ actors: 10 });
  expect(found()).toBeNull();
  expect(found(() => true)).toBeNull();
  expect(found(knows, now, sightings.slice(0, 7))).toBeNull();
  const spread = rows.map((each, index) => {
    const at = before((index % 5) * 600_000).toISOString();
    return { ...each, Bin: at, First: at, Last: at };
  });
  expect(found(undefined, before(day), sightingsOf(spread, { config }))).toBeNull();
});
