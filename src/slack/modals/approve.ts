import type { KnownBlock } from '@slack/types';
import { z } from 'zod';
import { clipped, section } from '../blocks.ts';
import { decideOn } from '../decide-on.ts';
import { defineModal } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';

/** For plans with a warning that the approver has to confirm: a click alone is too quick for those. */
export const modal = defineModal({
  callbackId: 'approve-change',
  input: z.object({
    changeId: z.string(),
    planHash: z.string(),
    summary: z.string(),
    confirm: z.array(z.object({ place: z.number(), text: z.string() })),
  }),
  open: ({ summary, confirm }) => ({
    title: 'Approve this change',
    submit: 'Approve',
    blocks: [
      section(escapeMrkdwn(summary)),
      ...confirm.flatMap(({ place, text }): KnownBlock[] => [
        {
          type: 'alert',
          text: { type: 'plain_text', text: clipped(text, 900) },
          level: 'warning',
        } as unknown as KnownBlock,
        {
          type: 'input',
          block_id: `confirm-${place}`,
          label: { type: 'plain_text', text: 'I have checked this' },
          element: {
            type: 'checkboxes',
            action_id: 'value',
            options: [
              { value: 'yes', text: { type: 'plain_text', text: 'Yes, and it may go ahead' } },
            ],
          },
        },
      ]),
    ],
  }),
  async submit({ input, values, ...context }) {
    const missing = input.confirm
      .map(({ place }) => `confirm-${place}`)
      .filter((block) => values[block] === undefined || values[block]?.length === 0);
    if (missing.length > 0)
      return {
        kind: 'errors',
        errors: Object.fromEntries(missing.map((block) => [block, 'Tick this to go on.'])),
      };
    return {
      kind: 'done',
      after: () =>
        decideOn(context, {
          ...input,
          decision: 'approve',
          confirmations: input.confirm.map(({ place }) => place),
        }),
    };
  },
});
