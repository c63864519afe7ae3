import { callsOf } from '../../store/alert-calls.ts';
import { type AlertRow, updateAlert } from '../../store/alerts.ts';
import type { Sighting } from '../types.ts';
import type { Context, Step } from './context.ts';
import { reply } from './say.ts';

const hourMs = 3_600_000;
const mostSamples = 10;

/** Some calls with their ids, once an hour at most; the others are held back, and their number is said. */
export async function sample(
  context: Context,
  step: Step,
  alert: AlertRow,
  { now }: { now: Date },
): Promise<void> {
  const { sampledAt, sampledCalls } = alert;
  const calls = await callsOf(step.tx, alert.id);
  const isDue = !sampledAt || now.getTime() - sampledAt.getTime() >= hourMs;
  if (!isDue || calls <= sampledCalls) return;
  const { auditIds, verbs, resources } = alert.sighting as Sighting;
  const shown = auditIds.slice(0, Math.min(mostSamples, calls - sampledCalls));
  const set = { sampledAt: now, sampledCalls: calls };
  if (!(await updateAlert(step.tx, alert, { set, now })))
    throw new Error(`Alert ${alert.id} changed while it was locked`);
  await reply(context, step, alert, {
    note: {
      ...{ kind: 'samples', auditIds: shown, verbs, resources },
      heldBack: calls - sampledCalls - shown.length,
      since: (sampledAt ?? alert.firstCallAt).toISOString(),
    },
    ...{ broadcast: false, at: now },
  });
}
