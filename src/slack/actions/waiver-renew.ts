import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { waiveInput, modal as waiveModal } from '../modals/waive.ts';
import { refusalFor } from '../waive.ts';

const dayMs = 86_400_000;

/** Asks for the same once more, by the same rules: nothing goes on by itself. */
export const action = defineAction({
  id: actionIds.waiverRenew,
  payload: z.object({ waiverId: z.string() }),
  async run({ payload: { waiverId }, ...context }) {
    const { deps, answer, openModal } = context;
    const waiver = await deps.waivers.describe(waiverId);
    if (!waiver?.can.renew) return answer('This waiver cannot be renewed; ask for a new one.');
    const refusal = await refusalFor(context, waiver.clusters);
    if (refusal) return answer(refusal);
    const held = Date.parse(waiver.until) - Date.parse(waiver.createdAt);
    return openModal(
      waiveModal,
      waiveInput({
        ...{ scope: waiver.scope, where: waiver.where, checks: [waiver.check] },
        objects: waiver.object === null ? [] : [waiver.object],
        maxDays: deps.waivers.config.maxDays,
        preset: {
          ...(waiver.object !== null && { object: waiver.object }),
          ...{ days: Math.max(1, Math.ceil(held / dayMs)), reason: waiver.reason },
        },
        renews: waiver.id,
      }),
    );
  },
});
