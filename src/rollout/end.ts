/** The end of a rollout: nothing more is begun, and what was only planned is taken back. */
import { supersede } from '../approval/requests.ts';
import { moveChange } from '../remediation/moves.ts';
import { drawbridgeItself, type Person } from '../rights/person.ts';
import type { ChangeRow } from '../store/changes.ts';
import { changesOfRollout, type RolloutRow } from '../store/rollouts.ts';
import { type Context, type Held, type Said, save } from './context.ts';
import { isNotBegun, isOver, isUnderWay, turned } from './members.ts';
import type { Ring } from './types.ts';

/** Not begun: it can be taken back without touching a cluster. */
function isTakenBack({ state, step }: Pick<ChangeRow, 'state' | 'step'>): boolean {
  return state === 'planning' || state === 'waiting' || isNotBegun({ state, step });
}

export interface Ending {
  ending: NonNullable<RolloutRow['ending']>;
  problem: { message: string; hint?: string };
  actor?: Person;
}

/** Ends it as soon as what is under way has ended; at once where nothing is. */
export async function endRollout(
  context: Context,
  held: Held,
  { ending, problem, actor = drawbridgeItself }: Ending,
  said: Said,
): Promise<void> {
  const { step, row, now } = held;
  await takeBack(context, held, { actor, why: problem.message });
  const rings = held.rings.map((ring) => endRing(ring, problem.message, now));
  const isOverNow = rings.every(({ members }) => !members.some(isUnderWay));
  await save(
    context,
    { step, row, now },
    {
      ...{ ending, problem, rings: isOverNow ? closed(rings, now) : rings, paused: null },
      ...(isOverNow && { state: ending, finishedAt: now }),
    },
    { ...said, actor },
  );
}

/** What was under way when it was to end has ended. */
export async function finishEnding(
  context: Context,
  { step, row, rings, now }: Held,
  ending: NonNullable<RolloutRow['ending']>,
): Promise<void> {
  // One that was under way may wait again by now.
  const ended = rings.map((ring) => endRing(ring, row.problem?.message ?? '', now));
  await save(
    context,
    { step, row, now },
    { state: ending, rings: closed(ended, now), paused: null, finishedAt: now },
    { kind: 'ended', data: { as: ending } },
  );
}

function endRing(ring: Ring, why: string, now: Date): Ring {
  if (ring.state === 'done') return ring;
  const members = ring.members.map((member) =>
    isOver(member) || isUnderWay(member) ? member : turned(member, { to: 'not-begun', why }, now),
  );
  return { ...ring, members };
}

function closed(rings: Ring[], now: Date): Ring[] {
  return rings.map((ring) =>
    ring.state === 'done' ? ring : { ...ring, state: 'ended', since: now.toISOString() },
  );
}

/** Withdraws what has not begun, so that its clusters are free again, and ends what is asked. */
export async function takeBack(
  context: Context,
  { step, row, rings, now }: Held,
  { actor, why, only }: { actor: Person; why: string; only?: string },
): Promise<void> {
  for (const change of await changesOfRollout(step.tx, row.id)) {
    if (!isTakenBack(change) || (only !== undefined && change.id !== only)) continue;
    const moved = await moveChange(context, step, change, {
      ...{ to: 'withdrawn', actor, note: why, set: { notBefore: null } },
      trail: { data: { rolloutId: row.id } },
    });
    // It has just begun: then it is under way, and goes on.
    if (!moved) continue;
    for (const ring of rings)
      ring.members = ring.members.map((member) =>
        member.changeId === change.id && member.state === 'running'
          ? turned(member, { to: 'not-begun', why }, now)
          : member,
      );
  }
  if (only === undefined) await endAsks({ step, rings, now }, { actor, why });
}

/** What was let go and has not begun waits for its turn again: while nothing may be begun, no window lets it. */
export async function recall(
  context: Context,
  { step, row, rings, now }: Held,
  { actor, why }: { actor: Person; why: string },
): Promise<void> {
  for (const change of await changesOfRollout(step.tx, row.id)) {
    if (!isNotBegun(change)) continue;
    const moved = await moveChange(context, step, change, {
      ...{ to: 'waiting', actor, note: why, set: { expiresAt: null, notBefore: null } },
      trail: { kind: 'change.recalled', data: { rolloutId: row.id } },
    });
    if (!moved) continue;
    for (const ring of rings)
      ring.members = ring.members.map((member) =>
        member.changeId === change.id && member.state === 'running'
          ? turned(member, { to: 'planned' }, now)
          : member,
      );
  }
}

/** Nobody needs to decide any more on what waits for a decision. */
export async function endAsks(
  { step, rings, now }: Pick<Held, 'step' | 'rings' | 'now'>,
  { actor, why }: { actor: Person; why: string },
): Promise<void> {
  for (const { askId, state } of rings)
    if (askId && state === 'waiting')
      await supersede(step.tx, { subject: { kind: 'ring', id: askId }, actor, why, now });
}

/** Changes that were proposed while their rollout ended. */
export async function takeBackLeftovers(context: Context, held: Held): Promise<void> {
  if (held.row.state === 'running') return;
  const why = 'Its rollout has ended.';
  await takeBack(context, { ...held, rings: [] }, { actor: drawbridgeItself, why });
}
