/**
 * The card in the approvers' channel: what would be waived, as it was last seen; what an attacker gains
 * by it; who asked, why and until when; whose approval it needs. Edited in place through the whole life.
 */
import type { KnownBlock } from '@slack/types';
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { bold, code, escapeMrkdwn, mention, when } from '../escape.ts';
import { approvers } from './change-text.ts';
import { isSet, plural, severityWords, valueInWords } from './posture-words.ts';
import { waiverButtons } from './waiver-buttons.ts';
import { short, waiverEnd, waiverState, waiverTitle } from './waiver-text.ts';

const mostClusters = 3;
const mostEvidence = 3;

export const view = defineView<WaiverValue>({
  name: 'waiver-card',
  load: ({ waivers }, id) => waivers.describe(id),
  render: waiverCard,
});

export function waiverCard(value: WaiverValue, tools: Drawing): Rendered {
  const title = waiverTitle(value);
  const headline =
    value.state === 'waiting'
      ? `Approval needed: waive ${title}`
      : `${waiverState(value)}: ${title}`;
  const blocks: KnownBlock[] = [
    header(headline),
    facts(value),
    section(`*Why it can be borne:* ${short(value.reason, 1000)}`),
    ...seen(value),
    ...(value.why ? [section(`*What an attacker gains:* ${short(value.why, 600)}`)] : []),
    ...requirement(value),
    ...waiverButtons(value, tools),
    context(footer(value)),
  ];
  return { text: `${headline} (${value.requester?.name ?? value.owner})`, blocks };
}

function facts(value: WaiverValue): KnownBlock {
  const count = value.clusters.length;
  const isMany = count !== 1 || value.scope.tags !== undefined || value.scope.names !== undefined;
  const pairs: [string, string][] = [
    ['Check', `${bold(value.check)} ${short(value.title, 200)}`],
    ['Severity', severityWords[value.severity]],
    [
      'Where',
      `${short(value.where, 200)}${isMany ? ` (${count} ${plural(count, 'cluster')} now, and whatever fits later)` : ''}`,
    ],
    ['What of it', value.object === null ? 'all of it' : `only ${short(value.object, 150)}`],
    [
      value.requester ? 'Asked by' : 'Owner',
      value.requester
        ? `${mention(value.requester)} ${when(value.createdAt)}`
        : short(value.owner, 150),
    ],
    ['Holds', waiverEnd(value) || waiverState(value)],
    ...(value.state === 'waiting' && value.expiresAt
      ? ([['Request expires', when(value.expiresAt)]] as [string, string][])
      : []),
  ];
  return {
    type: 'section',
    fields: pairs.map(([name, text]) => ({ type: 'mrkdwn', text: `*${name}*\n${text}` })),
  };
}

/** What the requester, and so the approver, was told of the finding. */
function seen({ finding }: WaiverValue): KnownBlock[] {
  if (!finding) return [];
  const shown = finding.seen.slice(0, mostClusters);
  const more = finding.failing - shown.length;
  const count =
    finding.clusters > 1 ? ` (fails on ${finding.failing} of ${finding.clusters} clusters)` : '';
  return [
    section(
      [
        `*As last seen*${count}`,
        ...shown.flatMap(({ name, takenAt, message, evidence }) => [
          `• ${bold(name.slice(0, 80))}, ${when(takenAt)}: ${short(message, 300)}`,
          ...evidence
            .slice(0, mostEvidence)
            .map(
              ({ path, value, object }) =>
                `   ${code(clipped(path, 120))} ${isSet(value) ? `= ${code(valueInWords(value))}` : 'is not set'}${object ? ` in ${short(object, 80)}` : ''}`,
            ),
        ]),
        ...(more > 0 ? [`and ${more} more`] : []),
      ].join('\n'),
    ),
  ];
}

function requirement({ approval, state, requester }: WaiverValue): KnownBlock[] {
  if (!approval) return [];
  const lines = approval.decisions.map(
    ({ person, decision, reason, at }) =>
      `${decision === 'approve' ? ':white_check_mark: Approved' : ':no_entry: Rejected'} by ${mention(person)} ${when(at)}${reason ? `: ${short(reason, 200)}` : ''}`,
  );
  const given = approval.decisions.filter(({ decision }) => decision === 'approve').length;
  if (state === 'waiting')
    lines.unshift(
      `*Needs ${approvers(approval)}*${given > 0 ? `, ${given} given so far` : ''}.${requester ? ` Not from ${mention(requester)} (asked).` : ''}`,
    );
  return lines.length > 0 ? [section(lines.join('\n'))] : [];
}

function footer({ id, hash, state, place }: WaiverValue): string {
  return [
    `Waiver ${id.slice(0, 8)}`,
    ...(place === null ? [] : [escapeMrkdwn(place)]),
    ...(hash === null ? [] : [hash.slice(0, 12)]),
    ...(state === 'waiting' ? ['the finding is not fixed by this'] : []),
  ].join(' · ');
}
