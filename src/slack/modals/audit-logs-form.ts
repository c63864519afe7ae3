/** The fields of the form behind “Ship audit logs…”. */
import type { UsedWorkspace } from '../../store/log-workspaces.ts';
import { clipped, context as note, section, type ViewBlock } from '../blocks.ts';
import { bold } from '../escape.ts';

export const auditLogsFields = {
  workspace: 'workspace',
  other: 'other',
  scope: 'scope',
  setting: 'setting',
  reason: 'reason',
  ticket: 'ticket',
} as const;

export interface AuditLogsForm {
  clusterName: string;
  /** The likeliest first. */
  workspaces: UsedWorkspace[];
  scope: 'all' | 'writes';
  setting: string;
  /** Set where a plan is edited: its reason and ticket stay. */
  changeId?: string;
  reason: string;
  reasonRequired: boolean;
  ticketPattern?: string;
}

export function auditLogsForm(form: AuditLogsForm): ViewBlock[] {
  const { workspaces, scope, reasonRequired, ticketPattern } = form;
  const offered = workspaces.map(workspaceOption);
  const scopes = [
    option('all', 'Everything (kube-audit)', 'Shows refused reads too. The larger one.'),
    option('writes', 'Changes alone (kube-audit-admin)', 'Cheaper, and blind to get and list.'),
  ];
  return [
    section(
      `${bold(form.clusterName)}\nSends who did what, and who was refused, to a Log Analytics workspace. What is shipped already stays as it is.`,
    ),
    ...(offered.length === 0
      ? []
      : [
          {
            type: 'input' as const,
            block_id: auditLogsFields.workspace,
            label: plain('Workspace'),
            element: {
              type: 'static_select' as const,
              action_id: 'value',
              options: offered,
              ...(offered[0] && { initial_option: offered[0] }),
            },
          },
        ]),
    {
      type: 'input',
      block_id: auditLogsFields.other,
      optional: offered.length > 0,
      label: plain(offered.length > 0 ? 'Or another workspace' : 'Workspace'),
      hint: plain(
        'Its resource id: /subscriptions/…/providers/Microsoft.OperationalInsights/workspaces/NAME',
      ),
      element: { type: 'plain_text_input', action_id: 'value', max_length: 400 },
    },
    {
      type: 'input',
      block_id: auditLogsFields.scope,
      label: plain('What to ship'),
      element: {
        type: 'radio_buttons',
        action_id: 'value',
        options: scopes,
        ...(scopes.find(({ value }) => value === scope) && {
          initial_option: scopes.find(({ value }) => value === scope),
        }),
      },
    },
    textField(auditLogsFields.setting, 'Name of the diagnostic setting', {
      initial: form.setting,
      most: 128,
    }),
    ...(form.changeId
      ? []
      : [
          textField(auditLogsFields.reason, 'Why', {
            initial: form.reason,
            most: 500,
            optional: !reasonRequired,
          }),
          textField(auditLogsFields.ticket, 'Ticket', {
            most: 100,
            optional: ticketPattern === undefined,
            ...(ticketPattern && { hint: clipped(`Like ${ticketPattern}`, 150) }),
          }),
        ]),
    note(
      form.changeId
        ? 'It is planned again, and decisions start anew: those that were made count no longer.'
        : 'Nothing changes yet: the exact plan, with the gigabytes and the cost to expect, goes to the approvers, and you are told where you asked.',
    ),
  ];
}

/** Its place in the list stands for a workspace: an option's value has 150 characters at most, and ids are longer. */
function workspaceOption({ id, clusters, near }: UsedWorkspace, index: number) {
  const name = id.split('/').at(-1) ?? id;
  const used =
    clusters === 0
      ? 'as planned'
      : `${clusters} ${clusters === 1 ? 'cluster ships' : 'clusters ship'} there`;
  const here = near > 0 ? `, ${near} of this region` : '';
  return option(String(index), clipped(name, 75), clipped(`${used}${here}`, 75));
}

function option(value: string, text: string, description: string) {
  return { value, text: plain(text), description: plain(description) };
}

function textField(
  block: string,
  label: string,
  {
    initial,
    most,
    optional = false,
    hint,
  }: { initial?: string; most: number; optional?: boolean; hint?: string },
): ViewBlock {
  return {
    type: 'input',
    block_id: block,
    optional,
    label: plain(label),
    ...(hint && { hint: plain(hint) }),
    element: {
      type: 'plain_text_input',
      action_id: 'value',
      max_length: most,
      ...(initial && { initial_value: initial }),
    },
  };
}

function plain(text: string) {
  return { type: 'plain_text' as const, text };
}
