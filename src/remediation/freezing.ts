/** Freezes that people put on and end by command. Who may is the caller's to judge. */
import type { Person } from '../rights/person.ts';
import { latestChanges, lockChange } from '../store/changes.ts';
import { endFreeze, type FreezeRow, freezesAt, insertFreeze } from '../store/freezes.ts';
import { type Context, transact } from './context.ts';
import { type FreezeWindow, stretchAt } from './freeze-windows.ts';
import { freezeOf } from './frozen.ts';
import { moveChange } from './moves.ts';

const mostWaiting = 500;

export interface FreezeWish {
  /** As `parseFilter` reads it. */
  filter: string;
  until: Date;
  reason: string;
  person: Person;
}

export async function freeze(context: Context, wish: FreezeWish): Promise<void> {
  const { filter, until, reason, person } = wish;
  const id = context.newId();
  const now = context.clock();
  await transact(context, async (step) => {
    const row = { id, filter, reason, beginsAt: now, until, createdBy: person };
    await insertFreeze(step.tx, row);
    step.record({
      ...{ at: now, kind: 'freeze.begun', actor: person, subject: { freezeId: id } },
      data: { clusters: filter, until, reason },
    });
  });
}

/** Ends it before its time; what waited for it is looked at again. Returns whether there was something to end. */
export async function unfreeze(
  context: Context,
  { id, person }: { id: string; person: Person },
): Promise<boolean> {
  const now = context.clock();
  const ended = await transact(context, async (step) => {
    const row = await endFreeze(step.tx, { id, by: person, now });
    if (row)
      step.record({
        ...{ at: now, kind: 'freeze.ended', actor: person, subject: { freezeId: id } },
        data: { clusters: row.filter, until: row.until, reason: row.reason },
      });
    return row !== null;
  });
  if (ended) await wake(context);
  return ended;
}

/** Changes that were put off until the end of a freeze. One that is frozen all the same waits on. */
async function wake(context: Context): Promise<void> {
  const approved = await latestChanges(context.db, { states: ['approved'], limit: mostWaiting });
  for (const { id } of approved)
    await transact(context, async (step) => {
      const row = await lockChange(step.tx, id);
      if (row?.state !== 'approved' || !row.notBefore || row.notBefore <= context.clock()) return;
      if (!row.notes.some(({ text }) => text.startsWith('Frozen until'))) return;
      if (await freezeOf(context, row, step.tx)) return;
      await moveChange(context, step, row, {
        to: 'approved',
        set: { notBefore: null },
        note: 'The freeze is over.',
        trail: false,
      });
      step.nudge('changes', id);
    });
}

export interface CurrentFreezes {
  /** Put on by command. */
  said: FreezeRow[];
  /** Of the configuration, with the stretch that holds now. */
  written: { window: FreezeWindow; until: Date }[];
}

export async function currentFreezes({ db, clock, settings }: Context): Promise<CurrentFreezes> {
  const now = clock();
  const written = settings.freezes.flatMap((window) => {
    const stretch = stretchAt(window, now);
    return stretch ? [{ window, until: stretch.until }] : [];
  });
  return { said: await freezesAt(db, now), written };
}
