import { byCatalogue } from './layers.ts';
import type { CheckResult, OutcomeKind, Severity } from './types.ts';

/** The worst first. */
export const severities = [
  'critical',
  'high',
  'medium',
  'low',
  'info',
] as const satisfies readonly Severity[];

export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severities.indexOf(severity) <= severities.indexOf(threshold);
}

const order: readonly OutcomeKind[] = ['fail', 'unknown', 'waived', 'pass', 'not-applicable'];

/** Findings first, the worst at the top; then what is not known, and so on. */
export function byUrgency(left: CheckResult, right: CheckResult): number {
  return (
    order.indexOf(left.outcome) - order.indexOf(right.outcome) ||
    severities.indexOf(left.severity) - severities.indexOf(right.severity) ||
    byCatalogue(left.check, right.check)
  );
}
