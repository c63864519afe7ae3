import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { refusalFor } from '../may.ts';
import { modal as extendModal } from '../modals/extend.ts';

export const action = defineAction({
  id: actionIds.extend,
  payload: z.object({ openingId: z.string(), range: z.string() }),
  async refuse({ payload: { openingId }, ...context }) {
    const value = await context.deps.changes.describeOpening(openingId);
    if (value?.opening.state !== 'open')
      return 'This opening has ended, or is being closed. Ask for the range again.';
    return refusalFor(context, 'propose', value.change.cluster);
  },
  run: ({ payload, openModal }) => openModal(extendModal, payload),
});
