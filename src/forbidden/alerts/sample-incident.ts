import type { AlertRow } from '../../store/alerts.ts';
import {
  type IncidentRow,
  incidentCallsSince,
  lastIncidentSamples,
} from '../../store/incidents.ts';
import type { Severity, Sighting } from '../types.ts';
import { isWorse } from './causes.ts';
import type { Context, Step } from './context.ts';
import { replyInIncident } from './say-incident.ts';
import type { IncidentNote } from './types.ts';

const hourMs = 3_600_000;
const mostAlerts = 5;
const mostOfEach = 2;

/** Some calls of its gravest alerts, once an hour at most; the others are held back, and their number is said. */
export async function sampleIncident(
  context: Context,
  step: Step,
  incident: IncidentRow,
  { members, now }: { members: readonly AlertRow[]; now: Date },
): Promise<void> {
  if (incident.state === 'muted' || incident.state === 'resolved') return;
  const last = await lastIncidentSamples(step.tx, incident.id);
  if (last && now.getTime() - last.at.getTime() < hourMs) return;
  const calls = await incidentCallsSince(step.tx, { incidentId: incident.id, since: new Date(0) });
  const before = last?.calls ?? 0;
  if (calls <= before) return;
  const shown = members
    .filter(({ state, lastCallAt }) => isHeard(state) && (!last || lastCallAt > last.at))
    .toSorted(byGravity)
    .slice(0, mostAlerts)
    .map(({ sighting, clusterId }) => {
      const { actor, auditIds } = sighting as Sighting;
      const cluster = clusterId.split('/').at(-1) ?? clusterId;
      return { actor, cluster, auditIds: auditIds.slice(0, mostOfEach) };
    });
  const count = shown.reduce((sum, { auditIds }) => sum + auditIds.length, 0);
  const first = Math.min(...members.map(({ firstCallAt }) => firstCallAt.getTime()));
  const note: IncidentNote = {
    ...{ kind: 'samples', calls, shown },
    heldBack: Math.max(0, calls - before - count),
    since: (last?.at ?? new Date(first)).toISOString(),
  };
  await replyInIncident(context, step, incident, { note, broadcast: false, at: now });
}

function isHeard(state: AlertRow['state']): boolean {
  return state === 'open' || state === 'acknowledged';
}

function byGravity(one: AlertRow, other: AlertRow): number {
  if (one.severity === other.severity)
    return other.lastCallAt.getTime() - one.lastCallAt.getTime() || (one.id < other.id ? -1 : 1);
  return isWorse(one.severity as Severity, other.severity as Severity) ? -1 : 1;
}
