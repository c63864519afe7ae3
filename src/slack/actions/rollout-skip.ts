import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as skipModal } from '../modals/skip-cluster.ts';

export const action = defineAction({
  id: actionIds.rolloutSkip,
  payload: z.object({ rolloutId: z.string(), clusterId: z.string(), name: z.string() }),
  run: ({ payload, openModal }) => openModal(skipModal, payload),
});
