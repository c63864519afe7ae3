import { z } from 'zod';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import { defineAction } from '../define-action.ts';
import { modal as muteModal } from '../modals/mute.ts';
import { mayMute } from '../mute.ts';
import { alertTitle } from '../views/alert-text.ts';
import { coverInWords } from '../views/mute-text.ts';

/** Opens the form, with what each choice would have hidden. */
export const action = defineAction({
  id: actionIds.alertMute,
  payload: z.object({ alertId: z.string() }),
  async run({ payload: { alertId }, ...context }) {
    const { deps, answer, openModal } = context;
    const alert = await deps.alerts.describe(alertId);
    const previews = await deps.alerts.previewMutes({ alertId });
    if (!alert || !previews) return answer('I do not know this alert any more.');
    const refusal = await mayMute(context, alert);
    if (refusal) return answer(refusal);
    return openModal(muteModal, {
      ...{ alertId, title: clipped(alertTitle(alert), 100) },
      longestMs: deps.alerts.config.longestMute,
      choices: previews.map(({ kind, cover, alerts, calls, graveAt }) => ({
        ...{ kind, words: clipped(coverInWords(cover), 75), alerts, calls, graveAt },
      })),
    });
  },
});
