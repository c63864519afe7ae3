/** Words and values as every report writes them. */
import { byUrgency, isAtLeast, severities } from '../severity.ts';
import type { CheckResult, ClusterReport, Evidence, Fix, OutcomeKind, Severity } from '../types.ts';

export const outcomeWords: Record<OutcomeKind, string> = {
  pass: 'pass',
  fail: 'FAIL',
  'not-applicable': 'n/a',
  unknown: 'unknown',
  waived: 'waived',
};

const longestValue = 120;

/** Results of at least this severity, findings first, the worst at the top. */
export function selectResults(report: ClusterReport, least: Severity = 'info'): CheckResult[] {
  return report.results.filter(({ severity }) => isAtLeast(severity, least)).toSorted(byUrgency);
}

/** What an engineer asks first: how bad, how much, and what could not be read. */
export function headline({ failed, totals }: ClusterReport): string {
  const bySeverity = severities.flatMap((severity) =>
    failed[severity] > 0 ? [`${failed[severity]} ${severity}`] : [],
  );
  const findings =
    totals.fail === 0
      ? 'No findings'
      : `${totals.fail} ${totals.fail === 1 ? 'finding' : 'findings'} (${bySeverity.join(', ')})`;
  return [
    findings,
    `${totals.unknown} unknown`,
    `${totals.pass} passed`,
    `${totals['not-applicable']} not applicable`,
    ...(totals.waived > 0 ? [`${totals.waived} waived`] : []),
  ].join(', ');
}

/** `properties.enableRBAC is not set`, `… is ["203.0.113.0/24"] (pool "user")`. */
export function sayEvidence({ path, value, object, place }: Evidence): string {
  const text = value === null ? 'not set' : JSON.stringify(value);
  const short = text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
  const where = [object, place].filter((part) => part !== undefined).join(', ');
  return `${path} is ${short}${where === '' ? '' : ` (${where})`}`;
}

export function sayFix(fix: Fix): string {
  switch (fix.kind) {
    case 'action':
      return `In Slack, press “${fix.label}” under this finding.`;
    case 'rebuild':
      return `${fix.why} \`drawbridge rebuild\` writes a replacement that has it.`;
    case 'manual':
      return fix.steps;
  }
}

/** What is typed to mend it; nothing where that takes more, or less, than commands. */
export function commandsOf(fix: Fix | undefined): string[] {
  return fix && 'commands' in fix ? (fix.commands ?? []) : [];
}

/** `2026-11-23 21:45 UTC` */
export function sayTime(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
