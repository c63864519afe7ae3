import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';

export const action = defineAction({
  id: actionIds.waiverWithdraw,
  payload: z.object({ waiverId: z.string() }),
  async run({ payload: { waiverId }, deps, person, answer }) {
    const { message } = await deps.waivers.withdraw({ waiverId, person });
    await answer(escapeMrkdwn(message));
  },
});
