import { z } from 'zod';
import { endNodeSilence } from '../../nodes/silences.ts';
import { getSilence } from '../../store/node-silences.ts';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { bold } from '../escape.ts';
import { refusalFor } from '../may.ts';

/** From then on people are told again. */
export const action = defineAction({
  id: actionIds.nodeSilenceEnd,
  payload: z.object({ silenceId: z.string() }),
  async run({ payload: { silenceId }, ...context }) {
    const { deps, person, answer } = context;
    const silence = await getSilence(deps.db, silenceId);
    const cluster = (await deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === silence?.clusterId,
    );
    if (!silence || !cluster) return answer('I do not know this silence any more.');
    const refusal = await refusalFor(context, 'propose', cluster);
    if (refusal) return answer(refusal);
    const ended = await endNodeSilence(deps.db, { id: silenceId, person, now: deps.now() });
    return answer(
      ended
        ? `Ended. People are told of the nodes of ${bold(cluster.name)} again.`
        : 'This silence is over already.',
    );
  },
});
