/**
 * The card in the approvers' channel: what would change, exactly; who asked and why; what to mind;
 * whose approval it needs; and, from then on, how it goes. Edited in place through the whole life.
 */

import type { KnownBlock, RichTextBlock } from '@slack/types';
import type { ChangeState, ChangeValue } from '../../remediation/types.ts';
import { clipped, type Rendered } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { escapeMrkdwn, mention, when } from '../escape.ts';
import { changeButtons } from './change-buttons.ts';
import { diffLines, shortened } from './change-diff.ts';
import { mostAhead, progressPlan, stepsAhead } from './change-progress.ts';
import { approvers, brief, freezeInWords, kindInWords, stateInWords } from './change-text.ts';

const mostDiffLines = 30;
const mostColumns = 120;

export const view = defineView<ChangeValue>({
  name: 'change-card',
  load: ({ changes }, id) => changes.describe(id),
  render: changeCard,
});

export function changeCard(value: ChangeValue, tools: Drawing): Rendered {
  const title = value.plan?.summary ?? `${value.actionTitle}: ${value.cluster.name}`;
  const isOpen = value.state === 'waiting';
  const headline =
    isOpen && value.rolloutId === null
      ? `Approval needed: ${title}`
      : `${stateInWords(value)}: ${title}`;
  const danger = isOpen && value.plan?.warnings.some(({ level }) => level === 'danger');
  const blocks: KnownBlock[] = [
    {
      type: 'header',
      text: { type: 'plain_text', text: clipped(danger ? `Danger. ${headline}` : headline, 150) },
    },
    facts(value),
    ...warnings(value, 'danger'),
    ...difference(value),
    ...(isOpen ? stepsAhead(value) : []),
    ...warnings(value, 'warning'),
    ...warnings(value, 'info'),
    ...remarks(value),
    ...requirement(value),
    ...freezeOf(value),
    ...(isOpen ? [] : progressPlan(value)),
    ...trouble(value),
    ...changeButtons(value, tools),
    {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: footer(value) }],
    },
  ];
  const attachment = isOpen ? wholeDifference(value) : undefined;
  return {
    text: `${headline} (asked by ${value.requester.name ?? value.requester.userId})`,
    blocks,
    ...(attachment && { attachment }),
  };
}

/** What the card has no room for: nobody approves what they could not see. */
function wholeDifference({ plan, planHash }: ChangeValue): Rendered['attachment'] {
  const steps = plan?.steps ?? [];
  const lines = [
    ...(plan?.changes.flatMap(diffLines) ?? []),
    ...(steps.length > mostAhead
      ? steps.map(({ title, detail = '' }, index) => `${index + 1}. ${title}. ${detail}`)
      : []),
  ];
  const isWhole =
    steps.length <= mostAhead &&
    lines.length <= mostDiffLines &&
    lines.every((line) => line.length <= mostColumns);
  if (isWhole) return undefined;
  const plans = planHash?.slice(0, 12) ?? 'plan';
  return {
    filename: `plan-${plans}.txt`,
    title: `The whole plan ${plans}, before and after`,
    content: lines.join('\n'),
  };
}

function facts(value: ChangeValue): KnownBlock {
  const tags = Object.entries(value.cluster.tags)
    .filter(([key]) => key === 'env' || key === 'team' || key === 'owner')
    .map(([key, tag]) => `${key} ${clipped(tag, 60)}`)
    .join(', ');
  const pairs: [string, string][] = [
    ['Cluster', `*${brief(value.cluster.name, 80)}*${tags ? ` (${escapeMrkdwn(tags)})` : ''}`],
    ['Asked by', `${mention(value.requester)} ${when(value.createdAt)}`],
    ['Why', value.reason ? brief(value.reason, 300) : 'no reason given'],
    ['Ticket', value.ticket ? brief(value.ticket, 100) : 'none'],
    ['Risk', value.risk],
    ...(value.askedFrom
      ? ([['Offered by', `workflow ${brief(value.askedFrom, 60)}`]] as [string, string][])
      : []),
    ...(value.state === 'waiting' && value.expiresAt
      ? ([['Expires', when(value.expiresAt)]] as [string, string][])
      : []),
  ];
  return {
    type: 'section',
    fields: pairs.map(([name, text]) => ({ type: 'mrkdwn', text: `*${name}*\n${text}` })),
  };
}

