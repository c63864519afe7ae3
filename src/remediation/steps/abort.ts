import { AzureError } from '../../azure/errors.ts';
import type { ChangeRow } from '../../store/changes.ts';
import { type Context, stepwiseOf } from '../context.ts';
import { putOff } from '../moves.ts';
import { liveNow } from '../planning.ts';
import type { Plan } from '../types.ts';
import { send } from './send.ts';

/** Somebody ends the change while a step is under way: Azure is asked to stop it where it can be. */
export async function abortNow(context: Context, row: ChangeRow): Promise<void> {
  if (!row.aborting) return;
  const live = await liveNow(context, row, { following: true });
  const call = stepwiseOf(context, row).abort(row.plan as Plan, live, row.step);
  const asked = { ...row.aborting, sentAt: context.clock().toISOString() };
  if (!call)
    return putOff(context, row, {
      delayMs: 0,
      note: 'This step cannot be stopped half-way; the change ends with it.',
      set: { aborting: asked },
    });
  let note = 'Azure was asked to stop this step.';
  try {
    await send(context, live, call);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    // 409: there is nothing left to stop. What has become of the step is read in any case.
    if (error.kind !== 'conflict' && error.kind !== 'not-found') throw error;
    note = `There was nothing left to stop: ${error.message}.`;
  }
  await putOff(context, row, {
    delayMs: context.timing.poll,
    note,
    set: { aborting: asked },
  });
}
