import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { adoptWorkflows } from '../../src/workflows/adopt.ts';
import type { Notice } from '../../src/workflows/define-runner.ts';
import { createWorkflows } from '../../src/workflows/life-cycle.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const prefix = '/subscriptions/s/resourcegroups/rg/managedclusters';
const [one, two] = [`${prefix}/aks-one`, `${prefix}/aks-two`];
const ana = JSON.stringify({ teamId: 'T', userId: 'U0RIVERA', name: 'Ana' });
let database: TestDatabase;
let now: Date;

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-23T07:00:00Z');
  for (const id of [one, two])
    await insert('cluster', {
      ...{ id, name: id.split('/').at(-1), resource_group: 'rg', subscription_id: 's' },
      ...{ location: 'westeurope', tags: '{}', seen_at: now },
    });
  const text = 'name: w\ndescription: d\non: command\nclusters: all\nrun: digest\nwhen: always\n';
  const routes = 'routes: []\nfallback: { channel: C0PLATFRM }\n';
  await adoptWorkflows(
    database.pool,
    [
      { name: 'routes.yaml', text: routes },
      { name: 'w.yaml', text },
    ],
    now,
  );
});
afterEach(() => database.drop());

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const names = Object.keys(row);
  await database.pool.query(
    `insert into drawbridge.${table} (${names.join(', ')})
     values (${names.map((_name, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
}

async function digest(): Promise<string[]> {
  const workflows = createWorkflows({
    ...{ db: database.pool, owners: noOwners, clock: () => now, newId: randomUUID },
    alerts: { take: async () => {} },
    nudge: async () => {},
    warn: () => {},
  });
  const started = await workflows.start('w', { teamId: 'T', userId: 'U0RIVERA' });
  if (started.kind !== 'started') throw new Error(started.kind);
  expect(await workflows.proceed(started.id)).toBe(false);
  const { rows } = await database.pool.query(
    'select result from drawbridge.workflow_run where id = $1',
    [started.id],
  );
  const notices: Notice[] = rows[0].result.messages.flatMap(
    (message: { notices: Notice[] }) => message.notices,
  );
  return notices.map(({ heading, severity, text }) => `${heading ?? '–'} | ${severity} | ${text}`);
}

/** A finished look at one cluster, with these checks failing. */
async function looked(clusterId: string, at: string, failing: string[]): Promise<void> {
  const results = [
    ...failing.map((check) => ({ check, title: `T ${check}`, severity: 'high', outcome: 'fail' })),
    { check: 'AKS-OK-001', title: 'fine', severity: 'high', outcome: 'pass' },
  ];
  await insert('posture_run', {
    ...{ id: randomUUID(), cluster_id: clusterId, state: 'done', requested_by: ana },
    ...{ started_at: at, finished_at: at, report: JSON.stringify({ grade: 'B', results }) },
  });
}

test('with nothing known and nothing open it says so, and what it does not know', async () => {
  expect(await digest()).toEqual([
    'New findings | medium | Nothing is known of the posture of 2 clusters: aks-one, aks-two',
  ]);
  await looked(one, '2026-11-01T00:00:00Z', []);
  await looked(two, '2026-11-01T00:00:00Z', []);
  expect(await digest()).toEqual(['– | info | Nothing is open']);
});

test('each thing stands under its heading, with the cluster, and findings are new since the last digest', async () => {
  await looked(one, '2026-11-10T00:00:00Z', ['AKS-OLD-001']);
  await looked(two, '2026-11-10T00:00:00Z', []);
  await digest();
  now = new Date('2026-11-30T07:00:00Z');
  await looked(one, '2026-11-28T00:00:00Z', ['AKS-OLD-001', 'AKS-NEW-001']);
  const sighting = {
    ...{ actor: 'mallory', kind: 'authorization', resourceClass: 'secrets', facts: {} },
  };
  for (const state of ['open', 'muted'])
    await insert('alert', {
      ...{ id: randomUUID(), fingerprint: state, cluster_id: one, state, shadow: false },
      ...{ severity: 'critical', sighting: JSON.stringify(sighting), seen: '{}', told: '{}' },
      ...{ targets: '[]', first_call_at: now, last_call_at: now, opened_at: now, updated_at: now },
    });
  await insert('mute', {
    ...{ id: randomUUID(), state: 'active', cluster_id: two, cover: '{}', reason: 'known' },
    ...{ until: '2026-12-04T00:00:00Z', created_by: ana, created_at: now },
  });
  await insert('mute', {
    ...{ id: randomUUID(), state: 'active', cluster_id: two, cover: '{}', reason: 'much later' },
    ...{ until: '2027-02-04T00:00:00Z', created_by: ana, created_at: now },
  });
  const remarks = [
    { urgency: 'act', text: 'Two nodes wait for a reboot.', pool: 'user', key: 'reboot' },
    { urgency: 'act', text: 'An image is old', pool: 'old', key: 'image-old/old' },
    { urgency: 'watch', text: 'A newer image is there', pool: 'user', key: 'image-newer/user' },
  ];
  const silences = [{ pool: 'old', reason: 'r', until: '2027-01-01T00:00:00Z' }];
  await insert('node_run', {
    ...{ id: randomUUID(), filter: 'all', cluster_ids: [two], state: 'done', requested_by: ana },
    ...{ started_at: '2026-11-29T00:00:00Z', finished_at: '2026-11-29T00:00:00Z' },
    result: JSON.stringify([{ clusterId: two, name: 'aks-two', remarks, silences }]),
  });
  expect(await digest()).toEqual([
    'Alerts that go on | critical | aks-one: refused (authorization, secrets), by mallory, since 2026-11-30',
    'New findings | high | aks-one: T AKS-NEW-001 (AKS-NEW-001)',
    'Nodes | high | aks-two: Two nodes wait for a reboot (seen 2026-11-29)',
    'Ends soon | low | Mute on aks-two ends 2026-12-04: known',
  ]);
});
