import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as extendModal } from '../modals/extend.ts';

export const action = defineAction({
  id: actionIds.extend,
  payload: z.object({ openingId: z.string(), range: z.string() }),
  run: ({ payload, openModal }) => openModal(extendModal, payload),
});
