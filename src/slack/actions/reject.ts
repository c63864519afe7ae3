import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as rejectModal } from '../modals/reject.ts';

export const action = defineAction({
  id: actionIds.reject,
  payload: z.object({
    changeId: z.string(),
    planHash: z.string(),
    summary: z.string(),
  }),
  run: ({ payload, openModal }) => openModal(rejectModal, payload),
});
