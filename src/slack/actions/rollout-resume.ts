import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { pressRollout } from '../press-rollout.ts';

export const action = defineAction({
  id: actionIds.rolloutResume,
  payload: z.object({ rolloutId: z.string() }),
  run: ({ payload: { rolloutId }, ...context }) =>
    pressRollout(context, rolloutId, {}, (press) => context.deps.rollouts.resume(press)),
});
