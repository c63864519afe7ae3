import { z } from 'zod';
import { messageAt, saveMessageState } from '../../store/messages.ts';
import { addOutgoing } from '../../store/outgoing.ts';
import { actionIds } from '../action-ids.ts';
import { defineAction } from '../define-action.ts';

/** Turns the page of a long table, in the message itself. */
export const action = defineAction({
  id: actionIds.showPage,
  payload: z.object({ page: z.number().int().min(0) }),
  async run({ payload, message, deps, answer }) {
    const { db, now, nudge } = deps;
    const shown = message && (await messageAt(db, message));
    if (!message || !shown) {
      await answer('I no longer know this message. Run the command again for a fresh one.');
      return;
    }
    await saveMessageState(db, shown.id, { ...shown.state, page: payload.page, editedAt: 0 });
    const id = await addOutgoing(db, {
      view: shown.view,
      valueId: shown.valueId,
      target: { kind: 'update', ...message },
      dueAt: now(),
    });
    if (id) await nudge('outgoing', id);
  },
});
