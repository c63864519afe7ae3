import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';

export const action = defineAction({
  id: actionIds.withdraw,
  payload: z.object({ changeId: z.string() }),
  async run({ payload: { changeId }, deps, person, answer }) {
    const { message } = await deps.changes.withdraw({ changeId, person });
    await answer(escapeMrkdwn(message));
  },
});
