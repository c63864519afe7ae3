/** Whether a change has to wait for the end of a freeze, and who may apply it all the same. */
import { judge } from '../rights/judge.ts';
import type { Membership, Person } from '../rights/person.ts';
import { type ChangeRow, lockChange } from '../store/changes.ts';
import type { Queryable } from '../store/pool.ts';
import { approvalAskedFrom } from './asked-from.ts';
import { clusterOf } from './cluster-of.ts';
import { type Context, transact } from './context.ts';
import { type Freeze, isFrozen } from './freezes.ts';
import { moveChange, putOff } from './moves.ts';

/** Kept with the change, with its evidence: it is judged again before anything is applied. */
export interface Thaw {
  by: Person;
  membership: Membership;
  channel: string | null;
  reason: string;
  at: string;
  /** Of the plan that it was said of; another plan has to wait again. */
  planHash: string;
}

/** The freeze that holds a change up at this time. Roll-backs and the ends of openings are never held up. */
export async function freezeOf(
  { db, clock, settings, rights }: Context,
  row: ChangeRow,
  on: Queryable = db,
): Promise<Freeze | null> {
  if (row.kind !== 'change') return null;
  const asked = await approvalAskedFrom(on, row);
  const windows = [...settings.freezes, ...(asked?.freezes ?? [])];
  const freeze = await isFrozen({ db: on, windows }, row.clusterId, clock());
  if (!freeze) return null;
  const thaw = row.thawed as Thaw | null;
  if (!thaw || thaw.planHash !== row.planHash) return freeze;
  const cluster = await clusterOf(on, row.clusterId);
  const { by: person, membership, channel } = thaw;
  const may = judge(rights(), { person, membership, channel, verb: 'break-glass', cluster });
  return may.allowed ? null : freeze;
}

/** Looked at again when the freeze is over, or when the approval is, whichever comes first. */
export async function waitForThaw(context: Context, row: ChangeRow, freeze: Freeze): Promise<void> {
  const now = context.clock().getTime();
  const ends = [freeze.until, ...(row.step === 0 && row.expiresAt ? [row.expiresAt] : [])];
  await putOff(context, row, {
    delayMs: Math.min(...ends.map((at) => at.getTime())) - now,
    note: `${sayFreeze(freeze)} It waits until then.`,
  });
}

/** "Frozen until 2027-01-04 08:00 UTC by Wei Chen: the end of the year." Plain text that others chose parts of. */
export function sayFreeze({ until, by, reason }: Freeze): string {
  const who = by ? ` by ${by.name ?? by.userId}` : '';
  return `Frozen until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC${who}: ${reason}.`;
}

export interface ThawInput {
  changeId: string;
  person: Person;
  membership: Membership;
  channel?: string | null;
  reason: string;
  /** Of the plan that the person saw. */
  planHash: string;
}

/** `message` is the sentence that the person who pressed reads. */
export type ThawOutcome = { kind: 'thawed' | 'refused'; message: string };

/** Lets one change be applied in spite of a freeze. Its approval is asked for as ever. */
export async function thaw(context: Context, input: ThawInput): Promise<ThawOutcome> {
  const { changeId, person, membership, channel = null, planHash } = input;
  const reason = input.reason.trim();
  return transact(context, async (step): Promise<ThawOutcome> => {
    const row = await lockChange(step.tx, changeId);
    const refused = (message: string) => ({ kind: 'refused', message }) as const;
    if (!row || !['waiting', 'approved'].includes(row.state))
      return refused('This no longer waits for anything.');
    if (row.planHash !== planHash)
      return refused('This has changed since you looked at it. Please look at the newest card.');
    if (reason === '') return refused('Say why it cannot wait.');
    const cluster = await clusterOf(step.tx, row.clusterId);
    const verdict = judge(context.rights(), {
      ...{ person, membership, channel, verb: 'break-glass', cluster },
    });
    if (!verdict.allowed) return refused(verdict.reason);
    const freeze = await freezeOf(context, row, step.tx);
    if (!freeze) return refused('It is not held up by a freeze any more.');
    const at = context.clock().toISOString();
    const thawed: Thaw = { by: person, membership, channel, reason, at, planHash };
    await moveChange(context, step, row, {
      to: row.state,
      set: { thawed, notBefore: null },
      actor: person,
      note: `${person.name ?? person.userId} lets it be applied in spite of the freeze: ${reason}`,
      trail: {
        kind: 'change.thawed',
        data: { reason, planHash, freeze: { until: freeze.until, reason: freeze.reason } },
      },
    });
    if (row.state === 'approved') step.nudge('changes', row.id);
    const next =
      row.state === 'approved' ? 'It is applied now.' : 'It is applied as soon as it is approved.';
    return { kind: 'thawed', message: `Noted, with your reason. ${next}` };
  });
}
