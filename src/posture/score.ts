/**
 * Score and grade of one cluster.
 *
 *     score = 100 × weight of what passed / weight of what passed, failed or is unknown, rounded down
 *
 * with the weights below; what does not apply or is waived counts on neither side, and where nothing
 * is left the score is 0. An unknown weighs like a failure: if it weighed less, hiding a failing
 * property from the bot would raise the score. For the same reason the grade is at most D while a
 * critical check fails or is unknown, and at most B while a high one is.
 */
import type { CheckResult, ClusterReport, Severity } from './types.ts';

export const weights: Record<Severity, number> = {
  critical: 20,
  high: 8,
  medium: 3,
  low: 1,
  info: 0,
};

type Grade = ClusterReport['grade'];

const leastScore: [number, Grade][] = [
  [90, 'A'],
  [80, 'B'],
  [65, 'C'],
  [50, 'D'],
  [30, 'E'],
  [0, 'F'],
];

/** The best grade while a check of this severity is open. */
const bestWhileOpen: Partial<Record<Severity, Grade>> = { critical: 'D', high: 'B' };

type Scored = Pick<CheckResult, 'severity' | 'outcome'>;

export function score(results: readonly Scored[]): { score: number; grade: Grade } {
  const weightOf = (...outcomes: CheckResult['outcome'][]) =>
    results
      .filter(({ outcome }) => outcomes.includes(outcome))
      .reduce((sum, { severity }) => sum + weights[severity], 0);
  const all = weightOf('pass', 'fail', 'unknown');
  const points = all === 0 ? 0 : Math.floor((100 * weightOf('pass')) / all);
  const earned = leastScore.find(([least]) => points >= least)?.[1] ?? 'F';
  const caps = results.flatMap(({ severity, outcome }) =>
    outcome === 'fail' || outcome === 'unknown' ? (bestWhileOpen[severity] ?? []) : [],
  );
  // A to F sort from the best to the worst.
  const [worst = earned] = [earned, ...caps].sort().reverse();
  return { score: points, grade: worst };
}
