/** What the requester is told, where they asked: one message, edited as the change goes on. */

import type { KnownBlock } from '@slack/types';
import type { ChangeValue } from '../../remediation/types.ts';
import type { Rendered } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { code, mention, when } from '../escape.ts';
import { changeButtons } from './change-buttons.ts';
import { approvers, brief, freezeInWords, stateInWords } from './change-text.ts';

export const view = defineView<ChangeValue>({
  name: 'change-note',
  load: ({ changes }, id) => changes.describe(id),
  render: changeNote,
  recipient: ({ requester }) => requester,
});

export function changeNote(value: ChangeValue, tools: Drawing): Rendered {
  const title = value.plan?.summary ?? `${value.actionTitle} on ${value.cluster.name}`;
  const state = stateInWords(value);
  const sentences = [next(value), freezeInWords(value) ?? '', ...openings(value)].filter(
    (sentence) => sentence !== '',
  );
  const blocks: KnownBlock[] = [
    {
      type: 'section',
      text: {
        type: 'mrkdwn',
        text: `*${state}:* ${brief(title, 200)}\n${sentences.slice(0, 6).join('\n')}`,
      },
    },
    ...changeButtons(
      {
        ...value,
        can: { ...value.can, approve: false, reject: false, settle: false, thaw: false },
      },
      tools,
    ),
    {
      type: 'context',
      elements: [
        { type: 'mrkdwn', text: `Asked by ${mention(value.requester)} · ${value.id.slice(0, 8)}` },
      ],
    },
  ];
  return { text: `${state}: ${title}`, blocks };
}

/** What happens next, or what to do. */
function next(value: ChangeValue): string {
  const problem = value.problem
    ? `${brief(value.problem.message, 400)}${value.problem.hint ? ` ${brief(value.problem.hint, 200)}` : ''}`
    : '';
  switch (value.state) {
    case 'planning':
      return 'Reading the cluster and working out what exactly would change…';
    case 'waiting':
      return `${problem ? `${problem} ` : ''}${value.approval ? `Asked for ${approvers(value.approval)}.` : ''}${value.expiresAt ? ` The request expires ${when(value.expiresAt)}.` : ''}`;
    case 'approved':
    case 'applying':
    case 'verifying':
      return brief(value.notes.at(-1)?.text ?? 'It goes on by itself.', 400);
    case 'done':
      return done(value);
    case 'rejected': {
      const rejection = value.approval?.decisions.find(({ decision }) => decision === 'reject');
      return rejection
        ? `By ${mention(rejection.person)}${rejection.reason ? `: ${brief(rejection.reason, 200)}` : ''}. Nothing was changed.`
        : 'Nothing was changed.';
    }
    case 'expired':
    case 'withdrawn':
      return 'Nothing was changed. Ask again when it is needed.';
    case 'refused':
      return `${problem} Nothing was changed.`;
    case 'failed':
      return problem || 'Nothing more is tried.';
    case 'outcome-unknown':
      return `${problem} Look at the cluster in Azure, then press one of the buttons on the approvers’ card.`;
  }
}

function done({ action, finishedAt }: ChangeValue): string {
  const at = finishedAt ? `, ${when(finishedAt)}` : '';
  return action === 'authorized-ip-ranges'
    ? `Read back from Azure and as planned${at}. It can take up to 2 minutes until the API server acts on it.`
    : `Read back and as planned${at}.`;
}

function openings({ openings, state }: ChangeValue): string[] {
  if (state !== 'done') return [];
  return openings.map(({ range, until, state: opening, problem }) => {
    const what = code(range);
    switch (opening) {
      case 'open':
        return `${what} is taken away again ${when(until)}.`;
      case 'closing':
        return `${what} is being taken away.`;
      case 'closed':
        return `${what} was taken away again.`;
      case 'kept':
        return `${what} stays: ${brief(problem?.message ?? 'it was in the list before, or somebody else still needs it', 200)}.`;
      default:
        return `*${what} could not be taken away:* ${brief(problem?.message ?? 'it is tried again', 200)}`;
    }
  });
}
