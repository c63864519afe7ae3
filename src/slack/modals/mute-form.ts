/** The fields of the form behind “Mute…”. */
import { duration } from '../../config/duration.ts';
import { clipped, context, section, type ViewBlock } from '../blocks.ts';
import { bold, escapeMrkdwn, when } from '../escape.ts';
import { plural } from '../views/posture-words.ts';
import type { MuteForm } from './mute.ts';

const times = [
  ['4h', '4 hours'],
  ['1d', '1 day'],
  ['7d', '7 days'],
  ['30d', '30 days'],
  ['90d', '90 days'],
] as const;
export const previewDays = 14;

export function muteForm({ title, choices, longestMs, preview, reported }: MuteForm): ViewBlock[] {
  const covers = choices.map(({ kind, words }) => ({
    value: kind,
    // What is cut off here stands in full below.
    text: plain(clipped(words, 75)),
  }));
  const chosen = covers.find(({ value }) => value === preview.kind);
  const ends = times
    .filter(([value]) => (duration(value) ?? 0) <= longestMs)
    .map(([value, text]) => ({ value, text: plain(text) }));
  const offered = ends.length > 0 ? ends : [longest(longestMs)];
  return [
    section(
      `${bold(title)}\nA mute holds for the addresses and agents that called until now: a new one breaks through, and so do a success, secrets for the first time, a higher severity and ten times the rate.`,
    ),
    {
      type: 'input',
      block_id: 'cover',
      dispatch_action: true,
      label: plain('What it covers'),
      element: {
        ...{ type: 'static_select', action_id: 'value', options: covers },
        ...(chosen && { initial_option: chosen }),
      },
    },
    ...previewBlocks({ choices, preview }),
    ...(reported === null
      ? []
      : [
          context(
            `The report counts ${reported} ${plural(reported, 'such call')}; above are those of alerts alone.`,
          ),
        ]),
    {
      type: 'input',
      block_id: 'duration',
      label: plain('For how long'),
      element: {
        ...{ type: 'static_select', action_id: 'value', options: offered },
        ...(offered[0] && { initial_option: offered[0] }),
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Why nobody needs to hear of it'),
      element: { type: 'plain_text_input', action_id: 'value', max_length: 500 },
    },
  ];
}

/** Names the choice that it is about: it stays for a moment after another is made. */
function previewBlocks({
  choices,
  preview: { kind, alerts, calls, days, examples, graveAt, knownSince, isWhole },
}: Pick<MuteForm, 'choices' | 'preview'>): ViewBlock[] {
  const words = choices.find((each) => each.kind === kind)?.words ?? kind;
  const counted = `${alerts} ${plural(alerts, 'alert')}, ${calls} ${plural(calls, 'call')}`;
  return [
    section(
      [
        `*What it would have hidden in the last ${previewDays} days*`,
        `_${escapeMrkdwn(words).replaceAll('_', '\u2017')}_`,
        `*${counted}*`,
        ...(graveAt
          ? [`:warning: *High or critical severity among them, last ${when(graveAt)}*`]
          : []),
        ...(days.length > 0 ? [`By day: ${days.map(dayInWords).join(' · ')}`] : []),
        ...examples.map((example) => `• ${escapeMrkdwn(example)}`),
        ...(alerts > examples.length && examples.length > 0
          ? [`and ${alerts - examples.length} more`]
          : []),
      ].join('\n'),
    ),
    ...(knownSince === null
      ? [context('No workflow looks for refused calls, so little is known of what went before.')]
      : isWhole
        ? []
        : [
            context(
              `Calls are remembered since ${when(knownSince)}: of the time before, nothing is known.`,
            ),
          ]),
  ];
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `24 Nov: 9` */
function dayInWords({ day, calls }: { day: string; calls: number }): string {
  return `${Number(day.slice(8, 10))} ${months[Number(day.slice(5, 7)) - 1]}: ${calls}`;
}

function longest(ms: number) {
  const hours = Math.max(1, Math.floor(ms / 3_600_000));
  return { value: `${hours}h`, text: plain(`${hours} ${plural(hours, 'hour')}`) };
}

/** On one line, and short in JSON too: a form carries 3,000 characters at most. */
export function oneLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();
  return clipped(line, most);
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}
