import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { clipped, section } from '../blocks.ts';
import { decideOnRing } from '../decide-on-ring.ts';
import { defineModal } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';

/** They travel with the form, which holds 3,000 characters. */
const mostShown = 5;
const longest = 350;

/** What the form shows of all the warnings of a ring; the others stand in the file below the board. */
export function ringWarnings(texts: readonly string[]): { confirm: string[]; more: number } {
  const confirm = texts.slice(0, mostShown).map((text) => clipped(text, longest));
  return { confirm, more: texts.length - confirm.length };
}

/** For rings with warnings that the approver has to confirm: a click alone is too quick for those. */
export const modal = defineModal({
  callbackId: 'approve-ring',
  input: z.object({
    rolloutId: z.string(),
    hash: z.string(),
    summary: z.string(),
    confirm: z.array(z.string()),
    more: z.number(),
  }),
  open: ({ summary, confirm, more }) => ({
    title: 'Approve this ring',
    submit: 'Approve',
    blocks: [
      section(escapeMrkdwn(summary)),
      ...confirm.flatMap((text, place): KnownBlock[] => [
        {
          type: 'alert',
          text: { type: 'plain_text', text },
          level: 'warning',
        } as unknown as KnownBlock,
        toTick(`confirm-${place}`, 'I have checked this'),
      ]),
      ...(more > 0
        ? [toTick('confirm-more', `I have read the ${more} others in the file below the board`)]
        : []),
    ],
  }),
  async submit({ input, values, ...context }) {
    const { rolloutId, hash, confirm, more } = input;
    const wanted = [
      ...confirm.map((_, place) => `confirm-${place}`),
      ...(more > 0 ? ['confirm-more'] : []),
    ];
    const missing = wanted.filter((block) => !values[block] || values[block].length === 0);
    if (missing.length > 0)
      return {
        kind: 'errors',
        errors: Object.fromEntries(missing.map((block) => [block, 'Tick this to go on.'])),
      };
    return {
      kind: 'done',
      after: () => decideOnRing(context, { rolloutId, hash, decision: 'approve', confirmed: true }),
    };
  },
});

function toTick(block: string, label: string): KnownBlock {
  return {
    type: 'input',
    block_id: block,
    label: { type: 'plain_text', text: label },
    element: {
      type: 'checkboxes',
      action_id: 'value',
      options: [{ value: 'yes', text: { type: 'plain_text', text: 'Yes, and it may go ahead' } }],
    },
  };
}
