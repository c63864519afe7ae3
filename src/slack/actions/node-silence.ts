import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { refusalFor } from '../may.ts';
import { modal } from '../modals/node-silence.ts';

/** Asks for how long nobody is to be told of these nodes. Whoever may propose changes may. */
export const action = defineAction({
  id: actionIds.nodeSilence,
  payload: z.object({ clusterId: z.string(), pools: z.array(z.string()) }),
  async run({ payload: { clusterId, pools }, ...context }) {
    const cluster = (await context.deps.fleet.all()).find(
      ({ id }) => id.toLowerCase() === clusterId,
    );
    if (!cluster) return context.answer('This cluster is no longer in the fleet.');
    const refusal = await refusalFor(context, 'propose', cluster);
    if (refusal) return context.answer(refusal);
    return context.openModal(modal, { clusterId, clusterName: cluster.name, pools });
  },
});
