/** What reports say of waivers. */
import type { AppliedWaiver, CheckResult } from '../types.ts';
import type { Waiver } from '../waivers/apply.ts';
import { scopeInWords } from '../waivers/scope.ts';
import { columns, painter, printable } from './text.ts';
import { sayTime } from './words.ts';

/** `waived until 2027-01-31 00:00 UTC: moving away (team-shop, approved by wei.chen; waivers.yaml:3)` */
export function sayWaiver(waiver: AppliedWaiver): string {
  const { reason, until, object } = waiver;
  const of = object === undefined ? '' : `${object} `;
  return `${of}waived until ${sayTime(until)}: ${reason} (${sayOrigin(waiver)})`;
}

/** `AKS-API-001: the waiver lapsed 2026-10-01 00:00 UTC: …` */
export function sayLapsed(waiver: AppliedWaiver & { check: string }): string {
  const { check, until, reason } = waiver;
  return `${check}: its waiver lapsed ${sayTime(until)}: ${reason} (${sayOrigin(waiver)})`;
}

/** For a cell in which one sentence stands: by what a finding is waived comes before what was seen. */
export function sayOutcome({ outcome, message, waivers = [] }: CheckResult): string {
  return outcome === 'waived' ? [...waivers.map(sayWaiver), message].join('. ') : message;
}

function sayOrigin({ owner, approvedBy, origin }: AppliedWaiver): string {
  const approved = approvedBy.length > 0 ? `, approved by ${approvedBy.join(' and ')}` : '';
  return `${owner}${approved}; ${origin}`;
}

/** A file of waivers, the next to lapse first. */
export function waiversToTable(
  waivers: readonly Waiver[],
  { now, colours = false }: { now: Date; colours?: boolean },
): string {
  if (waivers.length === 0) return 'Nothing is waived.\n';
  const lapsed = waivers.filter(({ until }) => Date.parse(until) <= now.getTime());
  const [head = '', ...rows] = columns([
    ['Until', 'Check', 'Where', 'What of it', 'Owner', 'At'],
    ...waivers
      .toSorted((left, right) => left.until.localeCompare(right.until))
      .map((waiver) =>
        [
          `${waiver.until.slice(0, 10)}${lapsed.includes(waiver) ? ' (lapsed)' : ''}`,
          waiver.check,
          scopeInWords(waiver.scope),
          waiver.object ?? 'all',
          waiver.owner,
          waiver.origin,
        ].map(printable),
      ),
  ]);
  const holding = waivers.length - lapsed.length;
  const summary = `${holding} hold, ${lapsed.length} ${lapsed.length === 1 ? 'has' : 'have'} lapsed${lapsed.length > 0 ? ' and can be taken out' : ''}.`;
  return `${[painter(colours)('bold', head), ...rows].join('\n')}\n${summary}\n`;
}
