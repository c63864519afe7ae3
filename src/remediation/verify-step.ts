import { aksApiVersion } from '../azure/api-versions.ts';
import { AzureError } from '../azure/errors.ts';
import type { ChangeRow } from '../store/changes.ts';
import { type Context, clusterWriteOf, transact } from './context.ts';
import { applyEffects } from './effects.ts';
import { showPath, type Verification } from './guard.ts';
import { intentOf } from './intent.ts';
import { moveChange, putOff } from './moves.ts';
import { endOfClosing } from './opening-moves.ts';
import type { Plan, Problem } from './types.ts';

/** Reads an applied change back: the planned value is there, and nothing else has moved. */
export async function verifyChange(context: Context, row: ChangeRow): Promise<void> {
  const plan = row.plan as Plan;
  let found: Verification;
  try {
    const { json: document } = await context.reader.get(row.clusterId, aksApiVersion);
    found = clusterWriteOf(context, row).verify(plan, intentOf(row).madeFrom, document);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return putOff(context, row, {
      delayMs: (error.retryAfterSeconds ?? 0) * 1000 || context.timing.retry,
      note: `Applied, but it cannot be read back yet: ${error.message}. It is tried again.`,
    });
  }
  const problem = row.problem ?? problemOf(found);
  const isThere = found.missing.length === 0;
  await transact(context, async (step) => {
    const moved = await moveChange(context, step, row, {
      to: problem ? 'failed' : 'done',
      set: { problem, notBefore: null, operation: null },
      trail: { data: { problem, elsewhere: found.elsewhere.slice(0, 20) } },
    });
    if (!moved) return;
    // Even where something else moved: what is open now has to be closed in time.
    if (isThere) await applyEffects(context, step, moved, plan);
    if (moved.kind === 'closing' && !isThere)
      await endOfClosing(context, step, moved, { to: 'stuck', problem });
    step.applied(moved.clusterId);
  });
}

function problemOf({ missing, elsewhere }: Verification): Problem | null {
  if (missing.length > 0)
    return {
      code: 'not-there',
      message: `Azure accepted the change, but ${missing.join(', ')} does not have the planned value.`,
      hint: 'Somebody or something has changed it back, an Azure Policy perhaps. The activity log of the cluster says who.',
    };
  if (elsewhere.length > 0) {
    const shown = elsewhere.slice(0, 5).map(({ path }) => showPath(path));
    const more = elsewhere.length > 5 ? ` and ${elsewhere.length - 5} more` : '';
    return {
      code: 'moved-elsewhere',
      message: `The change is applied, but something else moved as well: ${shown.join(', ')}${more}.`,
      hint: 'Look at the cluster now. The change can be rolled back; what else moved cannot, from here.',
    };
  }
  return null;
}
