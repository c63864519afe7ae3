import { afterEach, beforeEach, expect, test } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { alertRoute } from '../../src/workflows/alert-route.ts';
import { backtest } from '../../src/workflows/backtest.ts';
import { loadWorkflows } from '../../src/workflows/load.ts';
import { clusterId, look, newProcess, sighting } from '../forbidden/alerts/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-24T02:10:00Z');
const window: [string, string] = ['2026-11-24T01:40:00Z', now.toISOString()];
const nth = (index: number) => `${clusterId}-${index}`;

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase();
  for (let index = 0; index < 20; index += 1)
    await database.pool.query(
      `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, tags, seen_at)
       values ($1, $2, 'rg', 's', 'westeurope', '{}', now())`,
      [nth(index), `aks-one-${index}`],
    );
});
afterEach(() => database.drop());

const routes = `routes:
  - { name: security, match: { severity: critical }, to: { channel: C0SECOPS0 }, continue: true }
  - { name: platform, to: { channel: C0PLATFRM } }
`;

function setOf(text: string) {
  const workflow = 'name: w\ndescription: d\non: {}\nclusters: all\nrun: forbidden\n';
  const loaded = loadWorkflows([
    { name: 'routes.yaml', text },
    { name: 'w.yaml', text: workflow },
  ]);
  if (!loaded.ok) throw new Error(loaded.problems.join('\n'));
  return loaded.set;
}

async function taken(sightings: Parameters<typeof sighting>[1][], shadow = false): Promise<void> {
  const set = setOf(routes);
  const [workflow] = set.workflows;
  if (!workflow) throw new Error('no workflow');
  const { rows: clusters } = await database.pool.query('select id, name from drawbridge.cluster');
  const nowhere = { resourceGroup: 'g', subscriptionId: 's', location: 'westeurope', tags: {} };
  const route = alertRoute({
    ...{ workflow, routes: set.routes, owners: noOwners, now },
    fleet: clusters.map((each) => ({ ...each, ...nowhere })),
  });
  const looks = sightings.map((more) =>
    look(window, [sighting({ '2026-11-24T02:00:00Z': 5 }, more)], {
      clusterId: more?.clusterId ?? clusterId,
    }),
  );
  await newProcess(database, () => now).take(looks, { route, shadow });
}

/** How many messages a place was sent, edits and what is in threads left out. */
async function sentTo(channel: string): Promise<number> {
  const { rows } = await database.pool.query(
    `select 1 from drawbridge.outgoing
      where target->>'kind' = 'channel' and target->>'channel' = $1 and view in ('alert', 'incident')`,
    [channel],
  );
  return rows.length;
}

async function counted(text = routes): Promise<Record<string, number>> {
  const from = new Date(now.getTime() - 86_400_000);
  const to = new Date(now.getTime() + 60_000);
  const { lines } = await backtest(database.pool, {
    ...{ set: setOf(text), owners: noOwners, from, to },
  });
  return Object.fromEntries(
    lines.map(({ because, days }) => [
      because,
      Object.values(days).reduce((sum, count) => sum + count, 0),
    ]),
  );
}

const byOne = (count: number) =>
  Array.from({ length: count }, (_none, index) => ({ clusterId: nth(index) }));

test('one caller on many clusters is one message, as it was', async () => {
  await taken(byOne(12));
  expect(await sentTo('C0PLATFRM')).toBe(1);
  expect(await counted()).toEqual({ 'route platform': 1 });
});

test('an alert by itself is a message at each of its places, beside what belongs together', async () => {
  await taken([
    ...byOne(6),
    { clusterId: nth(15), actor: 'kim@contoso.com', severity: 'critical' as const },
  ]);
  expect([await sentTo('C0PLATFRM'), await sentTo('C0SECOPS0')]).toEqual([2, 1]);
  expect(await counted()).toEqual({ 'route platform': 2, 'route security': 1 });
});

test('what was only counted in shadow is counted alike', async () => {
  await taken(byOne(6), true);
  expect(await sentTo('C0PLATFRM')).toBe(0);
  expect(await counted()).toEqual({ 'route platform': 1 });
});

test('by routes that send less, there is less', async () => {
  await taken([
    ...byOne(6),
    { clusterId: nth(15), actor: 'kim@contoso.com', severity: 'critical' as const },
  ]);
  const less =
    'routes: [{ name: worst, match: { severity: critical }, to: { channel: C0SECOPS0 } }]\n';
  expect(await counted(less)).toEqual({ 'route worst': 1 });
});
