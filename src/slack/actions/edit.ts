import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { auditLogsInput, modal as auditLogsModal } from '../modals/audit-logs.ts';
import { rangesInput, modal as rangesModal } from '../modals/ranges.ts';

const shipped = z.object({
  operation: z.literal('ship'),
  workspace: z.string(),
  scope: z.enum(['all', 'writes']),
  setting: z.string(),
});

const known = z.object({
  operation: z.enum(['add', 'remove', 'replace']),
  ranges: z.array(z.string()),
  for: z.string().optional(),
});

export const action = defineAction({
  id: actionIds.edit,
  payload: z.object({ changeId: z.string() }),
  async run({ payload: { changeId }, ...context }) {
    const change = await context.deps.changes.describe(changeId);
    if (!change?.can.edit)
      return context.answer('This can no longer be edited: it was decided, or has ended.');
    const cluster = (await context.deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === change.cluster.id.toLowerCase(),
    );
    const shipping = shipped.safeParse(change.params);
    if (cluster && change.action === 'audit-logs' && shipping.success) {
      const { scope, workspace, setting } = shipping.data;
      const edited = { changeId, workspace, setting };
      return context.openModal(
        auditLogsModal,
        await auditLogsInput(context, { cluster, scope, edited }),
      );
    }
    const params = known.safeParse(change.params);
    if (!cluster || !params.success)
      return context.answer('This plan has no form. Withdraw it and ask for another one.');
    const before = change.plan?.changes[0]?.before;
    return context.openModal(
      rangesModal,
      rangesInput(context, {
        cluster,
        changeId,
        present: Array.isArray(before) ? before.map(String) : [],
        preset: {
          operation: params.data.operation,
          ranges: params.data.ranges,
          ...(params.data.for && { duration: params.data.for }),
          ...(change.reason && { reason: change.reason }),
          ...(change.ticket && { ticket: change.ticket }),
        },
      }),
    );
  },
});
