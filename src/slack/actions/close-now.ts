import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';
import { refusalFor } from '../may.ts';

export const action = defineAction({
  id: actionIds.closeNow,
  payload: z.object({ openingId: z.string() }),
  async run({ payload: { openingId }, ...context }) {
    const { deps, person, answer } = context;
    const value = await deps.changes.describeOpening(openingId);
    if (!value) return answer('I do not know this opening any more.');
    const refusal = await refusalFor(context, 'propose', value.change.cluster);
    if (refusal) return answer(refusal);
    const { message } = await deps.changes.closeNow({ openingId, person });
    await answer(escapeMrkdwn(message));
  },
});
