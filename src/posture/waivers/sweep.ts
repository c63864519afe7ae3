import { drawbridgeItself } from '../../rights/person.ts';
import {
  claimWaiver,
  endedWaivers,
  lockWaiver,
  undecidedWaivers,
  type WaiverRow,
  waiversToAnnounce,
} from '../../store/waivers.ts';
import { type Context, type Step, transact } from './context.ts';
import { approversTarget, judgedBy, moveWaiver, requesterTarget } from './moves.ts';
import type { WaiverScope } from './scope.ts';
import { clustersOf } from './stored.ts';

/** So many days before its end, people are told of it: once each. */
const reminders = [7, 1] as const;

const dayMs = 86_400_000;

/** Ends what is over, and tells people of what is about to be. To be called every few seconds. */
export async function sweep(context: Context, now: Date): Promise<void> {
  for (const { id } of await undecidedWaivers(context.db))
    await each(context, id, async (step, row) => {
      if (row.state === 'waiting') await moveWaiver(step, row, { to: 'expired', now });
    });
  for (const { id } of await endedWaivers(context.db, now))
    await each(context, id, async (step, row) => {
      if (row.state !== 'active' || row.until > now) return;
      await moveWaiver(step, row, { to: 'lapsed', now });
      await tell(context, step, row, 'lapsed');
    });
  // The nearest first: who is told of one day needs not be told of seven any more.
  for (const days of reminders.toReversed()) {
    const endsBy = new Date(now.getTime() + days * dayMs);
    for (const { id } of await waiversToAnnounce(context.db, { endsBy, days }))
      await each(context, id, (step, row) => remind(context, step, row, { days, now }));
  }
}

async function remind(
  context: Context,
  step: Step,
  row: WaiverRow,
  { days, now }: { days: number; now: Date },
): Promise<void> {
  const told = row.remindedDays !== null && row.remindedDays <= days;
  if (row.state !== 'active' || told) return;
  await claimWaiver(step.tx, {
    ...{ id: row.id, from: row, to: 'active', set: { remindedDays: days } },
  });
  step.record({
    ...{ at: now, kind: 'waiver.reminded', actor: drawbridgeItself },
    subject: { waiverId: row.id, check: row.checkId, scope: row.scope },
    data: { until: row.until, days },
  });
  await tell(context, step, row, `${days}d`);
}

/** The person who asked, and those who approve: each once, also where it is the same place. */
async function tell({ rights }: Context, step: Step, row: WaiverRow, what: string): Promise<void> {
  const scope = row.scope as WaiverScope;
  const clusters = judgedBy(await clustersOf(step.tx, scope), scope);
  const own = requesterTarget(row);
  const approvers = approversTarget(rights(), clusters);
  const targets = own && approvers && isSame(own, approvers) ? [approvers] : [own, approvers];
  for (const [index, target] of targets.entries())
    if (target)
      await step.send({
        ...{ view: 'waiver-reminder', valueId: `${row.id}/${what}`, target },
        dedupe: `waiver-reminder:${row.id}:${what}:${index}`,
      });
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** One transaction for each, with the row as it is then: another process sweeps too. */
function each(
  context: Context,
  id: string,
  work: (step: Step, row: WaiverRow) => Promise<void>,
): Promise<void> {
  return transact(context, async (step) => {
    const row = await lockWaiver(step.tx, id);
    if (row) await work(step, row);
  });
}
