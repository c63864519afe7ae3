import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClusterNodes, Remark } from '../../src/nodes/types.ts';
import { drawbridgeItself } from '../../src/rights/person.ts';
import { nodeRuns, startNodeRun } from '../../src/store/node-runs.ts';
import type { Collected, Notice } from '../../src/workflows/define-runner.ts';
import { runner } from '../../src/workflows/runners/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-24T06:00:00Z');
const clusterId =
  '/subscriptions/1/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks-a';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const remark = (key: string, more: Partial<Remark> = {}): Remark => ({
  ...{ key, text: `${key}.`, urgency: 'act', pool: null },
  ...more,
});

function seen(remarks: Remark[], more: Partial<ClusterNodes> = {}): ClusterNodes {
  return {
    ...{ clusterId, name: 'aks-a', readAt: now.toISOString(), problem: null },
    ...{ osChannel: 'NodeImage', upgradeChannel: null, state: null, nodes: [], nodesUnknown: null },
    ...{ pools: [], poolsUnknown: null, restarter: null, locks: [], sources: [], silences: [] },
    ...{ remarks, scheduledEvents: null },
    ...more,
  };
}

async function aRun(...clusters: ClusterNodes[]): Promise<string> {
  const { pool: db } = database;
  const id = randomUUID();
  await startNodeRun(db, {
    ...{ id, filter: 'workflow test', requestedBy: drawbridgeItself, clusterIds: [clusterId], now },
  });
  await nodeRuns.finish(db, { id, result: clusters, now });
  return id;
}

/** What the last of these looks tells, in the order in which they were taken. */
async function told(...looks: ClusterNodes[]): Promise<Notice[]> {
  const ids: string[] = [];
  for (const look of looks) ids.unshift(await aRun(look));
  const [valueId = '', ...before] = ids;
  const collected: Collected = await runner.collect(
    database.pool,
    { ...{ valueId, before, with: {}, clusterIds: [clusterId] }, startedAt: now, since: null },
    { takeAlerts: async () => {} },
  );
  if (collected.state !== 'done') throw new Error(collected.state);
  return collected.notices;
}

const short = (notices: Notice[]) =>
  notices.map(({ change, fingerprint }) => `${change} ${fingerprint.slice(clusterId.length + 1)}`);

test('the first look is one sentence for a cluster', async () => {
  const notices = await told(seen([remark('reboot'), remark('image-old/apps', { pool: 'apps' })]));
  expect(short(notices)).toEqual(['new first']);
  expect(notices[0]?.text).toBe('aks-a, first look: reboot (and 1 more: /aks nodes aks-a)');
});

test('what is new is told, what stays is not, and what is over is', async () => {
  const before = seen([remark('reboot'), remark('cordoned/n1')]);
  const after = seen([remark('reboot'), remark('not-ready/n2')]);
  expect(short(await told(before, after))).toEqual(['new not-ready/n2', 'resolved cordoned/n1']);
  expect(await told(before, before)).toEqual([]);
});

test('an image that is a day older is no news; more nodes that wait are', async () => {
  const before = seen([remark('image-old/apps', { text: '43 days' }), remark('reboot')]);
  const after = seen([
    remark('image-old/apps', { text: '44 days' }),
    remark('reboot', { text: 'two wait' }),
  ]);
  expect(short(await told(before, after))).toEqual(['changed reboot']);
});

test('what is silenced is not told, and is new once that is over', async () => {
  const silences = [{ pool: 'apps', reason: 'rebuilt', until: now.toISOString() }];
  const remarks = [remark('image-old/apps', { pool: 'apps' }), remark('reboot')];
  const quiet = seen(remarks, { silences });
  expect(await told(seen([remark('reboot')]), quiet)).toEqual([]);
  expect(short(await told(quiet, seen(remarks)))).toEqual(['new image-old/apps']);
  const all = seen(remarks, { silences: [{ ...silences[0], pool: null } as never] });
  expect(await told(seen([]), all)).toEqual([]);
});

test('what cannot be seen any more is not called over', async () => {
  const before = seen([remark('not-ready/n1'), remark('image-old/apps')]);
  const unseen = seen([remark('nodes-unknown')], { nodesUnknown: { reason: 'denied' } });
  expect(short(await told(before, unseen))).toEqual([
    'new nodes-unknown',
    'resolved image-old/apps',
  ]);
  const unread = seen([remark('unread')], { problem: { message: 'denied' } });
  expect(short(await told(before, unread))).toEqual(['new unread']);
  // Compared with the last time that it could be read.
  expect(short(await told(before, unread, before))).toEqual(['resolved unread']);
  expect(short(await told(before, unread, unread))).toEqual([]);
  expect(short(await told(unread, unread))).toEqual([]);
  expect(short(await told(unread, before))).toEqual(['resolved unread', 'new first']);
});

test('an old image offers the new one, and a channel that brings nothing a better one', async () => {
  const notices = await told(
    seen([]),
    seen([remark('image-old/apps', { pool: 'apps' }), remark('channel-none')]),
  );
  expect(notices.map(({ remedy }) => [remedy?.action, remedy?.params])).toEqual([
    ['node-image', { pools: ['apps'] }],
    ['node-os-channel', { channel: 'SecurityPatch' }],
  ]);
});

test('what Azure has scheduled is not called over while its events cannot be read', async () => {
  const reboot = remark('RebootScheduled/aks-1', { urgency: 'watch' });
  const unread = { scheduledEvents: { state: 'unreadable' as const, note: 'denied' } };
  expect(short(await told(seen([reboot]), seen([], unread)))).toEqual([]);
  expect(short(await told(seen([reboot]), seen([])))).toEqual(['resolved RebootScheduled/aks-1']);
});
