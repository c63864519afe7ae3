import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { commandContext } from '../command-context.ts';
import { defineAction } from '../define-action.ts';
import { refusalOfLasting } from '../lasting.ts';
import { judgeFor, refusalText } from '../may.ts';
import { auditLogsInput, modal as auditLogsModal } from '../modals/audit-logs.ts';
import { proposeInput, modal as proposeModal } from '../modals/propose.ts';
import { rangesInput, modal as rangesModal } from '../modals/ranges.ts';
import { lastReadRanges } from '../present-ranges.ts';

export const action = defineAction({
  id: actionIds.fix,
  payload: z.object({
    clusterId: z.string(),
    check: z.string(),
    action: z.string(),
    params: z.record(z.string(), z.unknown()),
    askedFrom: z.object({ workflow: z.string(), hash: z.string().nullable() }).optional(),
  }),
  async run({ payload, ...click }) {
    const { deps, person, origin } = click;
    const { askedFrom } = payload;
    const context = askedFrom ? commandContext(deps, person, { ...origin, askedFrom }) : click;
    const cluster = (await deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === payload.clusterId.toLowerCase(),
    );
    if (!cluster) return context.answer('This cluster is no longer in the fleet.');
    const verdict = await judgeFor(context, 'propose', cluster);
    if (!verdict.allowed) return context.answer(refusalText(verdict));
    const lasting = await refusalOfLasting(context, cluster, payload);
    if (lasting) return context.answer(lasting.sentence);
    if (!deps.mayWrite)
      return context.answer(
        'This deployment is read-only: it has no identity that may change clusters (setting WRITER_AZURE_CLIENT_ID).',
      );
    const reason = `Finding ${payload.check}`;
    // To take a category out, there is nothing to choose.
    if (payload.action === 'audit-logs' && payload.params.operation !== 'take-back') {
      const scope = payload.params.scope === 'writes' ? 'writes' : 'all';
      return context.openModal(
        auditLogsModal,
        await auditLogsInput(context, { cluster, scope, reason }),
      );
    }
    if (payload.action !== 'authorized-ip-ranges')
      return context.openModal(
        proposeModal,
        proposeInput(context, { ...payload, cluster, reason }),
      );
    const lastRead = await lastReadRanges(deps.db, cluster.id);
    return context.openModal(
      rangesModal,
      rangesInput(context, {
        cluster,
        present: lastRead?.ranges ?? null,
        preset: { reason },
      }),
    );
  },
});
