import fc from 'fast-check';
import { expect, test } from 'vitest';
import { score, weights } from '../../src/posture/score.ts';
import { severities } from '../../src/posture/severity.ts';
import type { OutcomeKind } from '../../src/posture/types.ts';

const outcomes: OutcomeKind[] = ['pass', 'fail', 'not-applicable', 'unknown', 'waived'];
const result = fc.record({
  severity: fc.constantFrom(...severities),
  outcome: fc.constantFrom(...outcomes),
});
const results = fc.array(result, { minLength: 1, maxLength: 60 });
const resultsAndOne = results.chain((all) =>
  fc.tuple(fc.constant(all), fc.nat({ max: all.length - 1 })),
);

function turned(
  all: { severity: (typeof severities)[number]; outcome: OutcomeKind }[],
  index: number,
  outcome: OutcomeKind,
) {
  return all.map((one, at) => (at === index ? { ...one, outcome } : one));
}

test('turning any outcome into unknown never raises score or grade', () => {
  fc.assert(
    fc.property(resultsAndOne, ([all, index]) => {
      const before = score(all);
      const after = score(turned(all, index, 'unknown'));
      expect(after.score).toBeLessThanOrEqual(before.score);
      expect(after.grade >= before.grade).toBe(true);
    }),
  );
});

test('turning a failure into a pass never lowers score or grade', () => {
  fc.assert(
    fc.property(resultsAndOne, ([all, index]) => {
      const before = score(turned(all, index, 'fail'));
      const after = score(turned(all, index, 'pass'));
      expect(after.score).toBeGreaterThanOrEqual(before.score);
      expect(after.grade <= before.grade).toBe(true);
    }),
  );
});

test('a critical failure caps the grade, however much else passes', () => {
  const good = Array.from({ length: 500 }, () => ({ severity: 'high', outcome: 'pass' }) as const);
  const score99 = [...good, { severity: 'critical', outcome: 'fail' } as const];
  expect(score(score99)).toEqual({ score: 99, grade: 'D' });
  expect(score([...good, { severity: 'critical', outcome: 'unknown' }]).grade).toBe('D');
  expect(score([...good, { severity: 'critical', outcome: 'waived' }]).grade).toBe('A');
});

test('a high failure keeps the grade from being the best', () => {
  const good = Array.from({ length: 500 }, () => ({ severity: 'high', outcome: 'pass' }) as const);
  expect(score([...good, { severity: 'high', outcome: 'fail' }])).toEqual({
    score: 99,
    grade: 'B',
  });
  expect(score([...good, { severity: 'medium', outcome: 'fail' }]).grade).toBe('A');
});

test('the score is the share of weight that passed', () => {
  expect(
    score([
      { severity: 'high', outcome: 'pass' },
      { severity: 'medium', outcome: 'fail' },
      { severity: 'low', outcome: 'unknown' },
      { severity: 'critical', outcome: 'not-applicable' },
      { severity: 'info', outcome: 'fail' },
    ]),
  ).toEqual({ score: Math.floor((100 * weights.high) / 12), grade: 'C' });
});

test('nothing proven is no good grade', () => {
  expect(score([])).toEqual({ score: 0, grade: 'F' });
  expect(score([{ severity: 'high', outcome: 'not-applicable' }])).toEqual({
    score: 0,
    grade: 'F',
  });
});
