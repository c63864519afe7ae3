import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';

export const action = defineAction({
  id: actionIds.settle,
  payload: z.object({ changeId: z.string(), outcome: z.enum(['done', 'failed']) }),
  async run({ payload: { changeId, outcome }, deps, person, answer }) {
    const membership = await deps.membership.of(person);
    const { message } = await deps.changes.settle({ changeId, person, membership, outcome });
    await answer(escapeMrkdwn(message));
  },
});
