import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as rejectModal } from '../modals/reject-waiver.ts';

export const action = defineAction({
  id: actionIds.waiverReject,
  payload: z.object({ waiverId: z.string(), hash: z.string(), summary: z.string() }),
  run: ({ payload, openModal }) => openModal(rejectModal, payload),
});
