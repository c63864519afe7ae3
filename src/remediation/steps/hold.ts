/** Holding up, going on with, and ending a change of several steps. */
import type { Person } from '../../rights/person.ts';
import { type ChangeRow, lockChange } from '../../store/changes.ts';
import { type Context, findAction, type Step, transact } from '../context.ts';
import { isStepwise } from '../define-remediation.ts';
import { moveChange } from '../moves.ts';

export interface HoldInput {
  changeId: string;
  person: Person;
}

export interface HoldOutcome {
  kind: 'done' | 'refused';
  /** The sentence that the person who pressed reads. */
  message: string;
}

const underWay = ['approved', 'applying', 'verifying'];

/** May it be held up, gone on with, or ended now? */
export function holds(context: Context, row: ChangeRow) {
  const action = findAction(context, row.action);
  const is = action !== undefined && isStepwise(action) && underWay.includes(row.state);
  const ends = is && !row.aborting;
  return {
    pause: ends && !row.paused,
    resume: ends && Boolean(row.paused),
    // Before it has begun, a change is withdrawn.
    abort: ends && (row.state !== 'approved' || row.step > 0),
  };
}

/** No further step is begun; one that is under way goes on to its end. */
export async function pause(context: Context, input: HoldInput): Promise<HoldOutcome> {
  return held(context, input, async (step, row, at) => {
    if (!holds(context, row).pause) return refused('It cannot be paused as it is now.');
    await moveChange(context, step, row, {
      to: row.state,
      set: { paused: { by: input.person, at } },
      actor: input.person,
      note: `${nameOf(input)} paused it.`,
      trail: { kind: 'change.paused', data: { step: row.step } },
    });
    const goesOn =
      row.state === 'approved' ? '' : ' The step that is under way goes on to its end.';
    return done(`Paused. No further step is begun until somebody resumes it.${goesOn}`);
  });
}

export async function resume(context: Context, input: HoldInput): Promise<HoldOutcome> {
  return held(context, input, async (step, row) => {
    if (!holds(context, row).resume) return refused('It is not paused.');
    await moveChange(context, step, row, {
      to: row.state,
      set: { paused: null },
      actor: input.person,
      note: `${nameOf(input)} resumed it.`,
      trail: { kind: 'change.resumed', data: { step: row.step } },
    });
    step.nudge('changes', row.id);
    return done('Resumed. The next step is begun as soon as it may.');
  });
}

/** Ends it: at once between two steps, else by asking Azure to stop the one under way. */
export async function abort(context: Context, input: HoldInput): Promise<HoldOutcome> {
  return held(context, input, async (step, row, at) => {
    if (!holds(context, row).abort) return refused('There is nothing to end any more.');
    await moveChange(context, step, row, {
      to: row.state,
      set: { aborting: { by: input.person, at }, notBefore: null },
      actor: input.person,
      note: `${nameOf(input)} ended it.`,
      trail: { kind: 'change.aborted', data: { step: row.step } },
    });
    step.nudge('changes', row.id);
    return done('It is being ended. The card says what was done and what was not.');
  });
}

async function held(
  context: Context,
  { changeId }: HoldInput,
  act: (step: Step, row: ChangeRow, at: string) => Promise<HoldOutcome>,
): Promise<HoldOutcome> {
  return transact(context, async (step) => {
    const row = await lockChange(step.tx, changeId);
    if (!row) return refused('I do not know this change any more.');
    return act(step, row, context.clock().toISOString());
  });
}

function nameOf({ person }: HoldInput): string {
  return person.name ?? person.userId;
}

const done = (message: string): HoldOutcome => ({ kind: 'done', message });
const refused = (message: string): HoldOutcome => ({ kind: 'refused', message });
