import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { decideOnRing } from '../decide-on-ring.ts';
import { defineAction } from '../define-action.ts';
import { modal as approveModal, ringWarnings } from '../modals/approve-ring.ts';

export const action = defineAction({
  id: actionIds.rolloutApprove,
  payload: z.object({ rolloutId: z.string(), hash: z.string(), summary: z.string() }),
  async run({ payload, ...context }) {
    const { rolloutId, hash } = payload;
    await decideOnRing(context, {
      ...{ rolloutId, hash, decision: 'approve' },
      // The form is for those who may still decide; everybody else reads at once why not.
      askToConfirm: (texts) =>
        context.openModal(approveModal, { ...payload, ...ringWarnings(texts) }),
    });
  },
});
