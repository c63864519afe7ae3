/** Where nothing more may be begun until a person says so. */
import { drawbridgeItself } from '../rights/person.ts';
import { type Context, type Held, save } from './context.ts';
import { recall, takeBack } from './end.ts';
import { turned } from './members.ts';

export async function pauseByItself(
  context: Context,
  held: Held,
  { why, look = [], planAnew }: { why: string; look?: string[]; planAnew?: number },
): Promise<void> {
  const { now, rings } = held;
  await recall(context, held, { actor: drawbridgeItself, why: 'Its rollout was paused.' });
  if (planAnew !== undefined) await planRingAnew(context, held, planAnew);
  await save(
    context,
    held,
    { rings, paused: { by: null, at: now.toISOString(), why, look } },
    {
      ...{ kind: 'paused', data: { why, look } },
      note: { kind: 'paused', text: `Paused: ${why}`, aloud: true },
    },
  );
}

/** What was planned is taken back; once it goes on, the ring is planned and asked for as at first. */
async function planRingAnew(context: Context, held: Held, place: number): Promise<void> {
  const { now, rings } = held;
  const ring = rings[place];
  if (!ring) return;
  await takeBack(context, held, { actor: drawbridgeItself, why: 'To be planned anew.' });
  Object.assign(ring, { state: 'later', askId: null, since: now.toISOString() });
  ring.members = ring.members.map((member) =>
    member.state === 'planned' || member.state === 'held'
      ? { ...turned(member, { to: 'later' }, now), changeId: null }
      : member,
  );
}
