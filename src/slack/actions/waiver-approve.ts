import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { decideOnWaiver } from '../decide-on-waiver.ts';
import { defineAction } from '../define-action.ts';

export const action = defineAction({
  id: actionIds.waiverApprove,
  payload: z.object({ waiverId: z.string(), hash: z.string() }),
  run: ({ payload, ...context }) => decideOnWaiver(context, { ...payload, decision: 'approve' }),
});
