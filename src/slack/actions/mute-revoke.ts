import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { escapeMrkdwn } from '../escape.ts';
import { judgeFor, refusalText } from '../may.ts';

/** Ends a mute at once. That only lets more be heard, so whoever may propose changes may do it. */
export const action = defineAction({
  id: actionIds.muteRevoke,
  payload: z.object({ muteId: z.string() }),
  async run({ payload: { muteId }, ...context }) {
    const { deps, person, answer } = context;
    const mute = await deps.alerts.describeMute(muteId);
    const cluster = (await deps.fleet.all()).find(({ id }) => id === mute?.clusterId);
    if (!mute || !(cluster || mute.clusterId === null))
      return answer('I do not know this mute any more.');
    const verdict = await judgeFor(context, 'propose', cluster ?? null);
    const refusal = verdict.allowed ? null : refusalText(verdict);
    if (refusal) return answer(refusal);
    const { message } = await deps.alerts.revokeMute({ muteId, person });
    return answer(escapeMrkdwn(message));
  },
});
