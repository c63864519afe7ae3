import { describeSubjects } from '../rights/describe.ts';
import { judge } from '../rights/judge.ts';
import { type ClusterTraits, isAmong } from '../rights/match.ts';
import { type Membership, type Person, personKey } from '../rights/person.ts';
import { type ApprovalPolicy, approvalPolicy } from '../rights/policy.ts';
import type { Rights, Risk } from '../rights/schema.ts';
import type { DecisionRow, RequestRow, RequestState } from '../store/approval-requests.ts';
import { type Tightening, tighten } from './tighten.ts';

/** Group memberships older than this prove nothing any more: people leave groups. */
const membershipGoodForMs = 10 * 60_000;
/** Clocks of two machines differ a little. */
const clockSkewMs = 60_000;

/** What approvals are judged by: the rights as they are now. */
export interface Rulebook {
  rights: Rights;
  risk: Risk;
  cluster: ClusterTraits;
  /** What is asked beside the rights. */
  tightening?: Tightening | null;
}

export interface DecisionQuestion extends Rulebook {
  request: RequestRow;
  /** All that were recorded for this request. */
  decisions: Pick<DecisionRow, 'hash' | 'personKey' | 'decision'>[];
  person: Person;
  membership: Membership;
  channel?: string | null;
  decision: 'approve' | 'reject';
  /** Of what the person saw. */
  hash: string;
  now: Date;
}

export type RefusalCode =
  | 'stranger'
  | 'over'
  | 'expired'
  | 'changed'
  | 'requester'
  | 'editor'
  | 'stale-membership'
  | 'not-approver'
  | 'already-decided';

/** `message` is the sentence that the person who clicked reads. */
export type DecisionVerdict =
  | {
      ok: true;
      outcome: 'counted' | 'approved' | 'rejected';
      approvals: number;
      need: number;
      message: string;
    }
  | { ok: false; code: RefusalCode; message: string };

/** Does this decision count, and is it the last one needed? Pure: the clock is passed in. */
export function judgeDecision(question: DecisionQuestion): DecisionVerdict {
  const { request, person, membership, decision, now, rights } = question;
  const policy = policyFor(request, question);
  const key = personKey(person);
  const others = approversOf(policy);
  const right = judge(rights, { ...question, verb: 'approve' });

  // 1. People from another team decide nothing, and are told nothing about the request.
  if (!right.allowed && right.code === 'stranger') return refuse('stranger', right.reason);

  // 2. The request waits for a decision.
  if (request.state !== 'waiting') return refuse('over', overMessages[request.state]);

  // 3. It has not expired, even if nobody has marked it so yet.
  if (request.expiresAt <= now) return refuse('expired', overMessages.expired);

  // 4. What the person saw is what would be done.
  if (question.hash !== request.hash) {
    return refuse(
      'changed',
      'This has changed since the card that you pressed was drawn. Please look at the newest card and decide there.',
    );
  }

  // 5. Nobody decides on what he asked for. Keys are compared, never names.
  if (personKey(request.requester) === key) {
    return refuse(
      'requester',
      decision === 'approve'
        ? `You asked for this yourself, so somebody else has to approve it. Those who can: ${others}.`
        : 'You asked for this yourself: press Withdraw if it should not be done.',
    );
  }

  // 6. Nor on what he has had a hand in.
  if (request.editors.some((editor) => personKey(editor) === key)) {
    return refuse(
      'editor',
      `You have had a hand in this plan, so somebody else has to decide on it. Those who can: ${others}.`,
    );
  }

  // 7. An approval rests on memberships that were read just now; time that cannot be told is no time.
  if (decision === 'approve' && !isFresh(membership, now)) {
    return refuse(
      'stale-membership',
      'I could not make sure which user groups you are in at this moment, so I did not count your approval. Please press again.',
    );
  }

  // 8. A rule allows this person to approve, and the policy names him.
  if (!right.allowed) return refuse('not-approver', right.reason);
  const lists = [policy.approvers, ...(policy.also ? [policy.also] : [])];
  if (!lists.every((list) => isAmong(list, { person, membership }))) {
    return refuse('not-approver', `You cannot decide on this one. Those who can: ${others}.`);
  }

  // 9. Each person once.
  const counted = question.decisions.filter(({ hash }) => hash === request.hash);
  const earlier = counted.find((made) => made.personKey === key);
  if (earlier) {
    const did = earlier.decision === 'approve' ? 'approved' : 'rejected';
    return refuse('already-decided', `You have ${did} this already; each person decides once.`);
  }

  // 10. One rejection ends it; enough approvals carry it.
  const approvals = counted.filter((made) => made.decision === 'approve').length;
  if (decision === 'reject') {
    const message = 'You have rejected this. Nothing will be changed.';
    return { ok: true, outcome: 'rejected', approvals, need: policy.need, message };
  }
  return count(approvals + 1, policy, others);
}

/** The policy as it is now, but never fewer approvers than the request was opened with. */
export function policyFor(
  request: Pick<RequestRow, 'policy'>,
  { rights, risk, cluster, tightening }: Rulebook,
): ApprovalPolicy {
  const current = tighten(approvalPolicy(rights, { risk, cluster }), tightening);
  const opened = request.policy as ApprovalPolicy;
  return { ...current, need: Math.max(current.need, opened.need) };
}

/** Who can approve, in words. */
function approversOf({ approvers, also }: ApprovalPolicy): string {
  const others = describeSubjects(approvers) || 'nobody, as the rules stand';
  return also ? `${others}, who have to be among ${describeSubjects(also)} too` : others;
}

function count(approvals: number, policy: ApprovalPolicy, others: string): DecisionVerdict {
  const { need } = policy;
  if (approvals >= need) {
    const message =
      need === 1 ? 'You have approved this.' : `You have approved this, as the last of ${need}.`;
    return { ok: true, outcome: 'approved', approvals, need, message };
  }
  const missing = need - approvals;
  const people = missing === 1 ? 'one more person has' : `${missing} more people have`;
  const message = `Your approval counts: ${approvals} of ${need}. Now ${people} to approve (${others}).`;
  return { ok: true, outcome: 'counted', approvals, need, message };
}

function isFresh({ readAt }: Membership, now: Date): boolean {
  const age = now.getTime() - Date.parse(readAt);
  return age >= -clockSkewMs && age <= membershipGoodForMs;
}

const overMessages: Record<Exclude<RequestState, 'waiting'>, string> = {
  approved: 'This was approved already; nothing more is needed.',
  rejected: 'This was rejected already; nothing will be changed.',
  expired:
    'This request has expired, so nothing will be changed. Ask for it again if it is still needed.',
  withdrawn: 'This request was withdrawn; nothing will be changed.',
  superseded: 'A newer plan has taken the place of this one. Please decide on the newest card.',
};

function refuse(code: RefusalCode, message: string): DecisionVerdict {
  return { ok: false, code, message };
}
