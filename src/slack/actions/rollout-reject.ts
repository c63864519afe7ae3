import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as rejectModal } from '../modals/reject-ring.ts';

export const action = defineAction({
  id: actionIds.rolloutReject,
  payload: z.object({ rolloutId: z.string(), hash: z.string(), summary: z.string() }),
  run: ({ payload, openModal }) => openModal(rejectModal, payload),
});
