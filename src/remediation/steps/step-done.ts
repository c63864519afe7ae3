import type { ChangeRow } from '../../store/changes.ts';
import { type Context, transact } from '../context.ts';
import { moveChange } from '../moves.ts';
import type { Plan } from '../types.ts';

/** The step that was next is done: the one after it is due, or the change is over. */
export async function stepDone(context: Context, row: ChangeRow, note: string): Promise<void> {
  const steps = (row.plan as Plan | null)?.steps ?? [];
  const title = steps[row.step]?.title ?? 'The step';
  const at = context.clock().toISOString();
  const stepsDone = [...row.stepsDone, { at, note }];
  const isLast = row.step + 1 >= steps.length;
  await transact(context, async (step) => {
    const moved = await moveChange(context, step, row, {
      to: isLast ? 'done' : 'approved',
      set: {
        step: row.step + 1,
        stepsDone,
        intent: null,
        operation: null,
        problem: null,
        notBefore: null,
        ...(isLast && { appliedAt: context.clock() }),
      },
      note: `${title}: ${note}.`,
      trail: { kind: isLast ? 'change.done' : 'change.step-done', data: { step: row.step, note } },
    });
    if (!moved) return;
    if (isLast) step.applied(moved.clusterId);
    else step.nudge('changes', row.id);
  });
}
