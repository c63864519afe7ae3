import { expireDue } from '../approval/requests.ts';
import { dueChanges, lockOverdueChanges } from '../store/changes.ts';
import { type Context, transact } from './context.ts';
import { moveChange } from './moves.ts';
import { endOfClosing } from './opening-moves.ts';
import { lookAtOpenings } from './openings.ts';

/**
 * Looks for every change that is due and nudges it: a job may be lost between a commit and its
 * enqueue, and time passes without anybody's press. Calls nobody but the database and the queues.
 */
export async function sweep(context: Context, now: Date): Promise<void> {
  const { db, nudge } = context;
  await expire(context, now);
  await lookAtOpenings(context, now);
  for (const { id } of await dueChanges(db, { states: ['planning'], now }))
    await nudge('plans', id);
  for (const { id } of await dueChanges(db, { states: ['approved', 'applying', 'verifying'], now }))
    await nudge('changes', id);
}

/** Requests that nobody decided in time. Their changes are locked first, as everybody else does. */
async function expire(context: Context, now: Date): Promise<void> {
  await transact(context, async (step) => {
    const overdue = await lockOverdueChanges(step.tx, now);
    await expireDue(step.tx, now);
    const problem = {
      code: 'expired',
      message: 'Nobody decided in time. Nothing was written.',
      hint: 'Ask for it again if it is still needed.',
    };
    for (const row of overdue) {
      const moved = await moveChange(context, step, row, { to: 'expired', set: { problem } });
      if (moved?.kind === 'closing')
        await endOfClosing(context, step, moved, { to: 'stuck', problem });
    }
  });
}
