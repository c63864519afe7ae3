import { z } from 'zod';
import { section } from '../blocks.ts';
import { defineModal } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';
import { refusalFor } from '../may.ts';
import { whyNotAsked } from '../propose.ts';

export const modal = defineModal({
  callbackId: 'roll-back-change',
  input: z.object({ changeId: z.string(), summary: z.string() }),
  open: ({ summary }) => ({
    title: 'Roll back',
    submit: 'Ask for approval',
    blocks: [
      section(
        `${escapeMrkdwn(summary)}\nThis asks for the opposite, worked out on what the cluster is now, with the same approval.`,
      ),
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why' },
        element: { type: 'plain_text_input', action_id: 'value', max_length: 500 },
      },
    ],
  }),
  async submit({ input: { changeId }, values, ...context }) {
    const { deps, person } = context;
    const reason = String(values.reason ?? '').trim();
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    const change = await deps.changes.describe(changeId);
    if (!change)
      return { kind: 'errors', errors: { reason: 'This change is no longer known to me.' } };
    const refusal = await refusalFor(context, 'propose', change.cluster);
    if (refusal) return { kind: 'done', after: () => context.answer(refusal) };
    const result = await deps.changes.rollback({ changeId, person, reason });
    return {
      kind: 'done',
      after: async () => {
        if (result.kind !== 'proposed')
          await context.answer(await whyNotAsked(context, change.cluster, result));
      },
    };
  },
});
