/** How members of a ring go from one state to the next. Pure. */
import type { ChangeRow } from '../store/changes.ts';
import type { Member, MemberState, Ring } from './types.ts';

const over: readonly MemberState[] = [
  'done',
  'nothing',
  'left-out',
  'skipped',
  'failed',
  'not-begun',
];

export function isOver({ state }: Pick<Member, 'state'>): boolean {
  return over.includes(state);
}

/** Its change is being applied, or what came of it is watched. */
export function isUnderWay({ state }: Pick<Member, 'state'>): boolean {
  return state === 'running' || state === 'watching';
}

export interface Turn {
  to: MemberState;
  why?: string | null;
}

/** A member in another state; the same object where it stays in its own and says the same. */
export function turned(member: Member, { to, why = null }: Turn, now: Date): Member {
  if (member.state === to && member.why === why) return member;
  const since = member.state === to ? member.since : now.toISOString();
  return { ...member, state: to, why, since };
}

/** What has become of a member whose change is planned. Null where nothing has. */
export function turnOfPlanning(change: ChangeRow): Turn | null {
  switch (change.state) {
    case 'planning':
      return null;
    case 'waiting':
      return { to: 'planned' };
    case 'refused':
      if (isNothing(change)) return { to: 'nothing', why: change.problem?.message ?? null };
      return isPassing(change.problem)
        ? { to: 'held', why: change.problem?.message ?? null }
        : { to: 'left-out', why: change.problem?.message ?? 'It cannot be planned.' };
    default:
      return { to: 'left-out', why: `Its change is ${change.state}.` };
  }
}

/** What has become of a member whose change is being applied. Null where it goes on. */
export function turnOfRunning(change: ChangeRow): Turn | null {
  switch (change.state) {
    case 'done':
      return { to: 'watching' };
    // The cluster moved after the approval: it was planned again, and is asked for again.
    case 'waiting':
      return { to: 'planned', why: change.problem?.message ?? null };
    case 'refused':
      if (isNothing(change)) return { to: 'nothing', why: change.problem?.message ?? null };
      return { to: 'failed', why: change.problem?.message ?? 'It was refused.' };
    // Nothing was written: it is planned and asked for anew, with those that are held up.
    case 'expired':
      return { to: 'held', why: change.problem?.message ?? 'Its approval has run out.' };
    case 'failed':
    case 'rejected':
    case 'withdrawn':
      return { to: 'failed', why: change.problem?.message ?? `Its change is ${change.state}.` };
    default:
      return null;
  }
}

/** Other hands are on the cluster, and leave it by themselves. */
export function isPassing(problem: { code: string } | null): boolean {
  return problem?.code === 'busy' || problem?.code === 'fleet-run';
}

function isNothing({ problem }: ChangeRow): boolean {
  return problem?.code === 'nothing-to-do';
}

/** Let go, but nothing has been done to its cluster: it may wait for its window. */
export function isNotBegun({ state, step }: Pick<ChangeRow, 'state' | 'step'>): boolean {
  return state === 'approved' && step === 0;
}

/** One after the other until one of the ring has been changed and was well. */
export function mayRunAtOnce(ring: Ring, atOnce: number): number {
  return ring.members.some(({ state }) => state === 'done') ? atOnce : 1;
}

/** The one that goes alone, and is watched for longer. */
export function isFirst(ring: Ring): boolean {
  return ring.members.every(({ state }) => state !== 'done');
}

export function namesOf(members: readonly Pick<Member, 'name'>[]): string {
  const most = 5;
  const names = members.slice(0, most).map(({ name }) => name);
  const rest = members.length - most;
  return rest > 0 ? `${names.join(', ')} and ${rest} more` : names.join(', ');
}
