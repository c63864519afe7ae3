import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { decideOn } from '../decide-on.ts';
import { defineAction } from '../define-action.ts';
import { modal as approveModal } from '../modals/approve.ts';

export const action = defineAction({
  id: actionIds.approve,
  payload: z.object({ changeId: z.string(), planHash: z.string().nullable() }),
  async run({ payload, ...context }) {
    const change = await context.deps.changes.describe(payload.changeId);
    const confirm = (change?.plan?.warnings ?? [])
      .filter(({ mustConfirm }) => mustConfirm)
      .map(({ text }) => text);
    // The form is for those who may still decide; everybody else reads at once why not.
    if (confirm.length > 0 && change?.can.approve && context.origin.triggerId)
      return context.openModal(approveModal, {
        ...payload,
        summary: change.plan?.summary ?? change.actionTitle,
        confirm,
      });
    return decideOn(context, { ...payload, decision: 'approve' });
  },
});
