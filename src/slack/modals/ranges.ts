import { z } from 'zod';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { CommandContext } from '../context.ts';
import { defineModal, type FormValues } from '../define-modal.ts';
import { editChange } from '../edit-change.ts';
import { propose, requestRules } from '../propose.ts';
import { rangesFields, rangesForm } from './ranges-form.ts';

const mostShown = 12;

const input = z.object({
  clusterId: z.string(),
  clusterName: z.string(),
  /** A change that is edited instead of a new one. */
  changeId: z.string().optional(),
  present: z.object({ ranges: z.array(z.string()), more: z.number() }).nullable(),
  preset: z.object({
    operation: z.enum(['add', 'remove', 'replace']).optional(),
    ranges: z.array(z.string()).optional(),
    duration: z.string().optional(),
    reason: z.string().optional(),
    ticket: z.string().optional(),
  }),
  reasonRequired: z.boolean(),
  ticketPattern: z.string().optional(),
});

export const modal = defineModal({
  callbackId: 'authorized-ip-ranges',
  input,
  open: (form) => ({
    title: form.changeId ? 'Edit the plan' : 'Authorized IP ranges',
    submit: 'Ask for approval',
    blocks: rangesForm(form),
  }),
  async submit({ input: form, values, ...context }) {
    const cluster = await clusterOf(context, form.clusterId);
    if (!cluster)
      return {
        kind: 'errors',
        errors: { [rangesFields.ranges]: `${form.clusterName} is no longer in the fleet.` },
      };
    const params = paramsOf(values);
    const reason = text(values.reason);
    const ticket = text(values.ticket);
    const result = form.changeId
      ? await editChange(context, cluster, {
          ...{ changeId: form.changeId, action: 'authorized-ip-ranges', params },
        })
      : await propose(context, {
          cluster,
          action: 'authorized-ip-ranges',
          params,
          ...(reason && { reason }),
          ...(ticket && { ticket }),
        });
    if (result.kind === 'asked') return { kind: 'done' };
    const errors = fieldErrors(result.fields);
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    // A refusal that no field can mend is said where the person can keep it.
    return { kind: 'done', after: () => context.answer(result.sentence) };
  },
});

/** What the form is opened with. Quick: only what is in memory and, of the report, what is handed in. */
export function rangesInput(
  context: Pick<CommandContext, 'deps'>,
  {
    cluster,
    present,
    preset = {},
    changeId,
  }: {
    cluster: ClusterRef;
    present: string[] | null;
    preset?: z.input<typeof input>['preset'];
    changeId?: string;
  },
): z.input<typeof input> {
  const fits = (preset.ranges?.join(' ').length ?? 0) < 1200;
  return {
    clusterId: cluster.id,
    clusterName: cluster.name,
    ...(changeId && { changeId }),
    present: present && {
      ranges: present.slice(0, mostShown),
      more: Math.max(0, present.length - mostShown),
    },
    // A form carries 3,000 characters at most; a longer list is typed again.
    preset: fits ? preset : { ...preset, ranges: [] },
    ...requestRules(context.deps, cluster),
  };
}

async function clusterOf(
  { deps }: Pick<CommandContext, 'deps'>,
  id: string,
): Promise<ClusterRef | undefined> {
  const wanted = id.toLowerCase();
  return (await deps.fleet.all()).find((cluster) => cluster.id.toLowerCase() === wanted);
}

function paramsOf(values: FormValues): Record<string, unknown> {
  const operation = text(values.operation) ?? 'add';
  const duration = text(values.duration);
  const ranges = (text(values.ranges) ?? '').split(/[\s,;]+/).filter((range) => range !== '');
  return {
    operation,
    ranges,
    ...(operation === 'add' && duration && duration !== 'for-good' && { for: duration }),
  };
}

/** Problems of parameters, below the fields of the form that hold them. */
function fieldErrors(fields: Record<string, string>): Record<string, string> {
  const blockOf: Record<string, string> = {
    range: rangesFields.ranges,
    ranges: rangesFields.ranges,
    operation: rangesFields.operation,
    for: rangesFields.duration,
    reason: rangesFields.reason,
    ticket: rangesFields.ticket,
  };
  return Object.fromEntries(
    Object.entries(fields).map(([field, problem]) => [
      blockOf[field] ?? rangesFields.ranges,
      problem,
    ]),
  );
}

function text(value: string | string[] | undefined): string | undefined {
  const plain = Array.isArray(value) ? value.join(' ') : value;
  return plain?.trim() || undefined;
}
