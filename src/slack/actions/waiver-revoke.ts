import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';
import { refusalFor } from '../waive.ts';

/** Ends a waiver at once. That only makes reports stricter, so whoever may ask for one may end one. */
export const action = defineAction({
  id: actionIds.waiverRevoke,
  payload: z.object({ waiverId: z.string() }),
  async run({ payload: { waiverId }, ...context }) {
    const { deps, person, answer } = context;
    const waiver = await deps.waivers.describe(waiverId);
    if (!waiver) return answer('I do not know this waiver any more.');
    const refusal = await refusalFor(context, waiver.clusters);
    if (refusal) return answer(refusal);
    const { message } = await deps.waivers.revoke({ waiverId, person });
    return answer(escapeMrkdwn(message));
  },
});
