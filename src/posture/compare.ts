import type { ClusterReport, Comparison, OutcomeKind } from './types.ts';

/**
 * What is different from the previous run of the same cluster.
 *
 * Only what is known counts: a check that failed and now passes, or no longer applies, is fixed. One
 * that failed and now cannot be read is neither fixed nor unchanged but `becameUnknown`; so is any
 * other that can no longer be read. One that was unknown and now fails is new: nobody was told before.
 * A failure that was waived in between is neither. Without a previous run nothing is new.
 */
export function compare(previous: ClusterReport | null, current: ClusterReport): Comparison {
  const comparison: Comparison = {
    previousAt: previous?.takenAt ?? null,
    new: [],
    fixed: [],
    unchanged: [],
    becameUnknown: [],
  };
  if (!previous) return comparison;
  const before = new Map<string, OutcomeKind>(
    previous.results.map(({ check, outcome }) => [check, outcome]),
  );
  for (const { check, outcome } of current.results) {
    const was = before.get(check);
    if (outcome === 'fail') comparison[was === 'fail' ? 'unchanged' : 'new'].push(check);
    else if (outcome === 'unknown' && was !== undefined && was !== 'unknown')
      comparison.becameUnknown.push(check);
    else if ((outcome === 'pass' || outcome === 'not-applicable') && was === 'fail')
      comparison.fixed.push(check);
  }
  return comparison;
}
