import { z } from 'zod';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { remediations } from '../../remediation/actions/index.generated.ts';
import { approvalPolicy } from '../../rights/policy.ts';
import { clipped, context as note, section } from '../blocks.ts';
import type { CommandContext } from '../context.ts';
import { defineModal } from '../define-modal.ts';
import { bold, escapeMrkdwn } from '../escape.ts';
import { propose } from '../propose.ts';

const input = z.object({
  clusterId: z.string(),
  clusterName: z.string(),
  action: z.string(),
  params: z.record(z.string(), z.unknown()),
  /** Set in the form before anybody types. */
  reason: z.string(),
  reasonRequired: z.boolean(),
  ticketPattern: z.string().optional(),
});

/** Asks for any change whose parameters are settled: why, and with which ticket. */
export const modal = defineModal({
  callbackId: 'propose-change',
  input,
  open(form) {
    const action = remediations.find(({ id }) => id === form.action);
    return {
      title: 'Ask for a change',
      submit: 'Ask for approval',
      blocks: [
        section(
          `${bold(form.clusterName)}\n*${escapeMrkdwn(action?.title ?? form.action)}*\n${escapeMrkdwn(action?.summary ?? '')}`,
        ),
        {
          type: 'input',
          block_id: 'reason',
          optional: !form.reasonRequired,
          label: { type: 'plain_text', text: 'Why' },
          element: {
            type: 'plain_text_input',
            action_id: 'value',
            max_length: 500,
            ...(form.reason && { initial_value: form.reason }),
          },
        },
        {
          type: 'input',
          block_id: 'ticket',
          optional: form.ticketPattern === undefined,
          label: { type: 'plain_text', text: 'Ticket' },
          ...(form.ticketPattern && {
            hint: { type: 'plain_text', text: clipped(`Like ${form.ticketPattern}`, 150) },
          }),
          element: { type: 'plain_text_input', action_id: 'value', max_length: 100 },
        },
        note(
          'Nothing changes yet: the exact plan goes to the approvers, and you are told where you asked.',
        ),
      ],
    };
  },
  async submit({ input: form, values, ...context }) {
    const cluster = (await context.deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === form.clusterId.toLowerCase(),
    );
    if (!cluster)
      return {
        kind: 'errors',
        errors: { reason: `${form.clusterName} is no longer in the fleet.` },
      };
    const reason = String(values.reason ?? '').trim();
    const ticket = String(values.ticket ?? '').trim();
    const result = await propose(context, {
      cluster,
      ...{ action: form.action, params: form.params },
      ...(reason && { reason }),
      ...(ticket && { ticket }),
    });
    if (result.kind === 'asked') return { kind: 'done' };
    const { reason: why, ticket: which } = result.fields;
    const errors = { ...(why && { reason: why }), ...(which && { ticket: which }) };
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    return { kind: 'done', after: () => context.answer(result.sentence) };
  },
});

/** What the form is opened with. */
export function proposeInput(
  { deps }: Pick<CommandContext, 'deps'>,
  {
    cluster,
    action,
    params,
    reason = '',
  }: { cluster: ClusterRef; action: string; params: Record<string, unknown>; reason?: string },
): z.input<typeof input> {
  const risk = remediations.find(({ id }) => id === action)?.risk ?? 'high';
  const policy = approvalPolicy(deps.rights, { risk, cluster });
  return {
    ...{ clusterId: cluster.id, clusterName: cluster.name, action, params, reason },
    reasonRequired: policy.reason === 'required',
    ...(policy.ticketPattern && { ticketPattern: policy.ticketPattern }),
  };
}
