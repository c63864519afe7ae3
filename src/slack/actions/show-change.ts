import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { judgeFor, refusalText } from '../may.ts';

export const action = defineAction({
  id: actionIds.showChange,
  payload: z.object({ changeId: z.string() }),
  async run({ payload: { changeId }, ...context }) {
    const change = await context.deps.changes.describe(changeId);
    if (!change) return context.answer('I do not know this change any more.');
    const verdict = await judgeFor(context, 'read', change.cluster);
    if (!verdict.allowed) return context.answer(refusalText(verdict));
    return context.show('change-card', changeId);
  },
});
