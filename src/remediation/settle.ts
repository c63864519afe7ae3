import type { Person } from '../rights/person.ts';
import { lockChange } from '../store/changes.ts';
import { type Context, transact } from './context.ts';
import { isOwn } from './decide.ts';
import { applyEffects } from './effects.ts';
import { moveChange } from './moves.ts';
import type { Plan } from './types.ts';

export interface SettleInput {
  changeId: string;
  person: Person;
  outcome: 'done' | 'failed';
}

export type SettleOutcome = { kind: 'settled' | 'refused'; message: string };

/** A person has looked at a change whose outcome could not be told, and says what it was; not whose change it is. */
export async function settle(
  context: Context,
  { changeId, person, outcome }: SettleInput,
): Promise<SettleOutcome> {
  return transact(context, async (step): Promise<SettleOutcome> => {
    const row = await lockChange(step.tx, changeId);
    if (row?.state !== 'outcome-unknown')
      return { kind: 'refused', message: 'The outcome of this change is known already.' };
    // A timed opening that is said not to be there is never closed.
    if (isOwn(row, person))
      return {
        kind: 'refused',
        message:
          'You asked for this yourself, or edited it, so somebody else has to say what became of it.',
      };
    const who = person.name ?? person.userId;
    const isDone = outcome === 'done';
    const steps = (row.plan as Plan | null)?.steps ?? [];
    const goesOn = isDone && row.step + 1 < steps.length;
    const message = `${who} looked at the cluster: the change was ${isDone ? '' : 'not '}applied.`;
    const moved = await moveChange(context, step, row, {
      to: goesOn ? 'approved' : outcome,
      set: isDone
        ? {
            problem: null,
            ...(steps.length > 0 && {
              step: row.step + 1,
              stepsDone: [...row.stepsDone, { at: context.clock().toISOString(), note: message }],
              ...{ intent: null, operation: null },
            }),
            ...(!goesOn && { appliedAt: row.appliedAt ?? context.clock() }),
          }
        : { problem: { code: 'not-applied', message } },
      note: message,
      actor: person,
      trail: { kind: 'change.settled', data: { outcome } },
    });
    if (moved && goesOn) step.nudge('changes', row.id);
    else if (moved && isDone) {
      await applyEffects(context, step, moved, row.plan as Plan);
      step.applied(moved.clusterId);
    }
    return { kind: 'settled', message: 'Noted. Thank you for looking.' };
  });
}
