import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { visibleWaivers } from '../waive.ts';

/** Posts the card where the person is, for everybody there. */
export const action = defineAction({
  id: actionIds.waiverShow,
  payload: z.object({ waiverId: z.string() }),
  async run({ payload: { waiverId }, ...context }) {
    const waiver = await context.deps.waivers.describe(waiverId);
    const [visible] = await visibleWaivers(context, waiver ? [waiver] : []);
    if (!visible) return context.answer('You may not look at any cluster that this waiver means.');
    return context.show('waiver-card', waiverId);
  },
});
