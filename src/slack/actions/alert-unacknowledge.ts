import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { decideOnAlert } from '../decide-on-alert.ts';
import { defineAction } from '../define-action.ts';

export const action = defineAction({
  id: actionIds.alertUnacknowledge,
  payload: z.object({ alertId: z.string() }),
  run: ({ payload, ...context }) =>
    decideOnAlert(context, payload.alertId, context.deps.alerts.unacknowledge),
});
