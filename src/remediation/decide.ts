import { decide as decideRequest } from '../approval/decide.ts';
import { judgeDecision } from '../approval/judge-decision.ts';
import { supersede, withdraw as withdrawRequest } from '../approval/requests.ts';
import type { Membership, Person } from '../rights/person.ts';
import { personKey } from '../rights/person.ts';
import { decisionsOf, latestRequestOf } from '../store/approval-requests.ts';
import { type ChangeRow, lockChange } from '../store/changes.ts';
import { ringOfChange } from '../store/rollouts.ts';
import { approvalAskedFrom } from './asked-from.ts';
import { clusterOf } from './cluster-of.ts';
import { actionOf, type Context, later, type Step, transact } from './context.ts';
import type { FieldProblems, Purpose } from './define-remediation.ts';
import { freezeOf, sayFreeze } from './frozen.ts';
import { moveChange, subjectOf } from './moves.ts';
import { endOfClosing } from './opening-moves.ts';
import { readParams } from './read-params.ts';
import type { Plan } from './types.ts';

export interface DecideInput {
  changeId: string;
  person: Person;
  membership: Membership;
  channel?: string | null;
  decision: 'approve' | 'reject';
  /** Of the plan that the person saw. */
  planHash: string;
  reason?: string | null;
  /** Which of the plan's warnings the person confirmed: their places in `plan.warnings`. */
  confirmations?: readonly number[];
}

/** `message` is the sentence that the person who pressed reads. */
export type DecideOutcome =
  | { kind: 'approved' | 'counted' | 'rejected'; message: string; waits?: true }
  /** Warnings that have to be confirmed first; `warnings` are their places in the plan. */
  | { kind: 'unconfirmed'; message: string; warnings: number[] }
  | { kind: 'refused'; message: string };

/** One person's decision. The last one needed moves the change in the same transaction. */
export async function decideChange(context: Context, input: DecideInput): Promise<DecideOutcome> {
  return transact(context, async (step) => {
    const { tx } = step;
    const row = await lockChange(tx, input.changeId);
    const request = await latestRequestOf(tx, { subjectKind: 'change', subjectId: input.changeId });
    if (row && !request && (await ringOfChange(tx, row.id))) return refused(withItsRing);
    if (!row || !request)
      return refused('I do not know this change any more. Please ask for it again.');
    const now = context.clock();
    const cluster = await clusterOf(tx, row.clusterId);
    const { person, membership, channel, decision, reason = null, planHash: hash } = input;
    const question = {
      ...{ rights: context.rights(), risk: actionOf(context, row).risk, cluster },
      tightening: await approvalAskedFrom(tx, row),
      ...{ person, membership, channel, decision, hash, now },
    };
    // Only who may decide is asked to confirm; everybody else is told why he may not.
    const decisions = await decisionsOf(tx, request.id);
    const missing = decision === 'approve' ? unconfirmed(row.plan, input.confirmations) : [];
    if (missing.length > 0 && judgeDecision({ ...question, request, decisions }).ok)
      return {
        kind: 'unconfirmed',
        message: 'This plan has warnings that whoever approves has to confirm one by one.',
        warnings: missing,
      };
    const freeze = decision === 'approve' ? await freezeOf(context, row, tx) : null;
    const holds = Number(request.policy.expiresInMinutes) * 60_000;
    if (freeze && freeze.until > later(beginOf(row.plan, now), holds))
      if (judgeDecision({ ...question, request, decisions }).ok)
        return refused(
          `${sayFreeze(freeze)} An approval does not hold for so long: ask and approve closer to its end, or let somebody who may do so break the freeze.`,
        );
    const outcome = await decideRequest(tx, { ...question, requestId: request.id, reason });
    if (outcome.kind === 'refused') return { kind: 'refused', message: outcome.message };

    if (decision === 'approve') recordConfirmations(step, row, input, now);

    const to = outcome.kind === 'counted' ? row.state : outcome.kind;
    const minutes = Number(outcome.request.policy.expiresInMinutes);
    const moved = await moveChange(context, step, row, {
      to,
      // From here on the clock of the approval runs: what cannot be applied in that time is asked anew.
      ...(to === 'approved' && {
        set: { expiresAt: later(beginOf(row.plan, now), minutes * 60_000), problem: null },
      }),
      actor: person,
      trail: to !== row.state && { data: { requestId: request.id, hash } },
    });
    if (!moved) throw new Error(`Change ${row.id} changed while it was locked`);
    if (to === 'approved') step.nudge('changes', row.id);
    if (to === 'rejected' && row.kind === 'closing')
      await endOfClosing(context, step, row, {
        to: 'kept',
        problem: { code: 'rejected', message: 'an approver decided that it stays' },
      });
    if (!freeze) return { kind: outcome.kind, message: outcome.message };
    const message = `${outcome.message} ${sayFreeze(freeze)} It is applied when that is over.`;
    return { kind: outcome.kind, message, waits: true };
  });
}

const withItsRing =
  'This is part of a rollout: it is decided on, skipped or stopped on the board of that.';

/** A plan for a window is approved for that window. */
function beginOf(plan: Plan | null, now: Date): Date {
  const begin = plan?.notBefore ? new Date(plan.notBefore) : now;
  return begin > now ? begin : now;
}

