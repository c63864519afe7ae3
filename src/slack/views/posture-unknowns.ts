/** What is not known, said as loudly as what is wrong: nobody may take it for a pass. */
import type { SectionBlock } from '@slack/types';
import { byReason } from '../../posture/report/by-reason.ts';
import { byUrgency } from '../../posture/severity.ts';
import type { ClusterReport } from '../../posture/types.ts';
import { clipped, section } from '../blocks.ts';
import { bold, escapeMrkdwn } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';

/** So many checks, and things that were not read, are named; the table holds all. */
const mostNamed = 3;

/** Where Azure refused to answer, or could not be asked. */
export function notRead(report: Pick<ClusterReport, 'unreadable'>): SectionBlock[] {
  if (report.unreadable.length === 0) return [];
  const lines = byReason(report).map(({ planes, reason, help, checks }) =>
    [
      `• ${bold(namesOf(planes))}: ${escapeMrkdwn(clipped(reason, 240))}`,
      `(${checks.length} ${plural(checks.length, 'check')} unknown).`,
      help ? escapeMrkdwn(help) : '',
    ]
      .filter(Boolean)
      .join(' '),
  );
  return [section(`*Could not be read*\n${lines.join('\n')}`)];
}

/** Unknown although everything was read: Azure knows too little to say. */
export function notJudged({
  unreadable,
  results,
}: Pick<ClusterReport, 'unreadable' | 'results'>): SectionBlock[] {
  const explained = new Set(unreadable.flatMap(({ checks }) => checks));
  const unknown = results
    .filter(({ outcome, check }) => outcome === 'unknown' && !explained.has(check))
    .sort(byUrgency);
  if (unknown.length === 0) return [];
  const lines = unknown
    .slice(0, mostNamed)
    .map(
      ({ title, severity, message }) =>
        `• ${bold(title)} (${severityWords[severity].toLowerCase()}): ${escapeMrkdwn(clipped(message, 200))}`,
    );
  const more = unknown.length - lines.length;
  if (more > 0) lines.push(`and ${more} more, in the table`);
  return [section(`*Could not be judged*\n${lines.join('\n')}`)];
}

function namesOf(planes: readonly string[]): string {
  const named = planes.length > mostNamed + 1 ? planes.slice(0, mostNamed) : planes;
  const more = planes.length - named.length;
  return `${named.map(spaced).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** `diagnosticSettings` as people say it. */
function spaced(plane: string): string {
  return plane.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}
