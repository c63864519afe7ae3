import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { logQueriesOf } from '../log-queries.ts';
import { allowedAmong } from '../may.ts';

/** The query as a file in the thread, where it is too long for a link. */
export const action = defineAction({
  id: actionIds.showQuery,
  payload: z.object({ valueId: z.string(), index: z.number().int().min(0) }),
  async refuse({ payload: { valueId }, ...context }) {
    const found = await logQueriesOf(context.deps.db, valueId);
    if (!found) return 'I do not know this list any more. Run the command again for a fresh one.';
    const ids = new Set(found.clusterIds);
    const named = (await context.deps.fleet.all()).filter(({ id }) => ids.has(id.toLowerCase()));
    const allowed = await allowedAmong(context, 'read', named);
    // The query names every cluster of it.
    return allowed.length < named.length || named.length === 0
      ? 'You may not look at all of these clusters here, and the query names them.'
      : null;
  },
  run: ({ payload: { valueId, index }, message, origin, show }) =>
    show('log-query', valueId, { index }, origin.threadTs ?? message?.ts),
});
