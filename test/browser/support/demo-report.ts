/** A posture report as the bot posts it: what the page has to draw well above all. */
import type { AnyBlock } from '../../../src/sandbox/slack/protocol.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: true });
const raw = (text: string) => ({ type: 'raw_text' as const, text });

function button(text: string, action: string, more: Record<string, unknown> = {}) {
  return { type: 'button', text: plain(text), action_id: action, value: action, ...more };
}

function finding(text: string, action: string): AnyBlock {
  return { type: 'section', text: mrkdwn(text), accessory: button('Fix…', action) };
}

const results: [string, string, string, string][] = [
  ['AKS-API-001', 'Critical', 'fail', 'API server is open to every address'],
  ['AKS-IAM-002', 'Critical', 'fail', 'Local accounts are enabled'],
  ['AKS-API-004', 'High', 'fail', 'Run command is enabled'],
  ['AKS-LOG-001', 'High', 'fail', 'kube-audit-admin goes nowhere'],
  ['AKS-UPG-001', 'High', 'fail', 'Kubernetes 1.31 is out of support'],
  ['AKS-IAM-001', 'High', 'pass', 'Entra ID decides who may log in'],
  ['AKS-IAM-005', 'Medium', 'pass', 'Azure RBAC authorizes Kubernetes calls'],
  ['AKS-LOG-004', 'Medium', 'unknown', 'Diagnostic settings: 403 from Azure Monitor'],
  ['AKS-UPG-003', 'Medium', 'fail', 'No maintenance window for node images'],
  ['AKS-UPG-010', 'Low', 'pass', 'Node image is 6 days old'],
];
const runs = ['Nov 17', 'Nov 18', 'Nov 19', 'Nov 20', 'Nov 21', 'Nov 22', 'Nov 23'];
const points = (values: number[]) => runs.map((label, index) => ({ label, value: values[index] }));

export const report: AnyBlock[] = [
  { type: 'header', text: plain(':rotating_light: aks-prod-weu: 2 critical, 3 high, 1 unknown') },
  {
    type: 'section',
    fields: [
      mrkdwn('*Grade*\nD · 54 of 100'),
      mrkdwn('*Since yesterday*\n1 new, 2 fixed'),
      mrkdwn('*Cluster*\n`rg-platform-weu` · Kubernetes 1.31.9'),
      mrkdwn('*Could not be read*\nDiagnostic settings (403)'),
    ],
  },
  { type: 'divider' },
  finding(
    ':red_circle: *The API server answers every address on the internet*\n`apiServerAccessProfile.authorizedIPRanges` is empty',
    'fix_ranges',
  ),
  finding(
    ':red_circle: *Local accounts are enabled*: whoever has the admin kubeconfig is cluster-admin\n`disableLocalAccounts` is `false`',
    'fix_accounts',
  ),
  {
    type: 'data_table',
    caption: 'All results of aks-prod-weu',
    page_size: 5,
    rows: [
      ['Check', 'Severity', 'Outcome', 'What was seen'].map(raw),
      ...results.map((row) => row.map(raw)),
    ],
  },
  {
    type: 'data_visualization',
    title: 'Score of the last seven runs',
    chart: {
      type: 'line',
      series: [
        { name: 'aks-prod-weu', data: points([41, 41, 46, 52, 58, 50, 54]) },
        { name: 'Fleet, median', data: points([66, 67, 67, 70, 71, 71, 73]) },
      ],
      axis_config: { categories: runs, y_label: 'Score' },
    },
  },
  {
    type: 'actions',
    elements: [
      button('Fix…', 'fix', { style: 'primary' }),
      button('Details', 'details'),
      button('Re-run', 'rerun'),
      button('Open in Azure', 'portal', { url: 'https://portal.azure.com/' }),
    ],
  },
  {
    type: 'context',
    elements: [mrkdwn('Read from Azure at 10:12 · 38 checks · asked by <@U0RIVERA>')],
  },
];

/** The card that the approvers get. */
export const approvalCard: AnyBlock[] = [
  { type: 'header', text: plain('Change C-17: open aks-prod-weu to 203.0.113.7/32 for 4 hours') },
  {
    type: 'section',
    text: mrkdwn(
      '<@U0RIVERA> asks <!subteam^S0APPROV> · risk *high* · expires <!date^1795446000^{date_short_pretty} at {time}|later>',
    ),
  },
  {
    type: 'section',
    text: mrkdwn(
      '*Before → after*\n```- 198.51.100.0/24\n+ 198.51.100.0/24\n+ 203.0.113.7/32   (removed again after 4 hours)```',
    ),
  },
  {
    type: 'section',
    fields: [
      mrkdwn('*Reason*\nVendor on site, deploys the billing fix'),
      mrkdwn('*Ticket*\n<https://example.com/CHG-4711|CHG-4711>'),
    ],
  },
  {
    type: 'context',
    elements: [
      mrkdwn(':information_source: A login is still needed: an address alone gives no rights.'),
    ],
  },
  {
    type: 'actions',
    elements: [
      button('Approve', 'approve', {
        style: 'primary',
        confirm: {
          title: plain('Approve change C-17?'),
          text: mrkdwn('`aks-prod-weu` will accept `203.0.113.7/32` for *4 hours*.'),
          confirm: plain('Approve'),
          deny: plain('Not yet'),
        },
      }),
      button('Decline', 'decline', { style: 'danger' }),
      {
        type: 'overflow',
        action_id: 'more',
        options: [
          { text: plain('Show the plan'), value: 'plan' },
          { text: plain('Edit the range'), value: 'edit' },
        ],
      },
    ],
  },
];
