/** Lets approved changes of a ring begin. What they may do is judged again where they are applied. */
import { later } from '../remediation/context.ts';
import { moveChange } from '../remediation/moves.ts';
import type { Plan } from '../remediation/types.ts';
import { latestRequestOf } from '../store/approval-requests.ts';
import type { ChangeRow } from '../store/changes.ts';
import { changesOfRollout, getRingAsk } from '../store/rollouts.ts';
import type { Context, Held } from './context.ts';
import { turned } from './members.ts';
import type { Member, Ring } from './types.ts';

/** A plan for a window is approved for that window. */
function beginOf({ plan }: ChangeRow, now: Date): Date {
  const { notBefore } = (plan as Plan | null) ?? {};
  const begin = notBefore ? new Date(notBefore) : now;
  return begin > now ? begin : now;
}

type Released =
  | { kind: 'released'; begun: Member[] }
  /** Others have to look first, and why. */
  | { kind: 'ask-again'; why: string };

export async function release(
  context: Context,
  { step, row, now }: Held,
  {
    ring,
    room,
    isReady,
  }: {
    ring: Ring;
    place: number;
    room: number;
    isReady: (member: Member) => boolean;
  },
): Promise<Released> {
  const ask = ring.askId ? await getRingAsk(step.tx, ring.askId) : null;
  const request =
    ask && (await latestRequestOf(step.tx, { subjectKind: 'ring', subjectId: ask.id }));
  const planned = ring.members.filter(({ state }) => state === 'planned');
  if (!ask || request?.state !== 'approved')
    return { kind: 'ask-again', why: 'Its approval cannot be found.' };
  const minutes = Number(request.policy.expiresInMinutes);
  const changes = new Map(
    (await changesOfRollout(step.tx, row.id)).map((change) => [change.id, change]),
  );
  const moved = planned.filter(({ changeId }) => {
    const hash = changeId && changes.get(changeId)?.planHash;
    return !ask.members.some((one) => one.changeId === changeId && one.planHash === hash);
  });
  if (moved.length > 0) {
    const [first] = moved;
    const why = first?.why ?? 'Its plan is another one by now.';
    return { kind: 'ask-again', why: `${first?.name}: ${why}` };
  }
  // What waits for something else, a freeze perhaps, asks when it could begin.
  if (room <= 0 || !planned.some(isReady)) return { kind: 'released', begun: [] };
  // An approval is good while the ring goes on; one that has lain idle for longer than it holds is not.
  const lastMove = Math.max(
    request.decidedAt?.getTime() ?? 0,
    ...ring.members.map(({ since }) => Date.parse(since)),
  );
  if (now.getTime() - lastMove > minutes * 60_000)
    return { kind: 'ask-again', why: 'Nothing was begun for longer than the approval holds.' };
  const begun: Member[] = [];
  for (const member of planned) {
    if (begun.length >= room) break;
    const change = member.changeId ? changes.get(member.changeId) : undefined;
    if (change?.state !== 'waiting' || !isReady(member)) continue;
    const approved = await moveChange(context, step, change, {
      to: 'approved',
      set: {
        expiresAt: later(beginOf(change, now), minutes * 60_000),
        ...{ problem: null, notBefore: null },
      },
      trail: {
        data: { rolloutId: row.id, ring: ring.name, requestId: request.id, hash: ask.hash },
      },
    });
    if (!approved) continue;
    Object.assign(member, turned(member, { to: 'running' }, now));
    begun.push(member);
  }
  return { kind: 'released', begun };
}
