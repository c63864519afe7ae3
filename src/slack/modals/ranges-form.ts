/** The fields of the form behind `/aks ip` and Fix…: which ranges, for how long, and why. */

import { clipped, type ViewBlock } from '../blocks.ts';
import { bold, code } from '../escape.ts';

export const rangesFields = {
  operation: 'operation',
  ranges: 'ranges',
  duration: 'duration',
  reason: 'reason',
  ticket: 'ticket',
} as const;

const durations = [
  { value: 'for-good', text: 'For good' },
  { value: '1h', text: '1 hour' },
  { value: '4h', text: '4 hours' },
  { value: '8h', text: '8 hours' },
  { value: '24h', text: '24 hours' },
  { value: '3d', text: '3 days' },
] as const;

export interface RangesForm {
  clusterName: string;
  /** The list as last read, for orientation; null where it is not known. */
  present: { ranges: string[]; more: number } | null;
  preset: {
    operation?: 'add' | 'remove' | 'replace';
    ranges?: string[];
    duration?: string;
    reason?: string;
    ticket?: string;
  };
  /** From the rights file. */
  reasonRequired: boolean;
  ticketPattern?: string;
}

export function rangesForm({
  clusterName,
  present,
  preset,
  reasonRequired,
  ticketPattern,
}: RangesForm): ViewBlock[] {
  const add = option('add', 'Add these ranges');
  const operations = [
    add,
    option('remove', 'Remove these ranges'),
    option('replace', 'Replace the whole list by these'),
  ];
  const lasts = durations.map(({ value, text }) => option(value, text));
  const chosen = lasts.find(({ value }) => value === (preset.duration ?? 'for-good')) ?? lasts[0];
  return [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `${bold(clusterName)}\n${presentText(present)}` },
    },
    {
      type: 'input',
      block_id: rangesFields.operation,
      label: plain('What to do'),
      element: {
        type: 'radio_buttons',
        action_id: 'value',
        options: operations,
        initial_option: operations.find(({ value }) => value === preset.operation) ?? add,
      },
    },
    {
      type: 'input',
      block_id: rangesFields.ranges,
      label: plain('Ranges'),
      hint: plain(
        'CIDR network addresses, one a line or with commas between: 203.0.113.7/32. One address is a /32.',
      ),
      element: {
        type: 'plain_text_input',
        action_id: 'value',
        multiline: true,
        max_length: 3000,
        placeholder: plain('203.0.113.7/32'),
        ...(preset.ranges && preset.ranges.length > 0
          ? { initial_value: preset.ranges.join('\n') }
          : {}),
      },
    },
    {
      type: 'input',
      block_id: rangesFields.duration,
      label: plain('For how long'),
      hint: plain(
        present?.ranges.length === 0
          ? 'The first range can be added only for good: taking it away would open the API server to everybody again.'
          : 'An added range is taken away again by itself, counted from when it is applied. For good when removing.',
      ),
      element: {
        type: 'static_select',
        action_id: 'value',
        options: lasts,
        ...(chosen ? { initial_option: chosen } : {}),
      },
    },
    {
      type: 'input',
      block_id: rangesFields.reason,
      optional: !reasonRequired,
      label: plain('Why'),
      element: {
        type: 'plain_text_input',
        action_id: 'value',
        max_length: 500,
        placeholder: plain('What the approvers should know'),
        ...(preset.reason ? { initial_value: preset.reason } : {}),
      },
    },
    {
      type: 'input',
      block_id: rangesFields.ticket,
      optional: ticketPattern === undefined,
      label: plain('Ticket'),
      ...(ticketPattern ? { hint: plain(clipped(`Like ${ticketPattern}`, 150)) } : {}),
      element: {
        type: 'plain_text_input',
        action_id: 'value',
        max_length: 100,
        ...(preset.ticket ? { initial_value: preset.ticket } : {}),
      },
    },
    {
      type: 'context',
      elements: [
        {
          type: 'mrkdwn',
          text: 'Nothing changes yet: the exact before and after goes to the approvers, and you are told where you asked.',
        },
      ],
    },
  ];
}

function presentText(present: RangesForm['present']): string {
  if (!present) return 'Its present list is read when you ask.';
  if (present.ranges.length === 0)
    return 'Its list is empty: *everybody* may try to reach the API server. The first range shuts everybody else out.';
  const shown = present.ranges.map(code).join(' ');
  return `Authorized when last read: ${shown}${present.more > 0 ? ` and ${present.more} more` : ''}`;
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function option(value: string, text: string) {
  return { value, text: plain(text) };
}
