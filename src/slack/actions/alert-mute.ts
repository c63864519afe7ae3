import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { openMute } from '../open-mute.ts';

/** Opens the form, with what each choice would have hidden. */
export const action = defineAction({
  id: actionIds.alertMute,
  payload: z.object({ alertId: z.string() }),
  run: ({ payload, ...context }) => openMute(context, payload),
});
