import type { PoolClient } from 'pg';
import { drawbridgeItself, type Person, personKey } from '../rights/person.ts';
import type { ApprovalPolicy } from '../rights/policy.ts';
import {
  expireRequests,
  insertRequest,
  latestRequestOf,
  lockRequest,
  moveRequest,
  type RequestRow,
  type RequestState,
} from '../store/approval-requests.ts';
import { appendTrail } from '../trail/append.ts';
import { subjectOf } from './decide.ts';

/** What is to be decided on: anything that has a hash. */
export interface ApprovalSubject {
  kind: string;
  id: string;
}

export interface OpenRequestOptions {
  id: string;
  subject: ApprovalSubject;
  clusterId: string | null;
  /** Of what would be done. Decisions count for it alone. */
  hash: string;
  policy: ApprovalPolicy;
  requester: Person;
  /** Everybody who has had a hand in it. */
  editors: Person[];
  now: Date;
}

/**
 * Asks for approval. If the same was asked for already (a job that ran twice), that request is
 * returned. Throws if another request for this subject is open: supersede it first.
 */
export async function openRequest(
  tx: PoolClient,
  { id, subject, clusterId, hash, policy, requester, editors, now }: OpenRequestOptions,
): Promise<RequestRow> {
  const made = await insertRequest(tx, {
    id,
    subjectKind: subject.kind,
    subjectId: subject.id,
    clusterId,
    hash,
    policy,
    requester,
    editors,
    createdAt: now,
    expiresAt: new Date(now.getTime() + policy.expiresInMinutes * 60_000),
  });
  if (!made) {
    const open = await latestRequestOf(tx, asColumns(subject));
    if (open?.hash === hash && isOpen(open.state)) return open;
    throw new Error(`Another request for ${subject.kind} ${subject.id} is open`);
  }
  await appendTrail(tx, {
    at: now,
    kind: 'approval.opened',
    actor: requester,
    subject: subjectOf(made),
    data: { hash, policy, editors, expiresAt: made.expiresAt },
  });
  return made;
}

/** Ends the open request of a subject because what was asked for is now another thing. Null if none is open. */
export async function supersede(
  tx: PoolClient,
  { subject, actor, why, now }: { subject: ApprovalSubject; actor: Person; why: string; now: Date },
): Promise<RequestRow | null> {
  return end(tx, { subject, from: ['waiting', 'approved'], to: 'superseded', actor, why, now });
}

export type WithdrawOutcome =
  | { kind: 'withdrawn'; request: RequestRow; message: string }
  | { kind: 'refused'; message: string };

/** Takes a request back. Only who asked, or edited, can; and only while it waits. */
export async function withdraw(
  tx: PoolClient,
  { subject, person, now }: { subject: ApprovalSubject; person: Person; now: Date },
): Promise<WithdrawOutcome> {
  const request = await latestRequestOf(tx, asColumns(subject));
  if (!request) {
    return {
      kind: 'refused',
      message: 'Nobody is being asked to approve this, so there is nothing to withdraw.',
    };
  }
  const own = [request.requester, ...request.editors].map(personKey);
  if (!own.includes(personKey(person))) {
    return {
      kind: 'refused',
      message:
        'Only the person who asked for this, or edited it, can withdraw it. An approver can reject it.',
    };
  }
  const ended = await end(tx, {
    ...{ subject, from: ['waiting'], to: 'withdrawn', actor: person },
    ...{ why: 'withdrawn by hand', now },
  });
  return ended
    ? { kind: 'withdrawn', request: ended, message: 'Withdrawn. Nothing will be changed.' }
    : { kind: 'refused', message: 'This was decided already, so it cannot be withdrawn any more.' };
}

/** Ends every request whose time is over, and returns them, so that their cards can be redrawn. */
export async function expireDue(tx: PoolClient, now: Date): Promise<RequestRow[]> {
  const expired = await expireRequests(tx, now);
  // All rows are locked before the trail is: whoever decides locks in the same order.
  for (const request of expired) {
    await appendTrail(tx, {
      at: now,
      kind: 'approval.expired',
      actor: drawbridgeItself,
      subject: subjectOf(request),
      data: { hash: request.hash, expiresAt: request.expiresAt },
    });
  }
  return expired;
}

interface EndOptions {
  subject: ApprovalSubject;
  from: RequestState[];
  to: 'superseded' | 'withdrawn';
  actor: Person;
  why: string;
  now: Date;
}

async function end(
  tx: PoolClient,
  { subject, from, to, actor, why, now }: EndOptions,
): Promise<RequestRow | null> {
  const latest = await latestRequestOf(tx, asColumns(subject));
  const request = latest && (await lockRequest(tx, latest.id));
  if (!request || !from.includes(request.state)) return null;
  const moved = await moveRequest(tx, { id: request.id, from: request, to, now });
  if (!moved) throw new Error(`Request ${request.id} changed while it was locked`);
  await appendTrail(tx, {
    at: now,
    kind: `approval.${to}`,
    actor,
    subject: subjectOf(moved),
    data: { hash: moved.hash, why },
  });
  return moved;
}

function asColumns({ kind, id }: ApprovalSubject): { subjectKind: string; subjectId: string } {
  return { subjectKind: kind, subjectId: id };
}

function isOpen(state: RequestState): boolean {
  return state === 'waiting' || state === 'approved';
}
