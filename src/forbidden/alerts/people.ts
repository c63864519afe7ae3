/** What people decide about an alert. Who may is judged before. */
import type { Person } from '../../rights/person.ts';
import { type AlertRow, lockAlert, updateAlert } from '../../store/alerts.ts';
import type { Sighting } from '../types.ts';
import { type Context, type Step, transact } from './context.ts';
import { redraw } from './say.ts';
import { type AlertEvent, turn } from './states.ts';

interface Pressed {
  alertId: string;
  person: Person;
}

/** `message` is the sentence that the person who pressed reads. */
export type PressOutcome = { kind: 'done' | 'refused'; message: string };

export function acknowledge(context: Context, pressed: Pressed): Promise<PressOutcome> {
  const until = new Date(context.clock().getTime() + context.config.acknowledgedFor);
  return decide(context, pressed, {
    event: 'acknowledged',
    set: { acknowledgedBy: pressed.person, acknowledgedUntil: until },
    message: `It is yours until ${inUtc(until)}. It is heard of again if it turns worse, or if it still goes on then.`,
  });
}

export function unacknowledge(context: Context, pressed: Pressed): Promise<PressOutcome> {
  return decide(context, pressed, {
    event: 'unacknowledged',
    set: { acknowledgedBy: null, acknowledgedUntil: null },
    message: 'Nobody has it now.',
  });
}

export function resolve(context: Context, pressed: Pressed): Promise<PressOutcome> {
  return decide(context, pressed, {
    event: 'settled',
    set: {
      ...{ resolvedAt: context.clock(), resolvedBy: pressed.person },
      ...{ acknowledgedBy: null, acknowledgedUntil: null },
    },
    message: 'Resolved. The next such call opens it again, in the same thread.',
  });
}

async function decide(
  context: Context,
  { alertId, person }: Pressed,
  {
    event,
    set,
    message,
  }: { event: AlertEvent; set: Parameters<typeof updateAlert>[2]['set']; message: string },
): Promise<PressOutcome> {
  return transact(context, async (step) => {
    const alert = await lockAlert(step.tx, alertId);
    if (!alert) return { kind: 'refused', message: 'I do not know this alert any more.' };
    const next = turn(alert.state, event);
    if (!next)
      return { kind: 'refused', message: `This alert is ${alert.state} by now: nothing was done.` };
    await move(context, step, alert, { set: { ...set, state: next.to }, person });
    return { kind: 'done', message };
  });
}

async function move(
  { clock }: Context,
  step: Step,
  alert: AlertRow,
  { set, person }: { set: Parameters<typeof updateAlert>[2]['set']; person: Person },
): Promise<void> {
  const now = clock();
  const moved = await updateAlert(step.tx, alert, { set, now });
  if (!moved) throw new Error(`Alert ${alert.id} changed while it was locked`);
  await redraw(step, moved);
  const { actor, kind, detection } = moved.sighting as Sighting;
  step.record({
    ...{ at: now, kind: `alert.${moved.state}`, actor: person },
    subject: { clusterId: moved.clusterId, alertId: moved.id, detection, actor, kind },
    data: { from: alert.state, until: moved.acknowledgedUntil },
  });
}

function inUtc(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}
