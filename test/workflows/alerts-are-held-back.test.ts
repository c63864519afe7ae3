import { afterEach, beforeEach, expect, test } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { alertRoute } from '../../src/workflows/alert-route.ts';
import { loadWorkflows } from '../../src/workflows/load.ts';
import { clusterId, look, newProcess, sighting } from '../forbidden/alerts/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let now: Date;

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-23T23:30:00Z');
});
afterEach(() => database.drop());

const workflow = 'name: w\ndescription: d\non: {}\nclusters: all\nrun: forbidden\n';

/** Takes one look, by the routes of a file. */
async function take(
  routes: string,
  { calls = 3, severity = 'high' as const, more = {} }: Parameters<typeof sightingOf>[0] = {},
): Promise<void> {
  const loaded = loadWorkflows([
    { name: 'routes.yaml', text: routes },
    { name: 'w.yaml', text: workflow },
  ]);
  const [first] = loaded.ok ? loaded.set.workflows : [];
  if (!loaded.ok || !first) throw new Error(loaded.ok ? 'no workflow' : loaded.problems.join('\n'));
  const cluster = { id: clusterId, name: 'aks-one', tags: { env: 'prod' } };
  const nowhere = { resourceGroup: 'g', subscriptionId: 's', location: 'westeurope' };
  const route = alertRoute({
    ...{ workflow: first, routes: loaded.set.routes, owners: noOwners, now },
    fleet: [{ ...cluster, ...nowhere }],
  });
  const seen = sightingOf({ calls, severity, more });
  const window: [string, string] = ['2026-11-23T23:00:00Z', now.toISOString()];
  await newProcess(database, () => now).take([look(window, [seen])], { route });
}

function sightingOf({
  calls = 3,
  severity = 'high',
  more = {},
}: {
  calls?: number;
  severity?: 'high' | 'critical';
  more?: Parameters<typeof sighting>[1];
}) {
  return sighting({ '2026-11-23T23:10:00Z': calls }, { severity, ...more });
}

async function asked(): Promise<string[]> {
  const { rows } = await database.pool.query(
    `select view, coalesce(target->>'channel', target->>'userId') as place, due_at
       from drawbridge.outgoing where target->>'kind' <> 'everywhere' order by due_at, view`,
  );
  return rows.map(({ view, place, due_at: at }) => `${view} ${place} ${at.toISOString()}`);
}

const quiet = `routes:
  - name: night
    to: { channel: C0PLATFRM }
    quiet: { from: "22:00", to: "06:00", timezone: UTC }
`;

test('in quiet hours the message and its thread wait until they end, with one that says how many', async () => {
  await take(quiet);
  await take(quiet, { more: { actor: 'robin@contoso.com' } });
  expect(await asked()).toEqual([
    'alert C0PLATFRM 2026-11-24T06:00:00.000Z',
    'alert C0PLATFRM 2026-11-24T06:00:00.000Z',
    'alert-note C0PLATFRM 2026-11-24T06:01:00.000Z',
    'alert-note C0PLATFRM 2026-11-24T06:01:00.000Z',
    'workflow-held C0PLATFRM 2026-11-24T06:01:00.000Z',
  ]);
});

test('what turns worse meanwhile waits too, and comes once', async () => {
  await take(quiet);
  now = new Date('2026-11-23T23:40:00Z');
  await take(quiet, { more: { addresses: ['198.51.100.9'] } });
  const notes = (await asked()).filter((line) => line.startsWith('alert-note'));
  expect(notes).toHaveLength(2);
  expect(new Set(notes)).toEqual(new Set(['alert-note C0PLATFRM 2026-11-24T06:01:00.000Z']));
});

test('what is critical passes', async () => {
  await take(quiet, { severity: 'critical' });
  expect(await asked()).toContain(`alert C0PLATFRM ${now.toISOString()}`);
  expect((await asked()).join()).not.toContain('workflow-held');
});

test('a digest lists it, and nothing else is told', async () => {
  await take(quiet.replace(/quiet:.*/, 'digest: daily 09:00'));
  expect(await asked()).toEqual(['workflow-held C0PLATFRM 2026-11-24T09:01:00.000Z']);
});

test('routes look at namespaces and detections', async () => {
  const routes = (match: string) =>
    `routes:\n  - name: a\n    match: ${match}\n    to: { channel: C0PLATFRM }\n`;
  await take(routes('{ namespaces: [sho*], detections: [forbidden], clusters: "tag:env=prod" }'));
  await take(routes('{ namespaces: [pay*] }'), { more: { actor: 'a@contoso.com' } });
  await take(routes('{ detections: [exec-attach] }'), { more: { actor: 'b@contoso.com' } });
  // What fits no route has the channel for alerts of the rights.
  expect((await asked()).filter((line) => line.startsWith('alert ')).toSorted()).toEqual(
    ['C0PLATFRM', 'C0SECOPS0', 'C0SECOPS0'].map((place) => `alert ${place} ${now.toISOString()}`),
  );
});

test('that nobody could look is told however little a workflow tells', () => {
  const loaded = loadWorkflows([
    { name: 'routes.yaml', text: quiet.replace(/ {4}quiet.*/, '') },
    { name: 'w.yaml', text: `${workflow}when: { severity: critical }\n` },
  ]);
  const [first] = loaded.ok ? loaded.set.workflows : [];
  if (!loaded.ok || !first) throw new Error('no workflow');
  const route = alertRoute({
    ...{ workflow: first, routes: loaded.set.routes, owners: noOwners, fleet: [], now },
  });
  const facts = { severity: 'high' as const, clusterId, namespaces: [], at: now, tags: {} };
  expect(route({ ...facts, detection: 'forbidden' })).toEqual([]);
  expect(route({ ...facts, detection: 'not-looking' })).toEqual([
    { kind: 'channel', channel: 'C0PLATFRM' },
  ]);
});
