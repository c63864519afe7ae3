import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { decideOn } from '../decide-on.ts';
import { defineAction } from '../define-action.ts';
import { modal as approveModal } from '../modals/approve.ts';

export const action = defineAction({
  id: actionIds.approve,
  payload: z.object({
    changeId: z.string(),
    planHash: z.string(),
    summary: z.string(),
    /** The warnings that have to be confirmed one by one. */
    confirm: z.array(z.object({ place: z.number(), text: z.string() })),
  }),
  async run({ payload, ...context }) {
    const { changeId, planHash } = payload;
    // The form is for those who may still decide; everybody else reads at once why not.
    const askToConfirm = () => context.openModal(approveModal, payload);
    await decideOn(context, { changeId, planHash, decision: 'approve', askToConfirm });
  },
});
