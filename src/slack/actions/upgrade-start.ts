import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { judgeFor, refusalText } from '../may.ts';
import { modal, upgradeInput } from '../modals/upgrade.ts';

export const action = defineAction({
  id: actionIds.upgradeStart,
  payload: z.object({ clusterId: z.string(), targets: z.array(z.string()).min(1) }),
  async run({ payload, ...context }) {
    const { deps } = context;
    const cluster = (await deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === payload.clusterId.toLowerCase(),
    );
    if (!cluster) return context.answer('This cluster is no longer in the fleet.');
    const verdict = await judgeFor(context, 'propose', cluster);
    if (!verdict.allowed) return context.answer(refusalText(verdict));
    if (!deps.mayWrite)
      return context.answer(
        'This deployment is read-only: it has no identity that may change clusters (setting WRITER_AZURE_CLIENT_ID).',
      );
    const { targets } = payload;
    return context.openModal(modal, upgradeInput(context, { cluster, targets }));
  },
});