function recordConfirmations(step: Step, row: ChangeRow, { person }: DecideInput, at: Date): void {
  const warnings = (row.plan as Plan | null)?.warnings ?? [];
  const confirmed = warnings.filter(({ mustConfirm }) => mustConfirm).map(({ text }) => text);
  if (confirmed.length === 0) return;
  step.record({
    ...{ at, kind: 'change.confirmed', actor: person, subject: subjectOf(row) },
    data: { hash: row.planHash, confirmed },
  });
}

/** Warnings that must be confirmed and were not. */
function unconfirmed(plan: Plan | null, confirmations: readonly number[] = []): number[] {
  const warnings = plan?.warnings ?? [];
  return warnings.flatMap(({ mustConfirm }, place) =>
    mustConfirm && !confirmations.includes(place) ? [place] : [],
  );
}

export interface WithdrawInput {
  changeId: string;
  person: Person;
}

export type TakeBackOutcome = { kind: 'withdrawn' | 'refused'; message: string };

/** Takes a change back before anything is applied. Only who asked for it, or edited it, can. */
export async function withdrawChange(
  context: Context,
  { changeId, person }: WithdrawInput,
): Promise<TakeBackOutcome> {
  return transact(context, async (step) => {
    const { tx } = step;
    const row = await lockChange(tx, changeId);
    if (!row) return refused('I do not know this change any more.');
    if (row.kind === 'closing')
      return refused('A timed closing cannot be withdrawn. An approver can reject it.');
    if (await ringOfChange(tx, row.id)) return refused(withItsRing);
    if (!isOwn(row, person))
      return refused(
        'Only the person who asked for this, or edited it, can withdraw it. An approver can reject it.',
      );
    if (!['planning', 'waiting', 'approved'].includes(row.state)) return refused(tooLate(row));
    if (row.step > 0)
      return refused('Some of its steps are done. It can be ended, and what was done rolled back.');
    const subject = { kind: 'change', id: row.id };
    const now = context.clock();
    if (row.state === 'waiting') await withdrawRequest(tx, { subject, person, now });
    if (row.state === 'approved')
      await supersede(tx, { subject, actor: person, why: 'withdrawn before it was applied', now });
    await moveChange(context, step, row, { to: 'withdrawn', actor: person });
    return { kind: 'withdrawn', message: 'Withdrawn. Nothing will be changed.' };
  });
}

export interface EditInput {
  changeId: string;
  params: unknown;
  person: Person;
}

export type EditOutcome =
  | { kind: 'edited'; message: string }
  | { kind: 'refused'; message: string; fields?: FieldProblems };

/** Other parameters for a change that waits: planned again, and what was decided is void. */
export async function editChange(
  context: Context,
  { changeId, params, person }: EditInput,
): Promise<EditOutcome> {
  return transact(context, async (step) => {
    const { tx } = step;
    const row = await lockChange(tx, changeId);
    if (!row) return refused('I do not know this change any more.');
    if (await ringOfChange(tx, row.id)) return refused(withItsRing);
    if (row.kind !== 'change')
      return refused(
        'Only what somebody asked for can be edited; this one follows from another change.',
      );
    if (row.state !== 'waiting')
      return refused(
        row.state === 'planning'
          ? 'This is being planned at this moment. Please edit it when its card is there.'
          : tooLate(row),
      );
    const read = readParams(actionOf(context, row), params, {
      settings: context.settings,
      purpose: row.kind satisfies Purpose,
    });
    if (!read.ok)
      return {
        kind: 'refused',
        message: Object.values(read.fields).join(' '),
        fields: read.fields,
      };
    await supersede(tx, {
      subject: { kind: 'change', id: row.id },
      actor: person,
      why: 'edited',
      now: context.clock(),
    });
    const others = row.editors.filter((editor) => personKey(editor) !== personKey(person));
    await moveChange(context, step, row, {
      to: 'planning',
      set: {
        params: read.params,
        editors: [...others, person],
        plan: null,
        planHash: null,
        problem: null,
        expiresAt: null,
      },
      note: `Edited by ${person.name ?? person.userId}; decisions start anew.`,
      actor: person,
      trail: { kind: 'change.edited', data: { before: row.params, after: read.params } },
    });
    step.nudge('plans', row.id);
    return { kind: 'edited', message: 'Edited. It is planned again, and decisions start anew.' };
  });
}

/** Whether somebody asked for a change, or edited it. */
export function isOwn(
  { requester, editors }: Pick<ChangeRow, 'requester' | 'editors'>,
  person: Person,
): boolean {
  return [requester, ...editors].some((own) => personKey(own) === personKey(person));
}

function tooLate({ state }: ChangeRow): string {
  switch (state) {
    case 'approved':
      return 'This is approved already.';
    case 'applying':
    case 'verifying':
      return 'This is being applied at this moment. It can be rolled back when it is done.';
    case 'done':
      return 'This is done already. It can be rolled back.';
    default:
      return 'This has ended already; nothing more happens.';
  }
}

function refused(message: string): { kind: 'refused'; message: string } {
  return { kind: 'refused', message };
}
