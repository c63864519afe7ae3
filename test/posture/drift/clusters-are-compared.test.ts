import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Column, compareClusters } from '../../../src/posture/drift/compare.ts';
import { type DriftConfig, defaultDriftConfig } from '../../../src/posture/drift/config.ts';
import type { Answer } from '../../../src/posture/drift/types.ts';
import { calledOut, headline, sayCallOuts } from '../../../src/posture/drift/words.ts';
import { column, driftOf, fleetSnapshots, group, question } from './support.ts';

const unknown = (reason: string): Answer => ({ kind: 'unknown', reason });
const none: Answer = { kind: 'not-applicable', reason: 'not here' };

function compare(columns: Column[], config: DriftConfig = defaultDriftConfig) {
  const questions = [question('a'), question('b')];
  return compareClusters({ columns, unread: [], questions, config });
}

const odd = (report: ReturnType<typeof compare>, row = 0) =>
  report.rows[row]?.cells.flatMap((cell, index) =>
    cell.odd ? (report.clusters[index]?.name ?? '') : [],
  );

test('the one that differs from most is marked', () => {
  const report = compare([
    column('p1', 'prod', { a: 'on', b: 'on' }),
    column('p2', 'prod', { a: 'on', b: 'on' }),
    column('d1', 'dev', { a: 'off', b: 'on' }),
  ]);
  expect(report.rows.map(({ id }) => id)).toEqual(['a']);
  expect(report.rows[0]?.majority).toBe('on');
  expect(odd(report)).toEqual(['d1']);
});

test('without a majority none is the odd one', () => {
  const report = compare([
    column('p1', 'prod', { a: 'on', b: 'x' }),
    column('d1', 'dev', { a: 'off', b: 'y' }),
  ]);
  expect(report.rows.map(({ majority }) => majority)).toEqual([null, null]);
  expect([odd(report, 0), odd(report, 1)]).toEqual([[], []]);
});

test('the unknown is equal to nothing and odd to nothing, and is said', () => {
  const report = compare([
    column('p1', 'prod', { a: 'on', b: unknown('denied') }),
    column('p2', 'prod', { a: 'on', b: unknown('denied') }),
    column('d1', 'dev', { a: unknown('denied'), b: 'off' }),
  ]);
  expect(report.rows).toEqual([]);
  expect(report.notCompared).toEqual([
    { reason: 'denied', clusters: ['d1', 'p1', 'p2'], questions: ['a', 'b'] },
  ]);
  expect(headline(report)).toBe('nothing that could be compared differs over 3 clusters');
});

test('in a row that differs, the unknown is shown and counts for no majority', () => {
  const report = compare([
    column('p1', 'prod', { a: 'on', b: none }),
    column('p2', 'prod', { a: unknown('denied'), b: none }),
    column('d1', 'dev', { a: 'off', b: 'off' }),
  ]);
  expect(report.rows).toHaveLength(1);
  expect(report.rows[0]).toMatchObject({ id: 'a', majority: null });
  expect(report.rows[0]?.cells.map(({ kind }) => kind)).toEqual(['value', 'value', 'unknown']);
});

describe('who is weaker', () => {
  const report = compare([
    column('p1', 'prod', { a: 'on', b: 'off' }),
    column('p2', 'Production', { a: 'on', b: 'on' }),
    column('s1', 'staging', { a: 'on', b: 'on' }),
    column('d1', 'dev', { a: 'off', b: 'on' }),
    column('x1', 'playground', { a: 'off', b: 'off' }),
    column('y1', undefined, { a: 'off', b: 'off' }),
  ]);

  test('a lower environment than production, and production than others', () => {
    expect(report.rows.map(({ id, callOuts }) => ({ id, callOuts }))).toEqual([
      {
        id: 'b',
        callOuts: [{ kind: 'production-weaker', cluster: 'p1', than: ['d1', 's1', 'p2'] }],
      },
      { id: 'a', callOuts: [{ kind: 'lower-weaker', cluster: 'd1', than: ['p1', 'p2'] }] },
    ]);
    expect(headline(report)).toBe('2 settings differ over 6 clusters, 1 weakens production');
  });

  test('is said with the values', () => {
    const [first] = calledOut(report.rows, 'production-weaker');
    expect(first && sayCallOuts(first.row, first.callOuts, report)).toBe(
      'p1: off. d1 and 2 more: on.',
    );
  });

  test('by the tag and the order that are configured', () => {
    const config = {
      environments: { tag: 'env', order: ['prod', 'dev'] },
      allowed: [],
    };
    const turned = compare(
      [column('p1', 'prod', { a: 'on' }), column('d1', 'dev', { a: 'off' })],
      config,
    );
    expect(turned.rows[0]?.callOuts).toEqual([
      { kind: 'production-weaker', cluster: 'd1', than: ['p1'] },
    ]);
  });
});

test('a check is linked with the settings that it looks at, and called out once', () => {
  const questions = [
    question('a', { checks: ['AKS-IAM-003'] }),
    question('AKS-IAM-003', { kind: 'check', severity: 'high' }),
  ];
  const columns = [
    column('p1', 'prod', { a: 'off', 'AKS-IAM-003': 'off' }),
    column('d1', 'dev', { a: 'on', 'AKS-IAM-003': 'on' }),
  ];
  const report = compareClusters({ columns, unread: [], questions, config: defaultDriftConfig });
  expect(report.rows.map(({ id, linked }) => [id, linked])).toEqual([
    ['a', ['AKS-IAM-003']],
    ['AKS-IAM-003', ['a']],
  ]);
  expect(calledOut(report.rows, 'production-weaker').map(({ row }) => row.id)).toEqual(['a']);
});

