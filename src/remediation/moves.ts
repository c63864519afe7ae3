import type { ClusterTraits } from '../rights/match.ts';
import { drawbridgeItself, type Person } from '../rights/person.ts';
import { approvalsChannel } from '../rights/policy.ts';
import {
  type ChangeRow,
  type ChangeRowState,
  type ChangeSettings,
  claimChange,
} from '../store/changes.ts';
import { addOutgoing, type OutgoingTarget } from '../store/outgoing.ts';
import { type Context, later, type Step, transact } from './context.ts';

export interface Move {
  to: ChangeRowState;
  set?: Partial<ChangeSettings>;
  /** What happened, for the card. */
  note?: string;
  actor?: Person;
  /** What the trail says beside the state; `false` leaves no entry, for steps that decide nothing. */
  trail?: { kind?: string; data?: object } | false;
}

/** States from which nothing more happens by itself. */
const final: readonly ChangeRowState[] = [
  'refused',
  'done',
  'failed',
  'rejected',
  'expired',
  'withdrawn',
];

/**
 * One step of a change by compare-and-swap, its entry in the trail, and the request to redraw every
 * card that shows it: one transaction. Null when somebody else was first.
 */
export async function moveChange(
  context: Context,
  step: Step,
  row: ChangeRow,
  { to, set = {}, note, actor = drawbridgeItself, trail = {} }: Move,
): Promise<ChangeRow | null> {
  const now = context.clock();
  const moved = await claimChange(step.tx, {
    id: row.id,
    from: row,
    to,
    now,
    set: {
      ...set,
      ...(note !== undefined && { notes: [...row.notes, { at: now.toISOString(), text: note }] }),
      ...(final.includes(to) && { finishedAt: now }),
    },
  });
  if (!moved) return null;
  await redraw(context, step, moved.id, `v${moved.version}`);
  if (trail)
    step.record({
      at: now,
      kind: trail.kind ?? `change.${to}`,
      actor,
      subject: subjectOf(moved),
      data: { from: row.state, ...(note !== undefined && { note }), ...trail.data },
    });
  return moved;
}

export function subjectOf({ clusterId, id, kind, action, parentId }: ChangeRow) {
  return { clusterId, changeId: id, kind, action, ...(parentId && { parentId }) };
}

/** Edits the cards and notes that show a change, wherever they are. */
export async function redraw(
  context: Context,
  step: Step,
  changeId: string,
  version: string,
): Promise<void> {
  for (const view of ['change-card', 'change-note'])
    await send(context, step, {
      view,
      valueId: changeId,
      target: { kind: 'everywhere' },
      dedupe: `${view}:${changeId}:${version}`,
    });
}

export async function send(
  { clock }: Context,
  { tx, nudge }: Step,
  message: { view: string; valueId: string; target: OutgoingTarget; dedupe?: string },
): Promise<void> {
  const id = await addOutgoing(tx, { ...message, dueAt: clock() });
  if (id) nudge('outgoing', id);
}

/** Where the person who asked is answered: where they asked, else in a direct message. */
export function requesterTarget({
  origin,
  requester,
}: Pick<ChangeRow, 'origin' | 'requester'>): OutgoingTarget {
  return origin ? { kind: 'channel', ...origin } : { kind: 'person', userId: requester.userId };
}

/** Where approvers are asked; without a channel of their own, where the requester is. */
export function approversTarget(
  { rights }: Context,
  row: Pick<ChangeRow, 'origin' | 'requester'>,
  cluster: ClusterTraits,
): OutgoingTarget {
  const channel = approvalsChannel(rights(), cluster);
  return channel ? { kind: 'channel', channel } : requesterTarget(row);
}

export interface Delay {
  delayMs: number;
  /** Why, for the card; said once, however often it is put off. */
  note: string;
  to?: ChangeRowState;
  set?: Partial<ChangeSettings>;
}

/** Puts a change off: it is not touched again before `delayMs` have passed. */
export async function putOff(
  context: Context,
  row: ChangeRow,
  { delayMs, note, to = row.state, set = {} }: Delay,
): Promise<void> {
  const isNew = row.notes.at(-1)?.text !== note;
  await transact(context, async (step) => {
    const moved = await moveChange(context, step, row, {
      to,
      set: { ...set, notBefore: later(context.clock(), delayMs) },
      ...(isNew && { note }),
      // A step back is a step: it is in the trail each time, its words once.
      trail: (isNew || to !== row.state) && { kind: 'change.put-off' },
    });
    if (moved) step.nudge(to === 'planning' ? 'plans' : 'changes', row.id, delayMs);
  });
}
