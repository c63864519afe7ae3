/** What the requester is told, where they asked: one message, edited as it goes on. */
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import type { Drawing } from '../drawing.ts';
import { mention, when } from '../escape.ts';
import { approvers } from './change-text.ts';
import { waiverButtons } from './waiver-buttons.ts';
import { short, waiverOrigin, waiverState, waiverTitle } from './waiver-text.ts';

export const view = defineView<WaiverValue>({
  name: 'waiver-note',
  load: ({ waivers }, id) => waivers.describe(id),
  render: waiverNote,
  recipient: ({ requester }) => requester,
});

export function waiverNote(value: WaiverValue, tools: Drawing): Rendered {
  const state = waiverState(value);
  const title = waiverTitle(value);
  return {
    text: `${state}: ${title}`,
    blocks: [
      section(`*${state}:* ${short(title, 300)}\n${next(value)}`),
      ...waiverButtons({ ...value, can: { ...value.can, decide: false } }, tools),
      context(`${waiverOrigin(value)} · ${value.id.slice(0, 8)}`),
    ],
  };
}

/** What happens next, or what to do. */
function next(value: WaiverValue): string {
  const { state, approval, expiresAt, until, endedAt, endedBy } = value;
  switch (state) {
    case 'waiting':
      return `${approval ? `Asked for ${approvers(approval)}.` : ''}${expiresAt ? ` The request expires ${when(expiresAt)}.` : ''}`;
    case 'active':
      return `Reports show it as waived until ${when(until)}. You are reminded before that.`;
    case 'rejected': {
      const rejection = approval?.decisions.find(({ decision }) => decision === 'reject');
      return rejection
        ? `By ${mention(rejection.person)}${rejection.reason ? `: ${short(rejection.reason, 300)}` : ''}. The finding stays as it is.`
        : 'The finding stays as it is.';
    }
    case 'expired':
    case 'withdrawn':
      return 'The finding stays as it is. Ask again when it is needed.';
    case 'renewed':
      return 'Another waiver of the same has taken its place.';
    case 'revoked':
      return `${endedBy ? `By ${mention(endedBy)}` : 'It was ended'}${endedAt ? ` ${when(endedAt)}` : ''}. The finding counts again.`;
    case 'lapsed':
      return `Its time was over ${when(until)}. The finding counts again.`;
  }
}
