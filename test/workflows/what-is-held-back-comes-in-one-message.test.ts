import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { validateBlocks } from '../../src/sandbox/slack/validate-blocks.ts';
import { createDrawing } from '../../src/slack/drawing.ts';
import { view } from '../../src/slack/views/workflow-held.ts';
import { adoptWorkflows } from '../../src/workflows/adopt.ts';
import { createWorkflows } from '../../src/workflows/life-cycle.ts';
import { workflowSchema } from '../../src/workflows/schema.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const cluster = '/subscriptions/s/resourcegroups/rg/managedclusters/aks-prod-weu';
let database: TestDatabase;
let now: Date;

beforeEach(async () => {
  database = await createTestDatabase();
  now = new Date('2026-11-22T20:30:00Z');
  await database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, tags, seen_at)
     values ($1, 'aks-prod-weu', 'rg', 's', 'westeurope', '{}', now())`,
    [cluster],
  );
});
afterEach(() => database.drop());

function worker() {
  return createWorkflows({
    db: database.pool,
    owners: noOwners,
    alerts: { take: async () => {} },
    clock: () => now,
    newId: randomUUID,
    nudge: async () => {},
    warn: () => {},
  });
}

async function use(route: string): Promise<void> {
  const digest = 'name: w\ndescription: d\non: {}\nclusters: all\nrun: digest\nwhen: always\n';
  const routes = `routes:\n  - name: night\n    to: { channel: C0PLATFRM }\n    ${route}\n`;
  const files = [
    { name: 'routes.yaml', text: routes },
    { name: 'w.yaml', text: digest },
  ];
  expect(await adoptWorkflows(database.pool, files, now)).toMatchObject({ kind: 'adopted' });
}

async function run(): Promise<void> {
  const started = await worker().start('w', { teamId: 'T', userId: 'U0RIVERA' });
  if (started.kind !== 'started') throw new Error(started.kind);
  expect(await worker().proceed(started.id)).toBe(false);
}

async function asked() {
  const { rows } = await database.pool.query(
    `select view, value_id, due_at from drawbridge.outgoing where view <> 'workflow-run' order by created_at`,
  );
  return rows.map((row) => ({ view: row.view, id: row.value_id, at: row.due_at.toISOString() }));
}

/** An alert as its message would be held back in the channel. */
async function alert(state: string, hold: object): Promise<void> {
  await database.pool.query(
    `insert into drawbridge.alert (id, fingerprint, cluster_id, state, shadow, severity, sighting, seen, told,
       targets, first_call_at, last_call_at, opened_at, updated_at)
     values ($1::uuid, $1::uuid::text, $2, $3, false, 'high', $4, '{}', '{}', $5, $6, $6, $6, $6)`,
    [
      randomUUID(),
      cluster,
      state,
      JSON.stringify({ actor: 'mallory <x>', kind: 'authorization', facts: {} }),
      JSON.stringify([{ kind: 'channel', channel: 'C0PLATFRM', hold }]),
      now,
    ],
  );
}

async function shown(id: string) {
  // biome-ignore lint/suspicious/noExplicitAny: it uses the database and the clock alone
  const loaded = await view.load({ db: database.pool, now: () => now } as any, id);
  if (!loaded) throw new Error('nothing is shown');
  const { store: _, ...drawing } = createDrawing();
  const { blocks, text } = loaded.render({
    ...{ ...drawing, now, state: {}, page: 0, slashCommand: '/aks' },
  });
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  return { text, words: JSON.stringify(blocks) };
}

test('two runs in quiet hours are one message when they end, with a number', async () => {
  await use('quiet: { from: "20:00", to: "06:00", timezone: UTC }');
  await run();
  now = new Date('2026-11-22T23:00:00Z');
  await run();
  const [held, ...others] = await asked();
  expect(others).toEqual([]);
  expect(held).toMatchObject({ view: 'workflow-held', at: '2026-11-23T06:01:00.000Z' });
  const until = '2026-11-23T06:00:00.000Z';
  await alert('open', { until, digest: false });
  await alert('resolved', { until, digest: false });
  await alert('open', { until, digest: true });
  const { text, words } = await shown(held?.id ?? '');
  expect(text).toContain('4 things held back during quiet hours');
  expect(words).toContain('*2 alerts*, 1 ended by now; each has its own message here');
  expect(words).toContain('mallory &lt;x&gt;');
});

test('a digest collects until it is due, and the next one begins anew', async () => {
  await use('digest: weekly mon 09:00\n    timezone: Europe/Berlin');
  await run();
  now = new Date('2026-11-23T07:59:00Z');
  await run();
  now = new Date('2026-11-23T08:00:00Z');
  await run();
  expect((await asked()).map(({ at }) => at)).toEqual([
    '2026-11-23T08:01:00.000Z',
    '2026-11-30T08:01:00.000Z',
  ]);
  const [first, second] = await asked();
  expect((await shown(first?.id ?? '')).text).toContain('Digest: 2 things collected');
  expect((await shown(second?.id ?? '')).text).toContain('Digest: 1 thing collected');
});

test('what is not held back goes out at once', async () => {
  await use('quiet: { from: "06:00", to: "20:00", timezone: UTC }');
  await run();
  expect(await asked()).toMatchObject([{ view: 'workflow-news', at: now.toISOString() }]);
});

test('what its workflow offers can be asked for from what was held back, too', async () => {
  const [until, place] = ['2026-11-23T06:00:00.000Z', { channel: 'C0PLATFRM' }];
  const workflow = workflowSchema.parse({
    ...{ name: 'w', description: 'd', on: 'command', clusters: 'all', run: 'posture' },
    ...{ offer: ['audit-logs'], approval: { need: 2 } },
  });
  const finding = (action: string) => ({
    ...{ fingerprint: action, change: 'new', severity: 'high', clusterIds: [cluster], text: 'x' },
    remedy: { action, clusterId: cluster, params: {}, check: 'AKS-LOG-001' },
  });
  const notices = [finding('audit-logs'), finding('authorized-ip-ranges')];
  const messages = [{ place, because: ['route night'], notBefore: until, notices }];
  const result = { summary: 's', differences: 2, shadow: false, messages };
  await database.pool.query(
    `insert into drawbridge.workflow_run (id, workflow, content, state, cluster_ids, started_at, looked_at,
       finished_at, result)
     values ($1, 'w', $2, 'done', '{}', $3, $3, $3, $4)`,
    [randomUUID(), JSON.stringify(workflow), now, JSON.stringify(result)],
  );
  const { words } = await shown(`channel/C0PLATFRM/quiet/${until}`);
  expect(words).toContain('Ask for a change…');
  expect(words.match(/aks-prod-weu: Audit logs?/g)).toHaveLength(1);
  expect(words).not.toContain('aks-prod-weu: Authorized IP ranges');
});
