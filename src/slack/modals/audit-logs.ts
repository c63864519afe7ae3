import { z } from 'zod';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { type UsedWorkspace, usedWorkspaces } from '../../store/log-workspaces.ts';
import type { CommandContext } from '../context.ts';
import { defineModal, type FormValues } from '../define-modal.ts';
import { editChange } from '../edit-change.ts';
import { propose, requestRules } from '../propose.ts';
import { auditLogsForm, auditLogsFields as fields } from './audit-logs-form.ts';

/** A form carries 3,000 characters at most, and each id has 150 or more. */
const mostOffered = 6;

const input = z.object({
  clusterId: z.string(),
  clusterName: z.string(),
  /** A change that is edited instead of a new one. */
  changeId: z.string().optional(),
  workspaces: z.array(z.object({ id: z.string(), clusters: z.number(), near: z.number() })),
  scope: z.enum(['all', 'writes']),
  /** Of the diagnostic setting. */
  setting: z.string(),
  reason: z.string(),
  reasonRequired: z.boolean(),
  ticketPattern: z.string().optional(),
});

/** Where the audit log of a cluster is to go. */
export const modal = defineModal({
  callbackId: 'audit-logs',
  input,
  open: (form) => ({
    title: form.changeId ? 'Edit the plan' : 'Ship audit logs',
    submit: 'Ask for approval',
    blocks: auditLogsForm(form),
  }),
  async submit({ input: form, values, ...context }) {
    const cluster = (await context.deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === form.clusterId.toLowerCase(),
    );
    const gone = `${form.clusterName} is no longer in the fleet.`;
    if (!cluster) return { kind: 'errors', errors: { [fields.setting]: gone } };
    const workspace =
      text(values, fields.other) ??
      form.workspaces[Number(text(values, fields.workspace) ?? 0)]?.id;
    if (!workspace)
      return { kind: 'errors', errors: { [fields.other]: 'Say which workspace it is to go to.' } };
    const reason = text(values, fields.reason);
    const ticket = text(values, fields.ticket);
    const action = 'audit-logs';
    const params = {
      operation: 'ship',
      workspace,
      scope: text(values, fields.scope) ?? 'all',
      setting: text(values, fields.setting) ?? '',
    };
    const result = form.changeId
      ? await editChange(context, cluster, { changeId: form.changeId, action, params })
      : await propose(context, {
          ...{ cluster, action, params },
          ...(reason && { reason }),
          ...(ticket && { ticket }),
        });
    if (result.kind === 'asked') return { kind: 'done' };
    const { workspace: wrongWorkspace, ...others } = result.fields;
    const errors = Object.fromEntries(
      Object.entries({
        ...others,
        ...(wrongWorkspace && { [fields.other]: wrongWorkspace }),
      }).filter(([field]) => (Object.values(fields) as string[]).includes(field)),
    );
    if (Object.keys(errors).length > 0) return { kind: 'errors', errors };
    return { kind: 'done', after: () => context.answer(result.sentence) };
  },
});

/** What the form is opened with: the workspaces that the fleet uses, by the newest reports. */
export async function auditLogsInput(
  { deps }: Pick<CommandContext, 'deps'>,
  {
    cluster,
    scope = 'all',
    reason = '',
    edited,
  }: {
    cluster: ClusterRef;
    scope?: 'all' | 'writes';
    reason?: string;
    /** A plan that waits, as it is. */
    edited?: { changeId: string; workspace: string; setting: string };
  },
): Promise<z.input<typeof input>> {
  const used = await usedWorkspaces(deps.db, { location: cluster.location, limit: mostOffered });
  return {
    clusterId: cluster.id,
    clusterName: cluster.name,
    ...(edited && { changeId: edited.changeId }),
    workspaces: edited ? withFirst(used, edited.workspace) : used,
    ...{ scope, reason, setting: edited?.setting ?? 'drawbridge-audit' },
    ...requestRules(deps, cluster),
  };
}

/** The one that was chosen before, whether others ship there or not. */
function withFirst(used: readonly UsedWorkspace[], id: string): UsedWorkspace[] {
  const isSame = (each: UsedWorkspace) => each.id.toLowerCase() === id.toLowerCase();
  const chosen = used.find(isSame) ?? { id, clusters: 0, near: 0 };
  return [chosen, ...used.filter((each) => !isSame(each))].slice(0, mostOffered);
}

function text(values: FormValues, field: string): string | undefined {
  const value = values[field];
  return (Array.isArray(value) ? value.join(' ') : value)?.trim() || undefined;
}
