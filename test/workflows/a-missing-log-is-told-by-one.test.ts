import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ClusterLook } from '../../src/forbidden/types.ts';
import { drawbridgeItself } from '../../src/rights/person.ts';
import { forbiddenRuns, startForbiddenRun } from '../../src/store/forbidden-runs.ts';
import { type LookingRow, saveLooking } from '../../src/store/looking.ts';
import { runner } from '../../src/workflows/runners/detections.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-24T06:00:00Z');
const minuteMs = 60_000;
const ago = (minutes: number) => new Date(now.getTime() - minutes * minuteMs);
const clusterId =
  '/subscriptions/1/resourcegroups/rg/providers/microsoft.containerservice/managedclusters/aks-a';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.owner.query('truncate drawbridge.looking'));
afterAll(() => database.drop());

const noLog: ClusterLook = {
  ...{ clusterId, window: { from: ago(30).toISOString(), to: now.toISOString() }, source: null },
  problem: { code: 'no-audit-log', message: 'No audit log is stored.' },
  ...{ partial: null, newest: null, sightings: [], unauthenticated: 0, outage: null },
};

/** How the looks for refused calls at the same cluster have gone. */
function refusals(more: Partial<LookingRow>): Promise<void> {
  return saveLooking(database.pool, {
    ...{ clusterId, looksFor: 'forbidden', workflow: 'forbidden-calls', shadow: false },
    ...{ targets: [], workspaceId: null, firstAt: ago(60), lookedAt: ago(10), everyS: 600 },
    ...{ seenUntil: null, newestAt: null, usualDelayS: 0, failingSince: ago(60) },
    ...{ code: 'no-audit-log', problem: 'No audit log is stored.' },
    ...{ gapFrom: null, gapUntil: null, gapTries: 0 },
    ...more,
  });
}

/** What the first run of the detections tells. */
async function told(): Promise<string[]> {
  const { pool: db } = database;
  const id = randomUUID();
  await startForbiddenRun(db, {
    ...{ id, filter: 'workflow detections', groupedBy: 'actor', clusterIds: [clusterId] },
    ...{ since: ago(30), until: now, requestedBy: drawbridgeItself, now },
  });
  await forbiddenRuns.finish(db, { id, result: [noLog], now });
  const collected = await runner.collect(
    db,
    {
      ...{ valueId: id, before: [], with: { window: '30m' }, clusterIds: [clusterId] },
      ...{ startedAt: now, since: null },
    },
    { takeAlerts: async () => {} },
  );
  if (collected.state !== 'done') throw new Error(collected.state);
  return collected.notices.map(({ text }) => text);
}

test('a log that nobody has missed yet is told', async () => {
  expect(await told()).toEqual([
    'aks-a: the audit log cannot be looked at: No audit log is stored.',
  ]);
});

test('what another workflow has told is not told again', async () => {
  await refusals({});
  expect(await told()).toEqual([]);
});

test.each<[string, Partial<LookingRow>]>([
  ['tells nobody', { shadow: true }],
  ['missed something else', { code: 'not-visible' }],
  ['has not looked for two days', { lookedAt: ago(48 * 60) }],
  ['began to miss it later', { failingSince: new Date(now.getTime() + minuteMs) }],
  ['looks at it again', { failingSince: null, code: null, problem: null }],
])('it is told where the other workflow %s', async (_when, more) => {
  await refusals(more);
  expect(await told()).toHaveLength(1);
});
