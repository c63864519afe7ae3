/** What is asked to be sent of an alert: its message once, its edits, and the replies in its thread. */

import { insertNote } from '../../store/alert-calls.ts';
import type { AlertRow } from '../../store/alerts.ts';
import type { Context, Step } from './context.ts';
import { redrawIncident } from './say-incident.ts';
import { type Note, placeOf, type Target, withoutHold } from './types.ts';

/** So long the message of an incident has to arrive before a thread links to it. */
const linkAfterMs = 4_000;

/** Asks for the message of an alert, once in each place; in the shadow for none. */
export async function announce(step: Step, { id, targets, shadow }: AlertRow): Promise<void> {
  if (shadow) return;
  for (const target of targets as Target[])
    await step.send({
      ...{ view: 'alert', valueId: id },
      // By this its thread is found again: in direct messages Slack gives the channel an id of its own.
      target: { ...withoutHold(target), state: { ...target.state, place: placeOf(target) } },
      held: target,
      dedupe: `alert:${id}:${placeOf(target)}`,
    });
}

/** Edits every message that shows it, that of its incident too. That notifies nobody. */
export async function redraw(
  step: Step,
  { id, announced, shadow, incidentId }: AlertRow,
): Promise<void> {
  if (announced && !shadow)
    await step.send({ view: 'alert', valueId: id, target: { kind: 'everywhere' } });
  if (incidentId) await redrawIncident(step, { id: incidentId, shadow });
}

/** Says something in the thread; with `broadcast`, in the channel as well. In the shadow it is only noted. */
export async function reply(
  { newId }: Context,
  step: Step,
  { id, targets, shadow, severity }: AlertRow,
  { note, broadcast, at }: { note: Note; broadcast: boolean; at: Date },
): Promise<void> {
  const noteId = newId();
  await insertNote(step.tx, { id: noteId, alertId: id, at, data: note });
  if (shadow) return;
  for (const target of targets as Target[]) {
    // Where only the digest names it, it has no thread; what is worse is said all the same.
    if (target.hold?.digest && !broadcast) continue;
    await step.send({
      ...(severity !== 'critical' && { held: target }),
      ...{ view: 'alert-note', valueId: noteId },
      target: {
        ...{ kind: 'thread', channel: placeOf(target) },
        ...{ of: { view: 'alert', valueId: id }, broadcast },
      },
      dedupe: `alert-note:${noteId}:${placeOf(target)}`,
      ...(note.kind === 'joined' && { afterMs: linkAfterMs }),
    });
  }
}
