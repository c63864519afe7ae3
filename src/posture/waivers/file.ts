/** Waivers of a reviewed file beside those that were asked for: the same table, the same reminders, the same lists. */
import { drawbridgeItself } from '../../rights/person.ts';
import { insertWaiver, listWaivers } from '../../store/waivers.ts';
import type { Waiver } from './apply.ts';
import { type Context, transact } from './context.ts';
import { moveWaiver, subjectOf } from './moves.ts';

/** Makes the table say what the file says: what is new in it holds, and what is gone from it is over. */
export async function adoptFile(context: Context, waivers: readonly Waiver[]): Promise<void> {
  const { clock } = context;
  await transact(context, async (step) => {
    const now = clock();
    // Two workers that start at once would both see a new waiver as new.
    await step.tx.query(`select pg_advisory_xact_lock(hashtext('drawbridge.waivers-file'))`);
    const wanted = new Map(waivers.map((waiver) => [waiver.id, waiver]));
    const known = await listWaivers(step.tx, { states: ['active', 'revoked'], source: 'file' });
    for (const row of known) {
      const still = wanted.get(row.id);
      const holds = row.state === 'active';
      if (!still && holds)
        await moveWaiver(step, row, { to: 'revoked', data: { place: row.place }, now });
      if (still && (!holds || still.origin !== row.place))
        await moveWaiver(step, row, {
          ...{ to: 'active', data: { place: still.origin }, now },
          set: { place: still.origin, endedAt: null, endedBy: null },
        });
    }
    for (const waiver of waivers) {
      const made = await insertWaiver(step.tx, {
        ...{ id: waiver.id, source: 'file', state: 'active', checkId: waiver.check },
        ...{ scope: waiver.scope, object: waiver.object ?? null, reason: waiver.reason },
        ...{ owner: waiver.owner, approvedBy: waiver.approvedBy, place: waiver.origin },
        ...{ until: new Date(waiver.until), createdAt: now, decidedAt: now },
      });
      if (!made) continue;
      step.turned(waiver.scope);
      step.record({
        ...{ at: now, kind: 'waiver.reviewed', actor: drawbridgeItself },
        subject: subjectOf(made),
        data: {
          ...{ place: waiver.origin, owner: waiver.owner, approvedBy: waiver.approvedBy },
          ...{ reason: waiver.reason, until: waiver.until },
        },
      });
    }
  });
}
