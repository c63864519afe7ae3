import { z } from 'zod';
import { getPostureRun } from '../../store/posture-runs.ts';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { judgeFor, refusalText } from '../may.ts';

/** Shows the stored report of one cluster below a report on many. */
export const action = defineAction({
  id: actionIds.postureOpen,
  payload: z.object({ runId: z.string() }),
  async refuse({ payload, ...context }) {
    const run = await getPostureRun(context.deps.db, payload.runId);
    const cluster = (await context.deps.fleet.all()).find(({ id }) => id === run?.clusterId);
    if (!cluster) return 'This cluster is no longer in the fleet.';
    const verdict = await judgeFor(context, 'read', cluster);
    return verdict.allowed ? null : refusalText(verdict);
  },
  run: ({ payload, origin, message, show }) =>
    show('posture', payload.runId, undefined, origin.threadTs ?? message?.ts),
});
