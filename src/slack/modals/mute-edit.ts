import { z } from 'zod';
import { context, section } from '../blocks.ts';
import { defineModal, type SubmissionResult } from '../define-modal.ts';
import { bold, escapeMrkdwn, when } from '../escape.ts';
import { mayEditMute } from '../mute.ts';

const input = z.object({
  muteId: z.string(),
  version: z.number(),
  /** What it covers and where, in words. */
  words: z.string(),
  reason: z.string(),
  until: z.iso.datetime(),
});

/** Another reason or end for a mute, and on wish for the addresses and agents that came since. */
export const modal = defineModal({
  callbackId: 'mute-edit',
  input,
  open: ({ words, reason, until }) => ({
    title: 'Edit a mute',
    submit: 'Save',
    blocks: [
      section(`${bold(words)}\nIt ends ${when(until)}.`),
      {
        type: 'input',
        block_id: 'until',
        label: { type: 'plain_text', text: 'Ends' },
        element: {
          type: 'datetimepicker',
          action_id: 'value',
          initial_date_time: Math.floor(Date.parse(until) / 1000),
        },
      },
      {
        type: 'input',
        block_id: 'reason',
        label: { type: 'plain_text', text: 'Why nobody needs to hear of it' },
        element: {
          type: 'plain_text_input',
          action_id: 'value',
          max_length: 500,
          initial_value: reason,
        },
      },
      {
        type: 'input',
        block_id: 'rebind',
        optional: true,
        label: { type: 'plain_text', text: 'Addresses and agents' },
        element: {
          type: 'checkboxes',
          action_id: 'value',
          options: [
            {
              value: 'rebind',
              text: { type: 'plain_text', text: 'Cover those that called since, too' },
            },
          ],
        },
      },
      context('Who changed what goes into the trail. What is new still breaks through.'),
    ],
  }),
  async submit({ input: { muteId, version }, values, ...asking }): Promise<SubmissionResult> {
    const { deps, person } = asking;
    const reason = String(values.reason ?? '').trim();
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    const until = new Date(Number(values.until) * 1000);
    if (Number.isNaN(until.getTime()))
      return { kind: 'errors', errors: { until: 'Choose when it ends.' } };
    if (until <= deps.now())
      return {
        kind: 'errors',
        errors: { until: 'That is over already. To end a mute now, press Revoke in the list.' },
      };
    const mute = await deps.alerts.describeMute(muteId);
    if (!mute)
      return { kind: 'done', after: () => asking.answer('I do not know this mute any more.') };
    const refusal = await mayEditMute(asking, mute);
    if (refusal) return { kind: 'errors', errors: { reason: refusal } };
    const rebind = Array.isArray(values.rebind) && values.rebind.includes('rebind');
    const { kind, message } = await deps.alerts.editMute({
      ...{ muteId, version, person, reason, until, rebind },
    });
    if (kind === 'refused') return { kind: 'errors', errors: { until: message } };
    return { kind: 'done', after: () => asking.answer(escapeMrkdwn(message)) };
  },
});
