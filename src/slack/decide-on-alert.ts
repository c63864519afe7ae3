import type { PressOutcome } from '../forbidden/alerts/people.ts';
import type { Person } from '../rights/person.ts';
import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';
import { refusalFor } from './may.ts';

/** Acknowledges, hands back or resolves, for somebody who may propose changes to the cluster. */
export async function decideOnAlert(
  context: CommandContext,
  alertId: string,
  decide: (pressed: { alertId: string; person: Person }) => Promise<PressOutcome>,
): Promise<void> {
  const { deps, person, answer } = context;
  const alert = await deps.alerts.describe(alertId);
  if (!alert) return answer('I do not know this alert any more.');
  const refusal = await refusalFor(context, 'propose', alert.cluster);
  if (refusal) return answer(refusal);
  const { message } = await decide({ alertId, person });
  return answer(escapeMrkdwn(message));
}
