import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';
import { refusalFor } from '../may.ts';

export const action = defineAction({
  id: actionIds.settle,
  payload: z.object({ changeId: z.string(), outcome: z.enum(['done', 'failed']) }),
  async run({ payload: { changeId, outcome }, ...context }) {
    const { deps, person, answer } = context;
    const change = await deps.changes.describe(changeId);
    if (!change) return answer('I do not know this change any more.');
    const refusal = await refusalFor(context, 'approve', change.cluster);
    if (refusal) return answer(refusal);
    const { message } = await deps.changes.settle({ changeId, person, outcome });
    await answer(escapeMrkdwn(message));
  },
});
