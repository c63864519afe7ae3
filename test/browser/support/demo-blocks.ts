/** One of everything: every block and element that the bot may send, in as few messages as possible. */
import type { AnyBlock } from '../../../src/sandbox/slack/protocol.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: true });
const option = (text: string, description?: string) => ({
  text: plain(text),
  value: text,
  ...(description ? { description: plain(description) } : {}),
});
const words = (text: string, style?: Record<string, boolean>) => ({
  type: 'text' as const,
  text,
  ...(style ? { style } : {}),
});

export const texts: AnyBlock[] = [
  {
    type: 'section',
    text: mrkdwn(
      '*Bold*, _italic_, ~struck~, `code`, <https://example.com|a link>, :white_check_mark: and snake_case_names with 10:30:00\n> a quote of <#C0APPROVE>\n```kubectl get nodes --watch```&lt;script&gt; stays text &amp; <!here> is marked',
    ),
  },
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          words('Three pools, '),
          words('one at risk', { bold: true }),
          words(': '),
          words('*not bold*', { code: true }),
          words(' '),
          { type: 'emoji', name: 'eyes' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'bullet',
        elements: ['system: 3 nodes', 'user: 12 nodes, autoscaler 3–20'].map((text) => ({
          type: 'rich_text_section',
          elements: [words(text)],
        })),
      },
      {
        type: 'rich_text_quote',
        elements: [words('Said by '), { type: 'user', user_id: 'U0CHEN00' }],
      },
      { type: 'rich_text_preformatted', elements: [words('az aks show --name aks-prod-weu')] },
    ],
  },
  {
    type: 'markdown',
    text: '### Markdown\n\n| pool | nodes |\n| --- | --- |\n| system | 3 |\n\n- [x] read\n- [ ] fixed',
  },
  {
    type: 'table',
    column_settings: [{ is_wrapped: true }, { align: 'right' }],
    rows: [
      [
        { type: 'raw_text', text: 'Caller' },
        { type: 'raw_text', text: 'Refused' },
      ],
      [
        { type: 'raw_text', text: 'system:serviceaccount:ci:deployer' },
        { type: 'raw_number', value: 1204, text: '1,204' },
      ],
      [
        { type: 'raw_text', text: 'kim@contoso.com' },
        { type: 'raw_number', value: 3, text: '3' },
      ],
    ],
  },
];

export const progress: AnyBlock[] = [
  {
    type: 'plan',
    title: 'Looking at aks-prod-weu',
    tasks: [
      {
        type: 'task_card',
        task_id: 't1',
        title: 'Read the cluster and its pools',
        status: 'complete',
      },
      { type: 'task_card', task_id: 't2', title: 'Read the diagnostic settings', status: 'error' },
      {
        type: 'task_card',
        task_id: 't3',
        title: 'Compare with the last run',
        status: 'in_progress',
      },
      { type: 'task_card', task_id: 't4', title: 'Write the report', status: 'pending' },
    ],
  },
  {
    type: 'container',
    title: plain('Evidence'),
    subtitle: mrkdwn('2 properties'),
    is_collapsible: true,
    child_blocks: [{ type: 'section', text: mrkdwn('`properties.enableRBAC` is `true`') }],
  },
  {
    type: 'data_visualization',
    title: 'Findings by severity',
    chart: {
      type: 'pie',
      segments: [
        { label: 'Critical', value: 2 },
        { label: 'High', value: 3 },
        { label: 'Medium', value: 6 },
      ],
    },
  },
  {
    type: 'data_visualization',
    title: 'Refused calls per day',
    chart: {
      type: 'bar',
      series: [
        {
          name: 'Refused',
          data: ['Fri', 'Sat', 'Sun', 'Mon'].map((label, index) => ({
            label,
            value: [12, 4, 2, 31][index],
          })),
        },
      ],
      axis_config: { categories: ['Fri', 'Sat', 'Sun', 'Mon'] },
    },
  },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: { text: plain('Useful'), value: 'yes' },
        negative_button: { text: plain('Not useful'), value: 'no' },
      },
    ],
  },
];

export const controls: AnyBlock[] = [
  {
    type: 'section',
    text: mrkdwn('Which cluster do you mean?'),
    accessory: {
      type: 'static_select',
      action_id: 'cluster',
      placeholder: plain('Choose a cluster'),
      options: [option('aks-prod-weu'), option('aks-prod-neu'), option('aks-staging-weu')],
    },
  },
  {
    type: 'actions',
    elements: [
      { type: 'users_select', action_id: 'user', placeholder: plain('Ask somebody') },
      { type: 'conversations_select', action_id: 'channel', placeholder: plain('Send to') },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-11-23' },
      { type: 'timepicker', action_id: 'time', initial_time: '16:30' },
      {
        type: 'checkboxes',
        action_id: 'boxes',
        options: [option('Only new findings', 'Since the last run')],
      },
      {
        type: 'radio_buttons',
        action_id: 'radios',
        initial_option: option('Worst first'),
        options: [option('Worst first'), option('By layer')],
      },
    ],
  },
];

const input = (
  id: string,
  label: string,
  element: Record<string, unknown>,
  more: Record<string, unknown> = {},
) => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { action_id: 'value', ...element },
  ...more,
});

/** The form that opens from Fix…; a range of 0.0.0.0/0 is answered with an error. */
export const fixForm = {
  type: 'modal' as const,
  callback_id: 'open-range',
  title: plain('Open a range'),
  submit: plain('Ask for approval'),
  close: plain('Cancel'),
  blocks: [
    {
      type: 'alert',
      level: 'warning',
      text: mrkdwn('The first range on an open cluster *shuts everybody else out*.'),
    },
    input('cluster', 'Cluster', {
      type: 'external_select',
      min_query_length: 2,
      placeholder: plain('Type a name'),
    }),
    input(
      'range',
      'Range',
      { type: 'plain_text_input', placeholder: plain('203.0.113.7/32') },
      { hint: plain('An address range in CIDR notation. The prefix may not be wider than /24.') },
    ),
    input('duration', 'For how long', {
      type: 'radio_buttons',
      initial_option: option('4 hours'),
      options: [
        option('1 hour'),
        option('4 hours', 'Until the end of a shift'),
        option('For good'),
      ],
    }),
    input(
      'until',
      'Not after',
      { type: 'datetimepicker', initial_date_time: 1795446000 },
      { optional: true },
    ),
    input(
      'tell',
      'Tell',
      { type: 'multi_users_select', placeholder: plain('People') },
      { optional: true },
    ),
    input('reason', 'Reason', { type: 'plain_text_input', multiline: true }),
  ],
};

export const home = {
  type: 'home' as const,
  blocks: [
    { type: 'header', text: plain(':bridge_at_night: The fleet at a glance') },
    {
      type: 'section',
      fields: [
        mrkdwn('*Clusters*\n17 in 3 environments'),
        mrkdwn('*Worst grade*\nE · `aks-dev-weu`'),
      ],
    },
    {
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'posture_all',
          text: plain('Check the fleet'),
          style: 'primary',
        },
      ],
    },
  ],
};
