import { z } from 'zod';
import { section } from '../blocks.ts';
import { defineModal } from '../define-modal.ts';
import { escapeMrkdwn } from '../escape.ts';

export const modal = defineModal({
  callbackId: 'thaw-change',
  input: z.object({ changeId: z.string(), planHash: z.string(), summary: z.string() }),
  open: ({ summary }) => ({
    title: 'Break the freeze',
    submit: 'Let it be applied',
    blocks: [
      section(
        `${escapeMrkdwn(summary)}\nThis one change is then applied in spite of the freeze, once it is approved. Your name and your reason stand on its card and in the trail.`,
      ),
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why it cannot wait' },
        element: { type: 'plain_text_input', action_id: 'value', max_length: 500 },
      },
    ],
  }),
  async submit({ input: { changeId, planHash }, values, ...context }) {
    const { deps, person, origin } = context;
    const reason = String(values.reason ?? '').trim();
    if (reason === '')
      return { kind: 'errors', errors: { reason: 'Say why it cannot wait, in a few words.' } };
    const membership = await deps.membership.of(person);
    const outcome = await deps.changes.thaw({
      ...{ changeId, planHash, person, membership, reason, channel: origin.channel ?? null },
    });
    return { kind: 'done', after: () => context.answer(escapeMrkdwn(outcome.message)) };
  },
});
