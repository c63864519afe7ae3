import { z } from 'zod';
import { getPostureRun } from '../../store/posture-runs.ts';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { judgeFor, refusalText } from '../may.ts';

/** Posts score, trend and references below the report. */
export const action = defineAction({
  id: actionIds.postureDetails,
  payload: z.object({ runId: z.string() }),
  async refuse({ payload, ...context }) {
    const run = await getPostureRun(context.deps.db, payload.runId);
    const cluster = (await context.deps.fleet.all()).find(({ id }) => id === run?.clusterId);
    if (!cluster) return 'This cluster is no longer in the fleet.';
    const verdict = await judgeFor(context, 'read', cluster);
    return verdict.allowed ? null : refusalText(verdict);
  },
  run: ({ payload, origin, message, show }) =>
    show('posture-details', payload.runId, undefined, origin.threadTs ?? message?.ts),
});
