import type { Person } from '../rights/person.ts';
import { type ChangeRow, type ChangeRowState, getChange } from '../store/changes.ts';
import { applyChange } from './apply-step.ts';
import { type ChangesDeps, type Context, createContext } from './context.ts';
import {
  type DecideInput,
  type DecideOutcome,
  decideChange,
  type EditInput,
  type EditOutcome,
  editChange,
  type TakeBackOutcome,
  type WithdrawInput,
  withdrawChange,
} from './decide.ts';
import { describe, describeOpening } from './describe.ts';
import {
  type CurrentFreezes,
  currentFreezes,
  type FreezeWish,
  freeze,
  unfreeze,
} from './freezing.ts';
import { type ThawInput, type ThawOutcome, thaw } from './frozen.ts';
import {
  type CloseInput,
  type CloseOutcome,
  closeNow,
  type ExtendInput,
  extendOpening,
} from './openings.ts';
import { planChange } from './plan-step.ts';
import { type Proposal, type ProposeOutcome, propose } from './propose.ts';
import { resumeChange } from './resume-step.ts';
import { type RollbackInput, rollBack } from './rollback.ts';
import { type SettleInput, type SettleOutcome, settle } from './settle.ts';
import { abort, type HoldInput, type HoldOutcome, pause, resume } from './steps/hold.ts';
import { sweep } from './sweep.ts';
import type { ChangeValue } from './types.ts';
import { verifyChange } from './verify-step.ts';

/** Everything that can happen to a change. Safe to call twice, from several processes, at any time. */
export interface Changes {
  propose(proposal: Proposal): Promise<ProposeOutcome>;
  /** The worker's part of `planning`: reads Azure with the reader's credential. */
  plan(changeId: string): Promise<void>;
  edit(input: EditInput): Promise<EditOutcome>;
  decide(input: DecideInput): Promise<DecideOutcome>;
  withdraw(input: WithdrawInput): Promise<TakeBackOutcome>;
  settle(input: SettleInput): Promise<SettleOutcome>;
  /** Changes of several steps: none is begun any more, until it is resumed. */
  pause(input: HoldInput): Promise<HoldOutcome>;
  resume(input: HoldInput): Promise<HoldOutcome>;
  abort(input: HoldInput): Promise<HoldOutcome>;
  freeze(wish: FreezeWish): Promise<void>;
  /** Returns whether there was something to end. */
  unfreeze(which: { id: string; person: Person }): Promise<boolean>;
  currentFreezes(): Promise<CurrentFreezes>;
  /** Lets one change be applied in spite of a freeze. */
  thaw(input: ThawInput): Promise<ThawOutcome>;
  /** The changer's part: the next step of an approved change, whichever that is. */
  advance(changeId: string): Promise<void>;
  rollback(input: RollbackInput): Promise<ProposeOutcome>;
  extend(input: ExtendInput): Promise<ProposeOutcome>;
  closeNow(input: CloseInput): Promise<CloseOutcome>;
  /** Nudges whatever is due; to be called every few seconds by one process or many. */
  sweep(now?: Date): Promise<void>;
  describe(changeId: string): Promise<ChangeValue | null>;
  describeOpening(openingId: string): ReturnType<typeof describeOpening>;
}

export function createChanges(deps: ChangesDeps): Changes {
  const context = createContext(deps);
  return {
    propose: (proposal) => propose(context, proposal),
    plan: (changeId) => planChange(context, changeId),
    edit: (input) => editChange(context, input),
    decide: (input) => decideChange(context, input),
    withdraw: (input) => withdrawChange(context, input),
    settle: (input) => settle(context, input),
    pause: (input) => pause(context, input),
    resume: (input) => resume(context, input),
    abort: (input) => abort(context, input),
    freeze: (wish) => freeze(context, wish),
    unfreeze: (which) => unfreeze(context, which),
    currentFreezes: () => currentFreezes(context),
    thaw: (input) => thaw(context, input),
    advance: (changeId) => advance(context, changeId),
    rollback: (input) => rollBack(context, input),
    extend: (input) => extendOpening(context, input),
    closeNow: (input) => closeNow(context, input),
    sweep: (now = context.clock()) => sweep(context, now),
    describe: (changeId) => describe(context, changeId),
    describeOpening: (openingId) => describeOpening(context, openingId),
  };
}

async function advance(context: Context, changeId: string): Promise<void> {
  const row = await getChange(context.db, changeId);
  if (!row) return;
  const step = steps[row.state];
  if (!step) return;
  const wait = row.notBefore ? row.notBefore.getTime() - context.clock().getTime() : 0;
  // A clock that runs a little fast must not lose the nudge.
  if (wait > 0) return context.nudge('changes', changeId, wait);
  return step(context, row);
}

/** What the changer does in which state. In all others it has nothing to do. */
const steps: Partial<Record<ChangeRowState, (context: Context, row: ChangeRow) => Promise<void>>> =
  { approved: applyChange, applying: resumeChange, verifying: verifyChange };
