import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { refusalFor } from '../may.ts';
import { modal as rollbackModal } from '../modals/rollback.ts';

export const action = defineAction({
  id: actionIds.rollback,
  payload: z.object({ changeId: z.string(), summary: z.string() }),
  async refuse({ payload: { changeId }, ...context }) {
    const change = await context.deps.changes.describe(changeId);
    if (!change) return 'I do not know this change any more.';
    if (!change.can.rollback) return 'This can no longer be rolled back: it was already.';
    return refusalFor(context, 'propose', change.cluster);
  },
  run: ({ payload, openModal }) => openModal(rollbackModal, payload),
});
