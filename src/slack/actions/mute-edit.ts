import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';
import { modal as muteEditModal } from '../modals/mute-edit.ts';
import { oneLine } from '../modals/mute-form.ts';
import { mayEditMute } from '../mute.ts';
import { muteInWords } from '../views/mute-text.ts';

/** Opens the form with the mute as it is. */
export const action = defineAction({
  id: actionIds.muteEdit,
  payload: z.object({ muteId: z.string() }),
  async run({ payload: { muteId }, ...context }) {
    const { deps, answer, openModal } = context;
    const mute = await deps.alerts.describeMute(muteId);
    if (mute?.state !== 'active') return answer('This mute has ended: there is nothing to edit.');
    const refusal = await mayEditMute(context, mute);
    if (refusal) return answer(refusal);
    const cluster = (await deps.fleet.all()).find(({ id }) => id.toLowerCase() === mute.clusterId);
    return openModal(muteEditModal, {
      ...{ muteId, version: mute.version, until: mute.until.toISOString() },
      words: oneLine(muteInWords(mute, cluster?.name), 200),
      reason: mute.reason.slice(0, 500),
    });
  },
});
