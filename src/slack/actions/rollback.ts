import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as rollbackModal } from '../modals/rollback.ts';

export const action = defineAction({
  id: actionIds.rollback,
  payload: z.object({ changeId: z.string(), summary: z.string() }),
  run: ({ payload, openModal }) => openModal(rollbackModal, payload),
});
