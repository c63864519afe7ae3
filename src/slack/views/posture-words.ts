/** How a posture report is said in words: shared by the message, its details and the file. */
import type {
  CheckResult,
  ClusterReport,
  Comparison,
  OutcomeKind,
  Severity,
} from '../../posture/types.ts';
import { clipped } from '../blocks.ts';

export const outcomeWords: Record<OutcomeKind, string> = {
  fail: 'fails',
  unknown: 'unknown',
  waived: 'waived',
  pass: 'passes',
  'not-applicable': 'not applicable',
};

export const severityWords: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  info: 'Info',
};

/** What an engineer asks first: "2 critical and 5 high findings, 3 checks unknown". */
export function headline({ failed, totals }: Pick<ClusterReport, 'failed' | 'totals'>): string {
  const worst = [
    failed.critical > 0 ? `${failed.critical} critical` : '',
    failed.high > 0 ? `${failed.high} high` : '',
  ].filter(Boolean);
  const lesser = failed.medium + failed.low + failed.info;
  const read = totals.pass + totals.fail + totals.waived + totals['not-applicable'];
  if (read === 0 && totals.unknown > 0) return 'nothing could be read';
  const findings =
    worst.length > 0
      ? `${worst.join(' and ')} ${plural(failed.critical + failed.high, 'finding')}`
      : lesser > 0
        ? `no critical or high findings, ${lesser} lesser`
        : totals.unknown > 0
          ? 'no findings in what could be read'
          : 'no findings';
  return totals.unknown > 0 ? `${findings}, ${totals.unknown} unknown` : findings;
}

/** "3 new and 1 fixed since …", or that this was the first look. */
export function changeSince(comparison: Comparison, when: (at: string) => string): string {
  const { previousAt, becameUnknown } = comparison;
  if (!previousAt) return 'First look at this cluster';
  const parts = [
    comparison.new.length > 0 ? `${comparison.new.length} new` : '',
    comparison.fixed.length > 0 ? `${comparison.fixed.length} fixed` : '',
    becameUnknown.length > 0 ? `${becameUnknown.length} no longer readable` : '',
  ].filter(Boolean);
  return `${parts.length > 0 ? listed(parts) : 'No change'} since ${when(previousAt)}`;
}

/** The word with which the top-level text begins: the worst there is. */
export function worst({ failed, totals }: Pick<ClusterReport, 'failed' | 'totals'>): string {
  for (const severity of ['critical', 'high', 'medium', 'low', 'info'] as const)
    if (failed[severity] > 0) return severityWords[severity];
  return totals.unknown > 0 ? 'Unknown' : 'Clear';
}

/**
 * A value as it was read, short enough for a line; what is absent reads as `null`. A list that is
 * too long is counted, and of a resource id the end is what tells it apart.
 */
export function valueInWords(value: unknown, limit = 90): string {
  if (value === '') return '""';
  if (typeof value === 'string')
    return clipped(value.replace(/^\/subscriptions\/.*(\/[^/]+\/[^/]+)$/s, '…$1'), limit);
  const text = JSON.stringify(value) ?? String(value);
  if (text.length > limit && Array.isArray(value))
    return `${value.length} ${plural(value.length, 'value')}`;
  return clipped(text, limit);
}

export function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}

export const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** How many of a kind were read says least where an offender can be named: it goes last, as GUIDs do. */
export function tellingFirst(evidence: CheckResult['evidence']): CheckResult['evidence'] {
  const named = evidence.filter(({ object }) => object !== undefined && !guid.test(object));
  return [...named, ...evidence.filter((piece) => !named.includes(piece))];
}

/** The most telling piece of evidence, or why there is none that tells, for a cell of the table, where width is scarce. */
export function evidenceInWords({ evidence, outcome, message }: CheckResult, limit = 64): string {
  if (outcome === 'unknown') return clipped(message || '–', 100);
  const [first, ...more] = tellingFirst(evidence);
  if (!first) return '–';
  // The last two names tell which property it is; the whole path stands in the finding and the file.
  const path = first.path
    .split('.')
    .slice(-2)
    .join('.')
    .replace(/^properties\./, '');
  const value = isSet(first.value) ? `= ${valueInWords(first.value, 28)}` : 'is not set';
  const where = first.object ? `${first.object}: ` : '';
  const rest = more.length > 0 ? ` (+${more.length})` : '';
  return clipped(`${where}${path} ${value}`, limit - rest.length) + rest;
}

export function plural(count: number, word: string): string {
  return count === 1 ? word : `${word}s`;
}

function listed(parts: string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
