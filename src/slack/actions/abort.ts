import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';
import { mayHold } from '../may-hold.ts';

export const action = defineAction({
  id: actionIds.abort,
  payload: z.object({ changeId: z.string() }),
  refuse: ({ payload: { changeId }, ...context }) => mayHold(context, changeId),
  async run({ payload: { changeId }, deps, person, answer }) {
    const { message } = await deps.changes.abort({ changeId, person });
    await answer(escapeMrkdwn(message));
  },
});
