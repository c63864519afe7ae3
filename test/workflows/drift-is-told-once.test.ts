import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cell, DriftReport, Row } from '../../src/posture/drift/types.ts';
import { drawbridgeItself } from '../../src/rights/person.ts';
import { driftRuns, startDriftRun } from '../../src/store/drift-runs.ts';
import { runner } from '../../src/workflows/runners/drift.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

const now = new Date('2026-11-24T06:00:00Z');

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What each cluster answers to the one question; of `unread` ones nothing is known. */
function report(
  answers: Record<string, string>,
  { unread = [], odd }: { unread?: string[]; odd?: string } = {},
): DriftReport {
  const names = Object.keys(answers);
  const cells = Object.entries(answers).map(
    ([name, text]): Cell => ({
      ...{ kind: 'value', value: text, text },
      ...(name === odd && { odd: true as const }),
    }),
  );
  const row: Row = {
    ...{ kind: 'setting', id: 'autoscaler', title: 'Autoscaler', layer: 'Nodes', linked: [] },
    ...{ cells, majority: null, callOuts: [] },
  };
  return {
    environmentTag: 'env',
    clusters: names.map((name) => ({
      ...{ id: `/Clusters/${name}`, name, environment: null, rank: null, isProduction: false },
      takenAt: now.toISOString(),
    })),
    unread: unread.map((name) => ({ id: `/Clusters/${name}`, name, reason: 'denied' })),
    asked: { settings: 1, checks: 0 },
    rows: new Set(Object.values(answers)).size > 1 ? [row] : [],
    allowed: [],
    notCompared: [],
  };
}

/** What the last of these comparisons tells, in the order in which they were made. */
async function told(...reports: DriftReport[]): Promise<string[]> {
  const ids: string[] = [];
  for (const result of reports) {
    const id = randomUUID();
    await startDriftRun(database.pool, {
      ...{ id, filter: 'workflow test', clusterIds: [], requestedBy: drawbridgeItself, now },
    });
    await driftRuns.finish(database.pool, { id, result, now });
    ids.unshift(id);
  }
  const [valueId = '', ...before] = ids;
  const collected = await runner.collect(
    database.pool,
    { ...{ valueId, before, with: {}, clusterIds: [] }, startedAt: now, since: null },
    { takeAlerts: async () => {} },
  );
  if (collected.state !== 'done') throw new Error(collected.state);
  return collected.notices.map(({ change, text }) => `${change}: ${text}`);
}

const differing = report({ a: 'on', b: 'on', c: 'off' });
const alike = report({ a: 'on', b: 'on', c: 'on' });
const withoutC = report({ a: 'on', b: 'on' }, { unread: ['c'] });
const over = 'resolved: Autoscaler: no difference any more';

test('what differs anew, in another way, or not any more is told', async () => {
  expect(await told(alike, differing)).toEqual(['new: Autoscaler: on on a, b; off on c']);
  expect(await told(differing, differing)).toEqual([]);
  expect(await told(differing, report({ a: 'on', b: 'off', c: 'off' }))).toEqual([
    'changed: Autoscaler: on on a; off on b, c',
  ]);
  expect(await told(differing, alike)).toEqual([over]);
});

test('a difference is not called over, and not new again, because its cluster could not be read', async () => {
  expect(await told(differing, withoutC)).toEqual(['new: c could not be read: denied']);
  expect(await told(differing, withoutC, withoutC)).toEqual([]);
  expect(await told(differing, withoutC, differing)).toEqual([]);
  expect(await told(differing, withoutC, alike)).toEqual([over]);
});

test('while another cluster cannot be read, what stays as it was is no news, and what moves is', async () => {
  const partly = (b: string) => report({ a: 'on', b }, { unread: ['c'] });
  const before = report({ a: 'on', b: 'off', c: 'off' });
  const unread = 'new: c could not be read: denied';
  expect(await told(before, partly('off'))).toEqual([unread]);
  expect(await told(before, partly('slow'))).toEqual([
    unread,
    'changed: Autoscaler: on on a; slow on b',
  ]);
});

test('a cluster that came is told where it is the odd one, and one that went is not missed', async () => {
  const more = report({ a: 'on', b: 'on', c: 'off', d: 'off' }, { odd: 'd' });
  expect(await told(differing, more)).toEqual(['changed: Autoscaler: on on a, b; off on c, d']);
  expect(await told(differing, report({ a: 'on', b: 'on' }))).toEqual([over]);
});
