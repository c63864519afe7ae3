import { drawbridgeItself, type Person } from '../rights/person.ts';
import {
  type ChangeRow,
  changesBehindOpening,
  getChange,
  insertChange,
  latestChanges,
} from '../store/changes.ts';
import {
  activeOpenings,
  dueOpenings,
  getOpening,
  type OpeningRow,
  openingsToAnnounce,
} from '../store/openings.ts';
import type { Queryable } from '../store/pool.ts';
import { type Context, later, type Step, transact } from './context.ts';
import { moveOpening } from './opening-moves.ts';
import { type ProposeOutcome, propose } from './propose.ts';
import type { Plan } from './types.ts';

/** Tells people of openings that end soon, and ends those whose time is over. */
export async function lookAtOpenings(context: Context, now: Date): Promise<void> {
  for (const { id } of await dueOpenings(context.db, now))
    await transact(context, (step) => endDue(context, step, id, now));
  for (const { id } of await openingsToAnnounce(context.db, later(now, context.timing.notice)))
    await transact(context, (step) => announce(context, step, id, now));
}

async function announce(context: Context, step: Step, id: string, now: Date): Promise<void> {
  const opening = await getOpening(step.tx, id);
  if (opening?.state !== 'open' || opening.noticeAt || opening.until <= now) return;
  await moveOpening(context, step, opening, {
    to: 'open',
    noticeAt: now,
    trail: 'opening.notice',
    loud: 'requester',
    occasion: `:${opening.until.toISOString()}`,
  });
}

async function endDue(context: Context, step: Step, id: string, now: Date): Promise<void> {
  const opening = await getOpening(step.tx, id);
  if (!opening) return;
  if (opening.state === 'open') await end(context, step, opening, drawbridgeItself);
  if (opening.state !== 'stuck') return;
  const last = opening.closingId && (await getChange(step.tx, opening.closingId));
  const tried = last && (last.finishedAt ?? last.updatedAt);
  if (!tried || later(tried, context.timing.stuckRetry) <= now)
    await end(context, step, opening, drawbridgeItself);
}

type Ended = 'closing' | 'kept' | 'waits';

/**
 * Begins the end of an opening. A range that was there before stays; one that another opening
 * still needs stays for that one; one that an approved change is about to need waits for it.
 * A request that nobody has approved yet keeps nothing open.
 */
async function end(
  context: Context,
  step: Step,
  opening: OpeningRow,
  actor: Person,
): Promise<Ended> {
  const now = context.clock();
  const why = await whyKept(step.tx, opening, now);
  if (why) {
    const problem = { code: 'kept', message: why };
    await moveOpening(context, step, opening, { to: 'kept', actor, problem, loud: 'requester' });
    return 'kept';
  }
  if (await isAboutToBeNeeded(step.tx, opening)) return 'waits';
  const parent = await getChange(step.tx, opening.changeId);
  if (!parent) throw new Error(`Opening ${opening.id} belongs to no change`);
  const behind = await changesBehindOpening(step.tx, opening);
  const closingId = context.newId();
  await insertChange(step.tx, {
    ...{ id: closingId, kind: 'closing', state: 'approved', action: parent.action, now },
    clusterId: opening.clusterId,
    params: closingParams(opening),
    requester: actor,
    // Should somebody be asked whether it stays, it is not those who wanted it open.
    editors: [actor, ...behind.flatMap(({ editors }) => editors)],
    reason: `The end of an opening that was approved until ${opening.until.toISOString()}.`,
    origin: parent.origin,
    parentId: parent.id,
  });
  const moved = await moveOpening(context, step, opening, {
    ...{ to: 'closing', actor, closingId, problem: null },
  });
  // Somebody else was first: this transaction must leave nothing behind.
  if (!moved) throw new Error(`Opening ${opening.id} changed meanwhile`);
  step.nudge('changes', closingId);
  return 'closing';
}

/** All that the end of an opening asks for: its own range, out of whatever the list then is. */
export function closingParams({ range }: Pick<OpeningRow, 'range'>) {
  return { operation: 'remove', ranges: [range] };
}

async function whyKept(db: Queryable, opening: OpeningRow, now: Date): Promise<string | undefined> {
  if (opening.wasThere) return 'it was in the list before';
  const others = await activeOpenings(db, opening.clusterId);
  const other = others.find(
    ({ id, range, state, until }) =>
      id !== opening.id && range === opening.range && state === 'open' && until > now,
  );
  return other && `another opening needs it until ${other.until.toISOString()}`;
}

async function isAboutToBeNeeded(db: Queryable, opening: OpeningRow): Promise<boolean> {
  const states: ChangeRow['state'][] = ['approved', 'applying', 'verifying'];
  const changes = await latestChanges(db, { clusterId: opening.clusterId, states });
  return changes.some(({ plan }) => {
    const { make, extend, keep = [] } = (plan as Plan | null)?.openings ?? {};
    return (
      make?.ranges.some(({ range }) => range === opening.range) ||
      extend?.id === opening.id ||
      keep.some(({ id }) => id === opening.id)
    );
  });
}

export interface CloseInput {
  openingId: string;
  person: Person;
}

export type CloseOutcome = { kind: 'closing' | 'kept' | 'refused'; message: string };

/** Ends an opening before its time. It narrows, so nobody has to approve it. */
export async function closeNow(
  context: Context,
  { openingId, person }: CloseInput,
): Promise<CloseOutcome> {
  if (!context.mayWrite)
    return { kind: 'refused', message: 'This deployment of Drawbridge is read-only.' };
  return transact(context, async (step): Promise<CloseOutcome> => {
    const opening = await getOpening(step.tx, openingId);
    if (!opening) return { kind: 'refused', message: 'I do not know this opening any more.' };
    if (opening.state !== 'open' && opening.state !== 'stuck') {
      const message =
        opening.state === 'closing' ? 'It is being closed already.' : 'It has ended already.';
      return { kind: 'refused', message };
    }
    switch (await end(context, step, opening, person)) {
      case 'closing':
        return { kind: 'closing', message: `${opening.range} is being taken out now.` };
      case 'kept':
        return {
          kind: 'kept',
          message: `This opening has ended, but ${opening.range} stays in the list: it was there before, or another opening needs it.`,
        };
      case 'waits':
        return {
          kind: 'refused',
          message: `An approved change is about to need ${opening.range}. Close it when that is done.`,
        };
    }
  });
}

export interface ExtendInput {
  openingId: string;
  person: Person;
  /** When it shall end instead. */
  until: Date;
  reason?: string | null;
  ticket?: string | null;
  origin?: { channel: string; threadTs?: string } | null;
}

/** Asks for a later end: a change with the same approval as the opening itself. */
export async function extendOpening(
  context: Context,
  { openingId, person, until, reason, ticket, origin }: ExtendInput,
): Promise<ProposeOutcome> {
  const opening = await getOpening(context.db, openingId);
  const parent = opening && (await getChange(context.db, opening.changeId));
  if (!parent || opening.state !== 'open') {
    const message = 'This opening has ended, or is being closed. Ask for the range again.';
    return { kind: 'refused', problem: { code: 'opening-ended', message } };
  }
  return propose(context, {
    action: parent.action,
    clusterId: opening.clusterId,
    params: { operation: 'extend', openingId, until: until.toISOString() },
    requester: person,
    reason: reason ?? parent.reason,
    ticket: ticket ?? parent.ticket,
    origin: origin ?? parent.origin,
  });
}
