import { personKey } from '../rights/person.ts';
import type { DecisionRow, RequestRow } from '../store/approval-requests.ts';
import { judgeDecision, policyFor, type Rulebook } from './judge-decision.ts';

export type Recount =
  | { approved: true; need: number; counted: DecisionRow[] }
  | { approved: false; need: number; counted: DecisionRow[]; why: string };

export interface RecountQuestion extends Rulebook {
  request: RequestRow;
  decisions: DecisionRow[];
  /** Of what is about to be done. */
  hash: string;
  now: Date;
}

/**
 * Computes an approval again from the recorded decisions: each is judged once more, with its own
 * evidence, at its own time, by the rights as they are now. The state of the request is needed
 * but not believed. Whoever changes something calls this just before.
 */
export function recount({ request, decisions, hash, now, ...rulebook }: RecountQuestion): Recount {
  const { need } = policyFor(request, rulebook);
  const counted: DecisionRow[] = [];
  const inOrder = decisions
    .filter(({ requestId }) => requestId === request.id)
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());

  function refuse(why: string): Recount {
    return { approved: false, need, counted, why };
  }

  if (request.state !== 'approved') return refuse(`The request is ${request.state}, not approved.`);
  if (request.hash !== hash) return refuse('What was approved is not what would be done.');
  // A rejection stands, whoever made it: in doubt nothing is done.
  if (inOrder.some(({ decision }) => decision === 'reject')) {
    return refuse('One of the recorded decisions is a rejection.');
  }

  const reasons: string[] = [];
  for (const made of inOrder) {
    if (made.at > now || made.at < request.createdAt) {
      reasons.push(`A decision is dated ${made.at.toISOString()}, when it cannot have been made.`);
      continue;
    }
    const verdict = judgeDecision({
      ...rulebook,
      request: { ...request, state: 'waiting' },
      // Told apart by the person, not by the column that is made from him.
      decisions: counted.map((one) => ({ ...one, personKey: personKey(one.person) })),
      person: made.person,
      membership: made.evidence,
      decision: made.decision,
      hash: made.hash,
      now: made.at,
    });
    if (verdict.ok) counted.push(made);
    else reasons.push(`A decision does not count (${verdict.code}).`);
  }
  if (counted.length >= need) return { approved: true, need, counted };
  const why = `${counted.length} of ${need} needed approvals can be confirmed.`;
  return refuse([why, ...reasons].join(' '));
}
