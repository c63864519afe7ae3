/** The modal behind `/aks ip` and Fix…: which ranges, for how long, and why. */

import type { KnownBlock, ModalView } from '@slack/types';
import { clipped } from '../blocks.ts';
import { escapeMrkdwn } from '../escape.ts';

export const rangesFields = {
  operation: 'operation',
  ranges: 'ranges',
  duration: 'duration',
  reason: 'reason',
  ticket: 'ticket',
} as const;

export const durations = [
  { value: 'for-good', text: 'For good' },
  { value: '1h', text: '1 hour' },
  { value: '4h', text: '4 hours' },
  { value: '8h', text: '8 hours' },
  { value: '24h', text: '24 hours' },
  { value: '3d', text: '3 days' },
] as const;

export interface RangesModal {
  callbackId: string;
  /** Opaque id of what the modal is about; never more. */
  privateMetadata: string;
  clusterName: string;
  /** As last read, for the reader's orientation; null when it is not known. */
  present: { ranges: string[]; readAt: string } | null;
  preset?: {
    operation?: 'add' | 'remove' | 'replace';
    ranges?: string[];
    duration?: string;
    reason?: string;
    ticket?: string;
  };
  /** From the rights file. */
  reason: 'required' | 'optional';
  ticketPattern?: string;
  title?: string;
}

export function rangesModal({
  callbackId,
  privateMetadata,
  clusterName,
  present,
  preset = {},
  reason,
  ticketPattern,
  title = 'Authorized IP ranges',
}: RangesModal): ModalView {
  const add = option('add', 'Add these ranges');
  const operations = [
    add,
    option('remove', 'Remove these ranges'),
    option('replace', 'Replace the whole list by these'),
  ];
  const lasts = durations.map(({ value, text }) => option(value, text));
  const chosen = lasts.find(({ value }) => value === (preset.duration ?? 'for-good')) ?? lasts[0];
  const blocks: KnownBlock[] = [
    {
      type: 'section',
      text: { type: 'mrkdwn', text: `*${escapeMrkdwn(clusterName)}*\n${presentText(present)}` },
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
        'An added range is taken away again by itself, counted from when it is applied. For good when removing.',
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
      optional: reason === 'optional',
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
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: privateMetadata,
    title: plain(clipped(title, 24)),
    submit: plain('Ask for approval'),
    close: plain('Cancel'),
    blocks,
  };
}

function presentText(present: RangesModal['present']): string {
  if (!present) return 'Its present list is read when you ask.';
  if (present.ranges.length === 0)
    return 'Its list is empty: *everybody* may try to reach the API server. The first range shuts everybody else out.';
  const shown = present.ranges.slice(0, 12).map((range) => `\`${escapeMrkdwn(String(range))}\``);
  const more = present.ranges.length - shown.length;
  return `Authorized when last read: ${shown.join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}

function option(value: string, text: string) {
  return { value, text: plain(text) };
}
