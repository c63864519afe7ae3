import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { openMute } from '../open-mute.ts';

/** As on an alert, for refused calls of a report: a mute may come before the first alert. */
export const action = defineAction({
  id: actionIds.muteCalls,
  payload: z.object({ runId: z.string(), fingerprint: z.string() }),
  run: ({ payload, ...context }) => openMute(context, payload),
});
