import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { refusalFor } from '../may.ts';
import { modal as thawModal } from '../modals/thaw.ts';

export const action = defineAction({
  id: actionIds.thaw,
  payload: z.object({ changeId: z.string(), planHash: z.string(), summary: z.string() }),
  async refuse({ payload: { changeId }, ...context }) {
    const change = await context.deps.changes.describe(changeId);
    if (!change) return 'I do not know this change any more.';
    if (!change.can.thaw) return 'This is not held up by a freeze any more.';
    return refusalFor(context, 'break-glass', change.cluster);
  },
  run: ({ payload, openModal }) => openModal(thawModal, payload),
});
