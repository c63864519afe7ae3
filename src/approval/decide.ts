import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { personKey } from '../rights/person.ts';
import {
  type DecisionRow,
  decisionsOf,
  insertDecision,
  lockRequest,
  moveRequest,
  type RequestRow,
  touchRequest,
} from '../store/approval-requests.ts';
import { storableText } from '../store/rows.ts';
import { appendTrail } from '../trail/append.ts';
import { type DecisionQuestion, judgeDecision, type RefusalCode } from './judge-decision.ts';

export interface DecideOptions extends Omit<DecisionQuestion, 'request' | 'decisions' | 'hash'> {
  requestId: string;
  /** Of what the person saw. Without it, what the request is about counts as seen. */
  hash?: string;
  /** Refuses when anything has happened to the request since this version. */
  expectedVersion?: number;
  reason?: string | null;
}

/** `message` is the sentence that the person who clicked reads. */
export type DecideOutcome =
  | {
      kind: 'counted' | 'approved' | 'rejected';
      request: RequestRow;
      decision: DecisionRow;
      approvals: number;
      need: number;
      message: string;
    }
  | { kind: 'refused'; code: RefusalCode | 'unknown' | 'moved'; message: string };

/**
 * Records a decision and, if it is the last one needed, moves the request. Deciders of one
 * request wait for each other, so of two who press at once exactly one brings the move to
 * `approved`. Writes the trail, refused attempts to get around the rules included.
 */
export async function decide(
  tx: PoolClient,
  { requestId, expectedVersion, reason = null, ...question }: DecideOptions,
): Promise<DecideOutcome> {
  const request = await lockRequest(tx, requestId);
  if (!request) {
    return refused('unknown', 'I do not know this request any more. Please ask for it again.');
  }
  const { person, membership, now } = question;
  const verdict = judgeDecision({
    ...question,
    hash: question.hash ?? request.hash,
    request,
    decisions: await decisionsOf(tx, requestId),
  });
  if (!verdict.ok) {
    if (isAttempt(verdict.code)) await recordRefusal(tx, request, question, verdict.code);
    return refused(verdict.code, verdict.message);
  }
  if (expectedVersion !== undefined && expectedVersion !== request.version) {
    return refused(
      'moved',
      'Somebody else was quicker: this request has changed a moment ago. Please look at it again.',
    );
  }

  const decision = await insertDecision(tx, {
    id: randomUUID(),
    requestId,
    hash: request.hash,
    person,
    personKey: personKey(person),
    decision: question.decision,
    reason: reason === null ? null : storableText(reason),
    evidence: membership,
    at: now,
  });
  const moved =
    verdict.outcome === 'counted'
      ? await touchRequest(tx, requestId)
      : await moveRequest(tx, { id: requestId, from: request, to: verdict.outcome, now });
  if (!decision || !moved) {
    throw new Error(`Request ${requestId} changed while it was locked`);
  }
  const { outcome, approvals, need, message } = verdict;
  await appendTrail(tx, {
    at: now,
    kind: 'approval.decided',
    actor: person,
    subject: subjectOf(request),
    data: {
      decision: question.decision,
      reason: decision.reason,
      hash: request.hash,
      evidence: membership,
      outcome,
      approvals,
      need,
    },
  });
  return { kind: outcome, request: moved, decision, approvals, need, message };
}

/** What entries of the trail about a request are filed under. */
export function subjectOf(request: RequestRow): {
  clusterId?: string;
  requestId: string;
  [kind: string]: string | undefined;
} {
  return {
    ...(request.clusterId === null ? {} : { clusterId: request.clusterId }),
    requestId: request.id,
    [`${request.subjectKind}Id`]: request.subjectId,
  };
}

/** A press that was too late is nothing to note; one by somebody who must not decide is. */
function isAttempt(code: RefusalCode): boolean {
  return ['stranger', 'requester', 'editor', 'not-approver'].includes(code);
}

async function recordRefusal(
  tx: PoolClient,
  request: RequestRow,
  { person, membership, decision, now }: Omit<DecideOptions, 'requestId'>,
  code: RefusalCode,
): Promise<void> {
  await appendTrail(tx, {
    at: now,
    kind: 'approval.refused',
    actor: person,
    subject: subjectOf(request),
    data: { decision, code, hash: request.hash, evidence: membership },
  });
}

function refused(code: RefusalCode | 'unknown' | 'moved', message: string): DecideOutcome {
  return { kind: 'refused', code, message };
}
