import { drawbridgeItself, type Person } from '../rights/person.ts';
import { type ChangeRow, getChange } from '../store/changes.ts';
import {
  claimOpening,
  type OpeningRow,
  type OpeningState,
  openingOfClosing,
} from '../store/openings.ts';
import { clusterOf } from './cluster-of.ts';
import type { Context, Step } from './context.ts';
import { approversTarget, redraw, requesterTarget, send } from './moves.ts';
import type { Problem } from './types.ts';

export interface OpeningMove {
  to: OpeningState;
  actor?: Person;
  /** Why it is kept or stuck, or waits; null takes an earlier one away. */
  problem?: Problem | null;
  closingId?: string;
  until?: Date;
  noticeAt?: Date | null;
  /** The kind of the trail's entry; by default it follows from the state. */
  trail?: string;
  /** Posts a new note, instead of only editing those that are there. */
  loud?: 'requester' | 'everybody';
  /** Tells notes about the same state apart. */
  occasion?: string;
}

/** One step of an opening by compare-and-swap, with its entry in the trail and its notes. */
export async function moveOpening(
  context: Context,
  step: Step,
  opening: OpeningRow,
  { to, actor = drawbridgeItself, trail, loud, occasion = '', ...set }: OpeningMove,
): Promise<OpeningRow | null> {
  const now = context.clock();
  const hasEnded = to === 'closed' || to === 'kept';
  const moved = await claimOpening(step.tx, {
    id: opening.id,
    from: opening,
    to,
    set: { ...set, ...(hasEnded && { closedAt: now }) },
  });
  if (!moved) return null;
  await redrawOpening(context, step, moved);
  if (loud) await tell(context, step, moved, `${to}${occasion}`, loud);
  step.record({
    at: now,
    kind: trail ?? `opening.${to}`,
    actor,
    subject: {
      clusterId: moved.clusterId,
      openingId: moved.id,
      changeId: moved.changeId,
      range: moved.range,
    },
    data: {
      until: moved.until,
      ...(moved.closingId && { closingId: moved.closingId }),
      ...(moved.problem && { problem: moved.problem }),
    },
  });
  return moved;
}

async function redrawOpening(context: Context, step: Step, opening: OpeningRow): Promise<void> {
  const version = `o${opening.id}v${opening.version}`;
  await send(context, step, {
    view: 'opening-note',
    valueId: opening.id,
    target: { kind: 'everywhere' },
    dedupe: `opening-note:${version}`,
  });
  await redraw(context, step, opening.changeId, version);
}

async function tell(
  context: Context,
  step: Step,
  opening: OpeningRow,
  occasion: string,
  whom: 'requester' | 'everybody',
): Promise<void> {
  const change = await getChange(step.tx, opening.changeId);
  if (!change) throw new Error(`Opening ${opening.id} belongs to no change`);
  const note = { view: 'opening-note', valueId: opening.id };
  const dedupe = `opening-note:${opening.id}:${occasion}`;
  await send(context, step, { ...note, target: requesterTarget(change), dedupe });
  if (whom === 'requester') return;
  const cluster = await clusterOf(step.tx, opening.clusterId);
  const target = approversTarget(context, change, cluster);
  await send(context, step, { ...note, target, dedupe: `${dedupe}:approvers` });
}

/** What becomes of an opening when its closing has ended otherwise than by closing it. */
export async function endOfClosing(
  context: Context,
  step: Step,
  closing: ChangeRow,
  { to, problem }: { to: 'kept' | 'stuck' | 'closed'; problem: Problem | null },
): Promise<void> {
  const opening = await openingOfClosing(step.tx, closing.id);
  if (opening?.state !== 'closing') return;
  await moveOpening(context, step, opening, {
    to,
    problem,
    loud: to === 'stuck' ? 'everybody' : 'requester',
    ...(to === 'stuck' && { occasion: reminder(context, opening) }),
  });
}

/** The same words within one hour, so that people are told again once an hour. */
function reminder({ clock, timing }: Context, { until }: OpeningRow): string {
  const overdue = clock().getTime() - until.getTime();
  return `:${Math.max(0, Math.floor(overdue / timing.stuckReminder))}`;
}
