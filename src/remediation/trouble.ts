import type { ChangeRow, ChangeRowState } from '../store/changes.ts';
import { openingOfClosing } from '../store/openings.ts';
import { type Context, transact } from './context.ts';
import { moveChange, putOff } from './moves.ts';
import { endOfClosing, moveOpening } from './opening-moves.ts';
import type { Problem } from './types.ts';

/** Windows are moved, and freezes end. */
const longestWait = 10 * 60_000;

export interface Ending {
  to: Extract<ChangeRowState, 'done' | 'refused' | 'failed' | 'expired'>;
  problem: Problem | null;
  note?: string;
}

/** Ends a change without a write, or with a failed one. An opening that it should have closed says so. */
export async function endBadly(
  context: Context,
  row: ChangeRow,
  { to, problem, note }: Ending,
): Promise<void> {
  await transact(context, async (step) => {
    const moved = await moveChange(context, step, row, {
      to,
      set: { problem, notBefore: null, operation: null },
      ...(note !== undefined && { note }),
      trail: { data: { problem } },
    });
    if (moved?.kind !== 'closing') return;
    await endOfClosing(context, step, moved, {
      to: to === 'done' ? 'closed' : 'stuck',
      problem: to === 'done' ? null : problem,
    });
  });
}

/** The cluster is busy, stopped or being scaled: nothing is written, and it is looked at again. */
export async function waitForCluster(
  context: Context,
  row: ChangeRow,
  { until, ...problem }: Problem & { until?: Date },
): Promise<void> {
  if (isStuck(context, row, problem))
    return endBadly(context, row, {
      to: 'failed',
      problem: {
        ...problem,
        hint: `It has been so for ${Math.round(context.timing.patience / 60_000)} minutes. Ask again when the pool is at rest.`,
      },
    });
  await putOff(context, row, {
    to: 'approved',
    set: { intent: null },
    delayMs: delayFor(context, until),
    note: problem.message,
  });
  if (row.kind === 'closing') await tellItWaits(context, row, problem);
}

/** Until a time that is far off, it is looked at less often. */
function delayFor({ clock, timing }: Context, until: Date | undefined): number {
  const left = (until?.getTime() ?? 0) - clock().getTime();
  return Math.max(timing.busy, Math.min(left, longestWait));
}

/** An operation ends, and a stopped cluster is started; numbers that never agree are not waited for. */
function isStuck({ clock, timing }: Context, { notes }: ChangeRow, problem: Problem): boolean {
  if (!problem.code.startsWith('pool-')) return false;
  const since = notes.find(({ text }) => text === problem.message);
  return since !== undefined && clock().getTime() - Date.parse(since.at) > timing.patience;
}

/** An opening that outlives its time says why, once for each reason. */
async function tellItWaits(context: Context, row: ChangeRow, problem: Problem): Promise<void> {
  await transact(context, async (step) => {
    const opening = await openingOfClosing(step.tx, row.id);
    if (opening?.state !== 'closing' || opening.problem?.code === problem.code) return;
    await moveOpening(context, step, opening, {
      to: 'closing',
      problem,
      trail: 'opening.waits',
      loud: 'everybody',
      occasion: `:${problem.code}`,
    });
  });
}
