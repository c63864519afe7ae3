import { z } from 'zod';
import { duration } from '../../config/duration.ts';
import { section } from '../blocks.ts';
import { defineModal, type SubmissionResult } from '../define-modal.ts';
import { code } from '../escape.ts';
import { refusalFor } from '../may.ts';
import { whyNotAsked } from '../propose.ts';

const choices = [
  ['1h', '1 hour'],
  ['4h', '4 hours'],
  ['8h', '8 hours'],
  ['24h', '24 hours'],
] as const;

export const modal = defineModal({
  callbackId: 'extend-opening',
  input: z.object({ openingId: z.string(), range: z.string() }),
  open: ({ range }) => {
    const options = choices.map(([value, text]) => ({
      value,
      text: { type: 'plain_text' as const, text },
    }));
    return {
      title: 'More time',
      submit: 'Ask for approval',
      blocks: [
        section(`${code(range)} is taken away later than planned, once the approvers agree.`),
        {
          type: 'input',
          block_id: 'duration',
          label: { type: 'plain_text', text: 'How much longer' },
          element: {
            type: 'static_select',
            action_id: 'value',
            options,
            initial_option: options[0],
          },
        },
        {
          type: 'input',
          block_id: 'reason',
          label: { type: 'plain_text', text: 'Why' },
          element: { type: 'plain_text_input', action_id: 'value', max_length: 500 },
        },
      ],
    };
  },
  async submit({ input: { openingId }, values, ...context }): Promise<SubmissionResult> {
    const { deps, person } = context;
    const more = duration(String(values.duration ?? ''));
    const reason = String(values.reason ?? '').trim();
    if (more === undefined)
      return { kind: 'errors', errors: { duration: 'Choose how much longer.' } };
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    const value = await deps.changes.describeOpening(openingId);
    if (!value) return { kind: 'errors', errors: { duration: 'This opening has ended.' } };
    const refusal = await refusalFor(context, 'propose', value.change.cluster);
    if (refusal) return { kind: 'done', after: () => context.answer(refusal) };
    const result = await deps.changes.extend({
      openingId,
      person,
      until: new Date(new Date(value.opening.until).getTime() + more),
      reason,
      ticket: value.change.ticket,
      origin: value.change.origin,
    });
    return {
      kind: 'done',
      after: async () => {
        if (result.kind !== 'proposed')
          await context.answer(await whyNotAsked(context, value.change.cluster, result));
      },
    };
  },
});
