import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { maySeeRollout } from '../may-roll.ts';
import { unknownRollout } from '../press-rollout.ts';

/** Shows the board where the person is; from then on it is edited there too. */
export const action = defineAction({
  id: actionIds.rolloutShow,
  payload: z.object({ rolloutId: z.string() }),
  async run({ payload: { rolloutId }, ...context }) {
    const rollout = await context.deps.rollouts.describe(rolloutId);
    if (!rollout) return context.answer(unknownRollout);
    if (!(await maySeeRollout(context, rollout)))
      return context.answer('You may not look at every cluster of this rollout from here.');
    return context.show('rollout-board', rolloutId);
  },
});
