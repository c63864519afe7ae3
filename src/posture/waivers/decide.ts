import { decide as decideRequest } from '../../approval/decide.ts';
import { judgeDecision } from '../../approval/judge-decision.ts';
import { withdraw as withdrawRequest } from '../../approval/requests.ts';
import type { Membership, Person } from '../../rights/person.ts';
import { decisionsOf, latestRequestOf } from '../../store/approval-requests.ts';
import { lockWaiver, type WaiverRow } from '../../store/waivers.ts';
import { type Context, type Step, transact } from './context.ts';
import { judgedBy, moveWaiver, riskOf, strictest } from './moves.ts';
import type { WaiverScope } from './scope.ts';
import { clustersOf } from './stored.ts';

export interface DecideInput {
  waiverId: string;
  person: Person;
  membership: Membership;
  channel?: string | null;
  decision: 'approve' | 'reject';
  /** Of what the person saw. */
  hash: string;
  reason?: string | null;
}

/** `message` is the sentence that the person who pressed reads. */
export type DecideOutcome = {
  kind: 'approved' | 'counted' | 'rejected' | 'refused';
  message: string;
};

export type EndOutcome = { kind: 'ended' | 'refused'; message: string };

const dayMs = 86_400_000;

/** One person's decision. The last one needed lets the waiver hold, in the same transaction. */
export async function decideWaiver(context: Context, input: DecideInput): Promise<DecideOutcome> {
  const { clock, rights } = context;
  return transact(context, async (step) => {
    const { tx } = step;
    const row = await lockWaiver(tx, input.waiverId);
    const subject = { subjectKind: 'waiver', subjectId: input.waiverId };
    const request = await latestRequestOf(tx, subject);
    if (!row || !request)
      return refused('I do not know this waiver any more. Please ask for it again.');
    const now = clock();
    if (input.decision === 'approve' && row.state === 'waiting' && row.until <= now)
      return refused('The time that was asked for is over already. Please ask for it again.');

    const scope = row.scope as WaiverScope;
    const risk = riskOf(context, row.checkId);
    const clusters = judgedBy(await clustersOf(tx, scope), scope);
    const { person, membership, channel, decision, hash } = input;
    const question = { rights: rights(), risk, person, membership, channel, decision, hash, now };
    const decisions = await decisionsOf(tx, request.id);
    // Whoever decides on many clusters must be allowed to on each of them.
    const against = clusters.find(
      (cluster) => !judgeDecision({ ...question, cluster, request, decisions }).ok,
    );
    const { cluster } = strictest(rights(), { risk, clusters });
    const outcome = await decideRequest(tx, {
      ...{ ...question, cluster: against ?? cluster },
      ...{ requestId: request.id, reason: input.reason ?? null },
    });
    if (outcome.kind === 'refused') return refused(outcome.message);
    await afterDecision(step, row, { ...input, kind: outcome.kind, now });
    return { kind: outcome.kind, message: inWords(outcome.kind, outcome.message) };
  });
}

async function afterDecision(
  step: Step,
  row: WaiverRow,
  {
    person,
    kind,
    hash,
    now,
  }: Pick<DecideInput, 'person' | 'hash'> & {
    kind: 'approved' | 'counted' | 'rejected';
    now: Date;
  },
): Promise<void> {
  const approvedBy = [...row.approvedBy, person.name ?? person.userId];
  const decidedAt = now;
  const next = {
    approved: {
      to: 'active',
      set: { approvedBy, decidedAt, remindedDays: alreadyNear(row.until, now) },
    },
    counted: { to: 'waiting', set: { approvedBy } },
    rejected: { to: 'rejected', set: { decidedAt } },
  } as const;
  const data = { hash, reason: row.reason };
  const moved = await moveWaiver(step, row, { ...next[kind], actor: person, data, now });
  if (!moved) throw new Error(`Waiver ${row.id} changed while it was locked`);
  if (kind !== 'approved' || row.renews === null) return;
  const old = await lockWaiver(step.tx, row.renews);
  if (old?.state === 'active')
    await moveWaiver(step, old, { to: 'renewed', actor: person, data: { by: row.id }, now });
}

/** What ends within days of its approval needs no reminder that so many days are left. */
function alreadyNear(until: Date, now: Date): number | null {
  const days = (until.getTime() - now.getTime()) / dayMs;
  return [1, 7].find((limit) => days <= limit) ?? null;
}

/** Takes a request back; only who asked can. */
export async function withdrawWaiver(
  context: Context,
  { waiverId, person }: { waiverId: string; person: Person },
): Promise<EndOutcome> {
  return transact(context, async (step) => {
    const row = await lockWaiver(step.tx, waiverId);
    if (!row) return { kind: 'refused', message: 'I do not know this waiver any more.' };
    const now = context.clock();
    const subject = { kind: 'waiver', id: waiverId };
    const outcome = await withdrawRequest(step.tx, { subject, person, now });
    if (outcome.kind === 'refused') return outcome;
    const moved = await moveWaiver(step, row, { to: 'withdrawn', actor: person, now });
    if (!moved) throw new Error(`Waiver ${row.id} changed while it was locked`);
    return { kind: 'ended', message: 'Withdrawn. The finding stays as it is.' };
  });
}

/** Ends a waiver before its time. It only narrows, so it needs no approval; who may is judged before. */
export async function revokeWaiver(
  context: Context,
  { waiverId, person, reason = null }: { waiverId: string; person: Person; reason?: string | null },
): Promise<EndOutcome> {
  return transact(context, async (step) => {
    const row = await lockWaiver(step.tx, waiverId);
    if (!row) return { kind: 'refused', message: 'I do not know this waiver any more.' };
    if (row.source === 'file')
      return {
        kind: 'refused',
        message: `This one stands in ${row.place ?? 'a file'}, which is reviewed as code: take it out there.`,
      };
    if (row.state !== 'active')
      return { kind: 'refused', message: 'This does not hold (any more), so nothing ends.' };
    const now = context.clock();
    const moved = await moveWaiver(step, row, {
      ...{ to: 'revoked', actor: person, now },
      data: { ...(reason !== null && { reason }) },
    });
    if (!moved) throw new Error(`Waiver ${row.id} changed while it was locked`);
    return { kind: 'ended', message: 'Revoked. The finding counts again from now on.' };
  });
}

/** The approval floor speaks of changes; here nothing in Azure changes. */
function inWords(kind: 'approved' | 'counted' | 'rejected', message: string): string {
  if (kind === 'rejected') return 'You have rejected this. The finding stays as it is.';
  return kind === 'approved'
    ? `${message} The reports say so as soon as they are read anew.`
    : message;
}

function refused(message: string): DecideOutcome {
  return { kind: 'refused', message };
}
