/** What is not known, said as loudly as what is wrong: nobody may take it for a pass. */
import type { SectionBlock } from '@slack/types';
import { byUrgency } from '../../posture/severity.ts';
import type { ClusterReport } from '../../posture/types.ts';
import { clipped, section } from '../blocks.ts';
import { bold, escapeMrkdwn } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';

/** So many checks are named; the table holds all. */
const mostNamed = 3;

/** Where Azure refused to answer, or could not be asked. */
export function notRead({ unreadable }: Pick<ClusterReport, 'unreadable'>): SectionBlock[] {
  if (unreadable.length === 0) return [];
  const lines = unreadable.map(({ plane, reason, help, checks }) =>
    [
      `• ${bold(spaced(plane))}: ${escapeMrkdwn(clipped(reason, 240))}`,
      `(${checks.length} ${plural(checks.length, 'check')} unknown)`,
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

/** `diagnosticSettings` as people say it. */
function spaced(plane: string): string {
  return plane.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
}
