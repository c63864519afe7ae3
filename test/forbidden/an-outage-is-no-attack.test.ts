import { expect, test } from 'vitest';
import { type Begin, outageIn, withFleetOutage } from '../../src/forbidden/outage.ts';
import { guardQuery } from '../../src/forbidden/queries.ts';
import type { ClusterLook } from '../../src/forbidden/types.ts';
import { loadKql } from '../../src/kql/index.ts';
import { logTables } from '../../src/kql/schemas.ts';
import { lookingAt } from './support/looking-at.ts';

const from = new Date('2026-11-24T00:00:00Z');
const at = '2026-11-24T01:00:00.0000000Z';

function begin(clusterId: string, actor: string, more: Partial<Begin> = {}): Begin {
  return { clusterId, actor, kind: 'authorization', at, isNew: true, ...more };
}

function look(clusterId: string, outage: ClusterLook['outage'] = null): ClusterLook {
  return {
    ...{ clusterId, source: null, problem: null, partial: null, newest: null },
    ...{ window: { from: from.toISOString(), to: at }, sightings: [], unauthenticated: 0 },
    outage,
  };
}

test('guard that cannot ask Azure explains what Azure RBAC refuses, however few it refuses', async () => {
  const { look: run, azure } = await lookingAt(['aks-prod-neu']);
  azure.logs.tell('authorization-outage', 'aks-prod-neu', new Date('2026-11-23T23:00:00Z'));
  const [found] = await run();
  expect(found?.outage).toMatchObject({ since: '2026-11-23T23:00:00Z', actors: 4 });
  expect(found?.outage?.why).toContain('guard, which asks Azure who may what, reports 12 errors');
  expect(found?.outage?.why).toContain('429 Too Many Requests');
});

test('guard whose log cannot be read is not one without errors', async () => {
  const { look: run, azure } = await lookingAt(['aks-data-prod-weu']);
  azure.logs.faults.add({ kind: 'timeout', query: '"guard"' });
  const [found] = await run();
  expect(found).toMatchObject({ problem: null, partial: null });
  expect(found?.source?.blind.join(' ')).toContain('Whether Azure could be asked who may what');
});

test('without its errors, four callers are no outage', async () => {
  const { look: run } = await lookingAt(['aks-data-prod-weu']);
  const [found] = await run();
  expect(found?.sightings.some(({ kind }) => kind === 'azure-rbac')).toBe(true);
  expect(found?.outage).toBeNull();
});

test.each([
  ['errors at another time', { first: '2026-11-23T10:00:00Z', last: '2026-11-23T10:01:00Z' }, null],
  ['one error alone', { errors: 1 }, null],
  ['errors at that time', {}, { actors: 1 }],
])('guard: %s', (_, more, expected) => {
  const guard = { errors: 5, first: at, last: at, sample: 'x', ...more };
  const found = outageIn([begin('a', 'ann', { kind: 'azure-rbac' })], { from, guard });
  if (expected === null) expect(found).toBeNull();
  else expect(found).toMatchObject(expected);
  expect(outageIn([begin('a', 'ann')], { from, guard })).toBeNull();
});

test('a few callers in each of many clusters at once are one outage of all', () => {
  const begins = ['a', 'b', 'c'].flatMap((id) => [begin(id, 'x'), begin(id, 'y'), begin(id, 'z')]);
  const own = { since: at, actors: 20, why: 'its own' };
  const looks = withFleetOutage([look('a'), look('b', own), look('c'), look('d')], begins, from);
  expect(looks.map(({ outage }) => outage?.actors ?? null)).toEqual([3, 20, 3, null]);
  expect(looks[0]?.outage?.why).toContain('9 callers');
  expect(looks[0]?.outage?.why).toContain('in 3 clusters at once');
  expect(looks[1]?.outage).toBe(own);
});

test.each([
  ['two clusters', ['a', 'b'], {}],
  ['another time in each', ['a', 'b', 'c'], { spread: true }],
])('%s are none', (_, ids, { spread = false }: { spread?: boolean }) => {
  const begins = ids.flatMap((id, index) =>
    ['v', 'w', 'x', 'y', 'z'].map((actor) =>
      begin(id, actor, spread ? { at: `2026-11-24T0${index + 1}:00:00Z` } : {}),
    ),
  );
  const looks = withFleetOutage(
    ids.map((id) => look(id)),
    begins,
    from,
  );
  expect(looks.every(({ outage }) => outage === null)).toBe(true);
});

test.each(['AKSAudit', 'AKSAuditAdmin', 'AzureDiagnostics'] as const)(
  'the question to guard binds beside %s',
  async (table) => {
    const kql = await loadKql();
    const query = guardQuery({ table, clusters: ['/subscriptions/x'] });
    expect(kql.check(query, logTables)).toEqual([]);
  },
);
