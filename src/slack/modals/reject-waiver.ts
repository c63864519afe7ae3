import { z } from 'zod';
import { section } from '../blocks.ts';
import { decideOnWaiver } from '../decide-on-waiver.ts';
import { defineModal } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';

export const modal = defineModal({
  callbackId: 'reject-waiver',
  input: z.object({ waiverId: z.string(), hash: z.string(), summary: z.string() }),
  open: ({ summary }) => ({
    title: 'Reject this waiver',
    submit: 'Reject',
    blocks: [
      section(escapeMrkdwn(summary)),
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why' },
        hint: { type: 'plain_text', text: 'The person who asked reads this.' },
        element: {
          type: 'plain_text_input',
          action_id: 'value',
          multiline: true,
          max_length: 500,
        },
      },
    ],
  }),
  async submit({ input, values, ...context }) {
    const reason = String(values.reason ?? '').trim();
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    return {
      kind: 'done',
      after: () => decideOnWaiver(context, { ...input, decision: 'reject', reason }),
    };
  },
});
