import { z } from 'zod';
import { duration } from '../../config/duration.ts';
import { coverKinds } from '../../forbidden/alerts/cover.ts';
import { clipped, section } from '../blocks.ts';
import { defineModal, type SubmissionResult } from '../define-modal.ts';
import { bold, escapeMrkdwn, when } from '../escape.ts';
import { mayMute } from '../mute.ts';
import { plural } from '../views/posture-words.ts';

const times = [
  ['4h', '4 hours'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;

const input = z.object({
  alertId: z.string(),
  title: z.string(),
  longestMs: z.number(),
  choices: z
    .array(
      z.object({
        kind: z.enum(coverKinds),
        words: z.string(),
        alerts: z.number(),
        calls: z.number(),
        graveAt: z.string().nullable(),
      }),
    )
    .min(1),
});

type Choice = z.infer<typeof input>['choices'][number];

export const modal = defineModal({
  callbackId: 'mute',
  input,
  open: ({ title, choices, longestMs }) => {
    const covers = choices.map(({ kind, words }, index) => ({
      value: kind,
      text: { type: 'plain_text' as const, text: clipped(`${index + 1}: ${words}`, 75) },
    }));
    const ends = times
      .filter(([value]) => (duration(value) ?? 0) <= longestMs)
      .map(([value, text]) => ({ value, text: { type: 'plain_text' as const, text } }));
    return {
      title: 'Mute',
      submit: 'Mute',
      blocks: [
        section(
          `${bold(title)}\nA mute holds for the addresses and agents that called until now: a new one breaks through, and so do a success and ten times the rate.`,
        ),
        section(
          `*What it would have hidden in the last 14 days*\n${choices.map(preview).join('\n')}`,
        ),
        {
          type: 'input',
          block_id: 'cover',
          label: { type: 'plain_text', text: 'What it covers' },
          element: {
            ...{ type: 'static_select', action_id: 'value', options: covers },
            initial_option: covers[0],
          },
        },
        {
          type: 'input',
          block_id: 'duration',
          label: { type: 'plain_text', text: 'For how long' },
          element: {
            ...{ type: 'static_select', action_id: 'value', options: ends },
            initial_option: ends[0],
          },
        },
        {
          type: 'input',
          block_id: 'reason',
          label: { type: 'plain_text', text: 'Why nobody needs to hear of it' },
          element: { type: 'plain_text_input', action_id: 'value', max_length: 500 },
        },
      ],
    };
  },
  async submit({ input: { alertId }, values, ...context }): Promise<SubmissionResult> {
    const { deps, person } = context;
    const kind = coverKinds.find((one) => one === values.cover);
    if (!kind) return { kind: 'errors', errors: { cover: 'Choose what it covers.' } };
    const reason = String(values.reason ?? '').trim();
    if (reason === '') return { kind: 'errors', errors: { reason: 'Say why, in a few words.' } };
    const forMs = duration(String(values.duration ?? ''));
    if (forMs === undefined)
      return { kind: 'errors', errors: { duration: 'Choose for how long.' } };
    const alert = await deps.alerts.describe(alertId);
    const refusal = alert
      ? await mayMute(context, alert, kind)
      : 'I do not know this alert any more.';
    if (refusal) return { kind: 'done', after: () => context.answer(refusal) };
    const { message } = await deps.alerts.mute({ alertId, person, kind, reason, forMs });
    return { kind: 'done', after: () => context.answer(escapeMrkdwn(message)) };
  },
});

function preview({ words, alerts, calls, graveAt }: Choice, index: number): string {
  const hidden = `${alerts} ${plural(alerts, 'alert')}, ${calls} ${plural(calls, 'call')}`;
  const grave = graveAt
    ? ` :warning: *High or critical severity among them, last ${when(graveAt)}*`
    : '';
  return `${index + 1}: ${escapeMrkdwn(words)}: ${hidden}.${grave}`;
}
