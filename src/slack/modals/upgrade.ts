import { z } from 'zod';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { approvalPolicy } from '../../rights/policy.ts';
import { clipped, context as note, section, type ViewBlock } from '../blocks.ts';
import type { CommandContext } from '../context.ts';
import { defineModal, type FormValues } from '../define-modal.ts';
import { bold } from '../escape.ts';
import { propose } from '../propose.ts';

const input = z.object({
  clusterId: z.string(),
  clusterName: z.string(),
  /** The advised one first. */
  targets: z.array(z.string()),
  reasonRequired: z.boolean(),
  ticketPattern: z.string().optional(),
});

type Form = z.output<typeof input>;

/** Which version a cluster is to be upgraded to, and whether it waits for its window. */
export const modal = defineModal({
  callbackId: 'upgrade',
  input,
  open: (form) => ({ title: 'Start upgrade', submit: 'Ask for approval', blocks: blocksOf(form) }),
  async submit({ input: form, values, ...context }) {
    const cluster = (await context.deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === form.clusterId.toLowerCase(),
    );
    const gone = `${form.clusterName} is no longer in the fleet.`;
    if (!cluster) return { kind: 'errors', errors: { outsideWindow: gone } };
    const [reason, ticket, outsideWindow] = ['reason', 'ticket', 'outsideWindow'].map((field) =>
      text(values, field),
    );
    const result = await propose(context, {
      cluster,
      action: 'kubernetes-upgrade',
      params: {
        to: text(values, 'to') ?? form.targets[0],
        ...(outsideWindow && { outsideWindow }),
      },
      ...(reason && { reason }),
      ...(ticket && { ticket }),
    });
    if (result.kind === 'asked') return { kind: 'done' };
    const errors = Object.fromEntries(
      Object.entries(result.fields).filter(([field]) =>
        ['to', 'outsideWindow', 'reason', 'ticket'].includes(field),
      ),
    );
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    return { kind: 'done', after: () => context.answer(result.sentence) };
  },
});

/** What the form is opened with. */
export function upgradeInput(
  { deps }: Pick<CommandContext, 'deps'>,
  { cluster, targets }: { cluster: ClusterRef; targets: string[] },
): z.input<typeof input> {
  const { reason, ticketPattern } = approvalPolicy(deps.rights, { risk: 'critical', cluster });
  return {
    ...{ clusterId: cluster.id, clusterName: cluster.name, targets },
    reasonRequired: reason === 'required',
    ...(ticketPattern && { ticketPattern }),
  };
}

function blocksOf({ clusterName, targets, reasonRequired, ticketPattern }: Form): ViewBlock[] {
  const options = targets.map((version, at) => ({
    text: plain(at === 0 ? `${version} (advised)` : version),
    value: version,
  }));
  return [
    section(
      `${bold(clusterName)}\nThe control plane goes first, one minor at a time, then each pool. Kubernetes cannot be downgraded.`,
    ),
    {
      type: 'input',
      block_id: 'to',
      label: plain('Version'),
      element: {
        type: 'static_select',
        action_id: 'value',
        options,
        ...(options[0] && { initial_option: options[0] }),
      },
    },
    line('outsideWindow', 'Why it cannot wait for the maintenance window', {
      most: 300,
      optional: true,
      hint: 'Empty: each step begins only in the window. With a reason it begins when it is approved, and approvers have to confirm that.',
    }),
    line('reason', 'Why', { most: 500, optional: !reasonRequired }),
    line('ticket', 'Ticket', {
      most: 100,
      optional: ticketPattern === undefined,
      ...(ticketPattern && { hint: clipped(`Like ${ticketPattern}`, 150) }),
    }),
    note('Nothing changes yet: the exact plan, step by step, goes to the approvers.'),
  ];
}

function line(
  block: string,
  label: string,
  { most, optional, hint }: { most: number; optional: boolean; hint?: string },
): ViewBlock {
  return {
    ...{ type: 'input', block_id: block, optional, label: plain(label) },
    ...(hint && { hint: plain(hint) }),
    element: { type: 'plain_text_input', action_id: 'value', max_length: most },
  };
}

function text(values: FormValues, field: string): string | undefined {
  const value = values[field];
  return (Array.isArray(value) ? value.join(' ') : value)?.trim() || undefined;
}

function plain(words: string) {
  return { type: 'plain_text' as const, text: words };
}