function difference({ plan }: ChangeValue): RichTextBlock[] {
  if (!plan || plan.changes.length === 0) return [];
  const lines = shortened(plan.changes.flatMap(diffLines), mostDiffLines).map((line) =>
    clipped(line, mostColumns),
  );
  return [
    {
      type: 'rich_text',
      elements: [
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: lines.join('\n') }] },
      ],
    },
  ];
}

const isOver: ReadonlySet<ChangeState> = new Set(['done', 'rejected', 'expired', 'withdrawn']);

const labels = {
  danger: ':rotating_light: *Danger:*',
  warning: ':warning: *Mind:*',
  info: '*Note:*',
};

function warnings(
  { plan, state }: ChangeValue,
  level: 'danger' | 'warning' | 'info',
): KnownBlock[] {
  // They are for those who decide; afterwards what they say of the cluster is no longer so.
  if (level !== 'info' && isOver.has(state)) return [];
  return (plan?.warnings ?? [])
    .filter((warning) => warning.level === level)
    .map(({ text, mustConfirm }) => ({
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: `${labels[level]} ${brief(text, 500)}${mustConfirm && state === 'waiting' ? ' _Whoever approves has to confirm this._' : ''}`,
      },
    }));
}

function remarks({ plan, state }: ChangeValue): KnownBlock[] {
  if (!plan || plan.remarks.length === 0 || state !== 'waiting') return [];
  return [
    {
      type: 'context',
      elements: plan.remarks
        .slice(0, 5)
        .map((remark) => ({ type: 'mrkdwn', text: brief(remark, 300) })),
    },
  ];
}

function requirement(value: ChangeValue): KnownBlock[] {
  const { approval, state, kind } = value;
  if (!approval || kind === 'closing') return [];
  const lines = approval.decisions.map(
    ({ person, decision, reason, at }) =>
      `${decision === 'approve' ? ':white_check_mark: Approved' : ':no_entry: Rejected'} by ${mention(person)} ${when(at)}${reason ? `: ${brief(reason, 200)}` : ''}`,
  );
  const barred = [
    `${mention(value.requester)} (asked)`,
    ...value.editors
      .filter(({ userId }) => userId !== value.requester.userId)
      .map((editor) => `${mention(editor)} (edited it)`),
  ];
  const given = approval.decisions.filter(({ decision }) => decision === 'approve').length;
  if (state === 'waiting')
    lines.unshift(
      `*Needs ${approvers(approval)}*${given > 0 ? `, ${given} given so far` : ''}. Not from ${barred.join(' or ')}.`,
    );
  if (lines.length === 0) return [];
  return [{ type: 'section', text: { type: 'mrkdwn', text: lines.join('\n') } }];
}

function freezeOf(value: ChangeValue): KnownBlock[] {
  const text = freezeInWords(value);
  return text ? [{ type: 'section', text: { type: 'mrkdwn', text } }] : [];
}

function trouble({ problem, state }: ChangeValue): KnownBlock[] {
  if (!problem) return [];
  const word = state === 'waiting' ? 'Planned again' : 'What went wrong';
  const text = `*${word}:* ${brief(problem.message, 500)}${problem.hint ? `\n${brief(problem.hint, 300)}` : ''}`;
  return [{ type: 'section', text: { type: 'mrkdwn', text } }];
}

function footer(value: ChangeValue): string {
  const isLong = value.state === 'waiting' && wholeDifference(value) !== undefined;
  const plan = value.planHash ? ` · plan ${value.planHash.slice(0, 12)}` : '';
  const promise =
    value.state !== 'waiting'
      ? ''
      : isLong
        ? ' · too long for a card: the file in the thread is the whole plan; it is applied exactly so, or not at all'
        : ' · applied exactly as shown here, or not at all';
  return `${kindInWords(value)} ${value.id.slice(0, 8)}${plan}${promise}`;
}
