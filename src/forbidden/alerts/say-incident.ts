/** What is asked to be sent of an incident. In the shadow it is noted, and nobody hears of it. */
import { type IncidentRow, insertIncidentNote } from '../../store/incidents.ts';
import { isRedrawDue } from '../../store/outgoing.ts';
import type { Context, Step } from './context.ts';
import { type IncidentNote, placeOf, type Target, withoutHold } from './types.ts';

/** Asks for its message, once in each place. */
export async function announceIncident(
  step: Step,
  { id, targets, shadow }: IncidentRow,
): Promise<void> {
  if (shadow) return;
  for (const target of targets as Target[])
    await step.send({
      ...{ view: 'incident', valueId: id },
      // By this its thread is found again: in direct messages Slack gives the channel an id of its own.
      target: { ...withoutHold(target), state: { ...target.state, place: placeOf(target) } },
      held: target,
      dedupe: `incident:${id}:${placeOf(target)}`,
    });
}

/** Edits every message that shows it; once for many of its alerts. That notifies nobody. */
export async function redrawIncident(
  step: Step,
  { id, shadow }: Pick<IncidentRow, 'id' | 'shadow'>,
): Promise<void> {
  const shown = { view: 'incident', valueId: id };
  if (!shadow && !(await isRedrawDue(step.tx, shown)))
    await step.send({ ...shown, target: { kind: 'everywhere' } });
}

/** Says something in its thread; with `broadcast`, in the channel as well. */
export async function replyInIncident(
  { newId }: Context,
  step: Step,
  { id, targets, shadow, severity }: IncidentRow,
  { note, broadcast, at }: { note: IncidentNote; broadcast: boolean; at: Date },
): Promise<void> {
  const noteId = newId();
  await insertIncidentNote(step.tx, { id: noteId, incidentId: id, at, data: note });
  if (shadow) return;
  for (const target of targets as Target[]) {
    // Where only the digest names it, it has no thread; what is worse is said all the same.
    if (target.hold?.digest && !broadcast) continue;
    await step.send({
      ...(severity !== 'critical' && { held: target }),
      ...{ view: 'incident-note', valueId: noteId },
      target: {
        ...{ kind: 'thread', channel: placeOf(target) },
        ...{ of: { view: 'incident', valueId: id }, broadcast },
      },
      dedupe: `incident-note:${noteId}:${placeOf(target)}`,
    });
  }
}
