/** What is waived, told apart from what passes: a finding that is borne is still one. */
import type { Button, SectionBlock } from '@slack/types';
import { byUrgency } from '../../posture/severity.ts';
import type { AppliedWaiver, CheckResult, ClusterReport } from '../../posture/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, section } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { bold, when } from '../escape.ts';
import { severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

/** So many are told with their reasons; the table holds all. */
const mostTold = 5;

export function waived({
  results,
  lapsed = [],
}: Pick<ClusterReport, 'results' | 'lapsed'>): SectionBlock[] {
  const held = results
    .filter(({ outcome }) => outcome === 'waived')
    .toSorted(byUrgency)
    .map(
      ({ title, severity, waivers = [] }) =>
        `${bold(clipped(title, 150))} (${severityWords[severity].toLowerCase()}): ${waivers.slice(0, 2).map(told).join(' · ')}`,
    );
  const over = lapsed.map(
    (waiver) => `${bold(waiver.check)} ${when(waiver.until)}: ${short(waiver.reason, 150)}`,
  );
  return [...list('Waived, not fixed', held), ...list('Waivers that have lapsed', over)];
}

function told({ reason, until, owner, approvedBy, object, origin }: AppliedWaiver): string {
  const by = approvedBy.length > 0 ? `, approved by ${approvedBy.join(' and ')}` : '';
  const of = object === undefined ? '' : `${short(object, 80)}: `;
  return `${of}${short(reason, 200)} (until ${when(until)}; ${short(`${owner}${by}; ${origin}`, 200)})`;
}

function list(title: string, lines: string[]): SectionBlock[] {
  if (lines.length === 0) return [];
  const more = lines.length - mostTold;
  return [
    section(
      [
        `*${title}*`,
        ...lines.slice(0, mostTold).map((line) => `• ${line}`),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join('\n'),
    ),
  ];
}

/** For whichever finding the person chooses in the form. */
export function waiveButton(
  { clusterId, name }: { clusterId: string; name: string },
  results: readonly CheckResult[],
  { button }: Drawing,
): Button[] {
  if (!results.some(({ outcome }) => outcome === 'fail')) return [];
  return [
    button({
      action: actionIds.waive,
      payload: { clusterId },
      text: 'Waive…',
      label: `Ask that a finding of ${name} is borne for a time`,
    }),
  ];
}