describe('whatever the answers are', () => {
  const answer = fc.oneof(
    fc.constantFrom('on', 'off', 'x'),
    fc.constant(unknown('denied')),
    fc.constant(none),
  );
  const columns = fc.array(
    fc.record({
      env: fc.option(fc.constantFrom('dev', 'staging', 'prod', 'elsewhere'), { nil: undefined }),
      a: answer,
      b: answer,
    }),
    { maxLength: 8 },
  );
  const build = (rows: { env?: string; a: Answer | string; b: Answer | string }[]) =>
    rows.map(({ env, a, b }, index) => column(`aks-${index}`, env, { a, b }));

  test('the order of the clusters makes no difference', () => {
    fc.assert(
      fc.property(columns, fc.func(fc.integer()), (rows, weigh) => {
        const given = build(rows);
        const shuffled = given.toSorted((x, y) => weigh(x.cluster.id) - weigh(y.cluster.id));
        expect(compare(shuffled)).toEqual(compare(given));
      }),
      { numRuns: 200 },
    );
  });

  test('nobody is weaker than somebody who is weaker, and only values are odd', () => {
    fc.assert(
      fc.property(columns, (rows) => {
        for (const { callOuts, cells } of compare(build(rows)).rows) {
          for (const { cluster, than } of callOuts) {
            expect(than).not.toContain(cluster);
            expect(than.length).toBeGreaterThan(0);
          }
          for (const cell of cells) if (cell.odd) expect(cell.kind).toBe('value');
          const oddOnes = cells.filter((cell) => cell.odd).length;
          const known = cells.filter(({ kind }) => kind === 'value').length;
          expect(oddOnes * 2).toBeLessThan(known);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('an allowance moves rows, and loses none', () => {
    const cluster = fc.integer({ min: 0, max: 8 }).map((index) => `aks-${index}`);
    fc.assert(
      fc.property(columns, fc.array(cluster, { maxLength: 4 }), (rows, clusters) => {
        const allowed = clusters.map((name) => ({ setting: 'a', clusters: name, reason: 'meant' }));
        const before = compare(build(rows));
        const after = compare(build(rows), { ...defaultDriftConfig, allowed });
        const ids = (report: typeof before) =>
          [...report.rows, ...report.allowed].map(({ id }) => id).sort();
        expect(ids(after)).toEqual(ids(before));
        expect(after.notCompared).toEqual(before.notCompared);
        const essence = ({ id, majority, cells }: (typeof before.rows)[number]) => ({
          id,
          majority,
          cells: cells.map(({ allowed: _, ...cell }) => cell),
        });
        const all = (report: typeof before) =>
          [...report.rows, ...report.allowed].map(essence).sort((x, y) => (x.id < y.id ? -1 : 1));
        expect(all(after)).toEqual(all(before));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the pretend fleet', () => {
  test('identical clusters differ in nothing', () => {
    for (const snapshot of fleetSnapshots()) {
      const twins = [1, 2, 3].map((index) => ({
        ...snapshot,
        cluster: { ...snapshot.cluster, id: `${snapshot.cluster.id}-${index}` },
      }));
      const report = driftOf(twins);
      expect([report.rows, report.allowed], snapshot.cluster.name).toEqual([[], []]);
    }
  });

  test('the shop: production is weaker where somebody left local accounts on', () => {
    const report = driftOf(group('shop'));
    expect(report.clusters.map(({ name }) => name)).toEqual([
      ...['dev-eus', 'dev-neu', 'dev-weu'].map((name) => `aks-${name}`),
      ...['staging-eus', 'staging-neu', 'staging-weu'].map((name) => `aks-${name}`),
      ...['prod-eus', 'prod-neu', 'prod-weu'].map((name) => `aks-${name}`),
    ]);
    const row = report.rows.find(({ id }) => id === 'properties.disableLocalAccounts');
    expect(row?.linked).toEqual(['AKS-IAM-003']);
    expect(row?.callOuts).toContainEqual({
      kind: 'production-weaker',
      cluster: 'aks-prod-weu',
      than: ['aks-staging-neu', 'aks-prod-eus', 'aks-prod-neu'],
    });
    expect(row?.callOuts).toContainEqual(
      expect.objectContaining({ kind: 'lower-weaker', cluster: 'aks-dev-weu' }),
    );
    const rbac = report.rows.find(({ id }) => id === 'properties.enableRBAC');
    expect(rbac?.cells.findIndex(({ odd: isOdd }) => isOdd)).toBe(0);
  });

  test('two clusters of one name are told apart', () => {
    const report = driftOf(group(['aks-pay-prod']));
    expect(report.clusters.map(({ name }) => name)).toEqual([
      'rg-pay-neu/aks-pay-prod',
      'rg-pay-weu/aks-pay-prod',
    ]);
  });

  test('a cluster that cannot be read is told, and the others are compared', () => {
    const [first, ...others] = group('shop');
    if (!first) throw new Error('no cluster');
    const managedCluster = { state: 'unreadable', code: 'denied', reason: 'denied' } as const;
    const report = driftOf([{ ...first, planes: { ...first.planes, managedCluster } }, ...others]);
    expect(report.unread).toEqual([
      { id: first.cluster.id, name: 'aks-prod-weu', reason: 'denied' },
    ]);
    expect(report.clusters).toHaveLength(others.length);
    expect(headline(report)).toMatch(/over 8 clusters.*, 1 cluster not read$/);
  });
});
