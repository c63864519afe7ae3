import { expect, test } from 'vitest';
import { compare } from '../../src/posture/compare.ts';
import type { ClusterReport, OutcomeKind } from '../../src/posture/types.ts';

function report(outcomes: Record<string, OutcomeKind>, takenAt = '2026-11-23T12:00:00Z') {
  const results = Object.entries(outcomes).map(([check, outcome]) => ({ check, outcome }));
  return { takenAt, results } as unknown as ClusterReport;
}

test('without a previous run nothing is new', () => {
  expect(compare(null, report({ a: 'fail', b: 'unknown' }))).toEqual({
    previousAt: null,
    new: [],
    fixed: [],
    unchanged: [],
    becameUnknown: [],
  });
});

const was = '2026-11-22T12:00:00Z';

test.each<[OutcomeKind | undefined, OutcomeKind, string | undefined]>([
  ['pass', 'fail', 'new'],
  ['not-applicable', 'fail', 'new'],
  ['unknown', 'fail', 'new'],
  ['waived', 'fail', 'new'],
  [undefined, 'fail', 'new'],
  ['fail', 'fail', 'unchanged'],
  ['fail', 'pass', 'fixed'],
  ['fail', 'not-applicable', 'fixed'],
  ['fail', 'waived', undefined],
  ['fail', 'unknown', 'becameUnknown'],
  ['pass', 'unknown', 'becameUnknown'],
  ['unknown', 'unknown', undefined],
  ['unknown', 'pass', undefined],
  [undefined, 'unknown', undefined],
  ['pass', 'pass', undefined],
])('a check that was %s and is %s is %s', (before, after, listedAs) => {
  const previous = report(before ? { a: before } : {}, was);
  const { previousAt, reasons: _reasons, ...lists } = compare(previous, report({ a: after }));
  expect(previousAt).toBe(was);
  const holding = Object.entries(lists).flatMap(([name, ids]) => (ids.length > 0 ? [name] : []));
  expect(holding).toEqual(listedAs ? [listedAs] : []);
});

test('a check that the catalogue no longer has is not fixed', () => {
  expect(compare(report({ gone: 'fail' }, was), report({})).fixed).toEqual([]);
});
