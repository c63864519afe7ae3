import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';

export const action = defineAction({
  id: actionIds.closeNow,
  payload: z.object({ openingId: z.string() }),
  async run({ payload: { openingId }, deps, person, origin, answer }) {
    const membership = await deps.membership.of(person);
    const { message } = await deps.changes.closeNow({
      openingId,
      person,
      membership,
      channel: origin.channel ?? null,
    });
    await answer(escapeMrkdwn(message));
  },
});
