import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { decideOnIncident } from '../decide-on-incident.ts';
import { defineAction } from '../define-action.ts';

export const action = defineAction({
  id: actionIds.incidentAcknowledge,
  payload: z.object({ incidentId: z.string() }),
  run: ({ payload, ...context }) =>
    decideOnIncident(context, payload.incidentId, context.deps.alerts.acknowledgeIncident),
});
