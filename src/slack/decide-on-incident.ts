import type { PressOutcome } from '../forbidden/alerts/people.ts';
import type { Person } from '../rights/person.ts';
import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';
import { refusalFor } from './may.ts';

/** Acknowledges, hands back or resolves all its alerts, for somebody who may propose changes to each of the clusters. */
export async function decideOnIncident(
  context: CommandContext,
  incidentId: string,
  decide: (pressed: { incidentId: string; person: Person }) => Promise<PressOutcome>,
): Promise<void> {
  const { deps, person, answer } = context;
  const incident = await deps.alerts.describeIncident(incidentId);
  if (!incident) return answer('I do not know this incident any more.');
  for (const cluster of incident.clusters) {
    const refusal = await refusalFor(context, 'propose', cluster);
    if (refusal)
      return answer(
        incident.clusters.length > 1
          ? `${refusal} This is about ${incident.clusters.length} clusters at once; single alerts are in \`${deps.slashCommand} alerts\`.`
          : refusal,
      );
  }
  const { message } = await decide({ incidentId, person });
  return answer(escapeMrkdwn(message));
}
