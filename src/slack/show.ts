import type { Person } from '../rights/person.ts';
import { addOutgoing, type OutgoingTarget } from '../store/outgoing.ts';
import type { Origin, SlackDeps } from './context.ts';

/** Asks for a view where a person spoke: in the channel or thread, or else in their direct messages. */
export async function show(
  { db, now, nudge }: Pick<SlackDeps, 'db' | 'now' | 'nudge'>,
  { person, origin }: { person: Person; origin: Origin },
  { view, valueId, state }: { view: string; valueId: string; state?: Record<string, unknown> },
): Promise<void> {
  const target: OutgoingTarget = origin.channel
    ? {
        kind: 'channel',
        channel: origin.channel,
        ...(origin.threadTs && { threadTs: origin.threadTs }),
        state,
      }
    : { kind: 'person', userId: person.userId, state };
  const id = await addOutgoing(db, { view, valueId, target, dueAt: now() });
  if (id) await nudge('outgoing', id);
}
