/** What is asked to be sent: the message of an alert once, its edits, and the replies in its thread. */

import { insertNote } from '../../store/alert-calls.ts';
import type { AlertRow } from '../../store/alerts.ts';
import type { Context, Step } from './context.ts';
import type { Note, Target } from './types.ts';

/** Asks for the message of an alert, once in each place. */
export async function announce(step: Step, { id, targets }: AlertRow): Promise<void> {
  for (const target of targets as Target[])
    await step.send({
      ...{ view: 'alert', valueId: id },
      // By this its thread is found again: in direct messages Slack gives the channel an id of its own.
      target: { ...target, state: { ...target.state, place: placeOf(target) } },
      dedupe: `alert:${id}:${placeOf(target)}`,
    });
}

/** Edits every message that shows it. That notifies nobody. */
export async function redraw(step: Step, { id }: AlertRow): Promise<void> {
  await step.send({ view: 'alert', valueId: id, target: { kind: 'everywhere' } });
}

/** Says something in the thread; with `broadcast`, in the channel as well. */
export async function reply(
  { newId }: Context,
  step: Step,
  { id, targets }: AlertRow,
  { note, broadcast, at }: { note: Note; broadcast: boolean; at: Date },
): Promise<void> {
  const noteId = newId();
  await insertNote(step.tx, { id: noteId, alertId: id, at, data: note });
  for (const target of targets as Target[])
    await step.send({
      ...{ view: 'alert-note', valueId: noteId },
      target: {
        ...{ kind: 'thread', channel: placeOf(target) },
        ...{ of: { view: 'alert', valueId: id }, broadcast },
      },
      dedupe: `alert-note:${noteId}:${placeOf(target)}`,
    });
}

function placeOf(target: Target): string {
  return target.kind === 'channel' ? target.channel : target.userId;
}
