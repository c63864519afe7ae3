import { z } from 'zod';
import { frameworks } from '../../posture/frameworks.ts';
import { getPostureRun } from '../../store/posture-runs.ts';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { judgeFor, refusalText } from '../may.ts';

/** Posts the report as a file below the message. */
export const action = defineAction({
  id: actionIds.postureFile,
  payload: z.object({ runId: z.string(), framework: z.enum(frameworks).optional() }),
  async refuse({ payload, ...context }) {
    const run = await getPostureRun(context.deps.db, payload.runId);
    const cluster = (await context.deps.fleet.all()).find(({ id }) => id === run?.clusterId);
    if (!cluster) return 'This cluster is no longer in the fleet.';
    const verdict = await judgeFor(context, 'read', cluster);
    return verdict.allowed ? null : refusalText(verdict);
  },
  run: ({ payload: { runId, framework }, origin, message, show }) =>
    show(
      'posture-file',
      runId,
      { ...(framework && { framework }) },
      origin.threadTs ?? message?.ts,
    ),
});
