/** What alerts have in common: pure. */
import { createHash } from 'node:crypto';
import type { AlertRow, AlertState } from '../../store/alerts.ts';
import type { IncidentRow } from '../../store/incidents.ts';
import type { ClusterLook, Severity, Sighting } from '../types.ts';
import type { AlertConfig } from './config.ts';
import { type IncidentCause, whatElse } from './types.ts';

const hourMs = 3_600_000;
const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Refused by whoever decides who may what: an outage of that explains it. */
const byAuthorizer: readonly string[] = ['authorization', 'azure-rbac'];

/** What the look says is behind a sighting: the change that broke it, or an outage that it began in. */
export function causeOf(
  sighting: Sighting,
  outage: ClusterLook['outage'],
): Extract<IncidentCause, { kind: 'change' | 'outage' }> | null {
  const { brokenBy } = whatElse(sighting.facts);
  if (brokenBy) return { kind: 'change', ...brokenBy };
  if (!outage || !canBeOutage(sighting)) return null;
  const begins = sighting.bins[0]?.at ?? sighting.first;
  if (Date.parse(begins) < Date.parse(outage.since)) return null;
  return { kind: 'outage', since: outage.since, why: outage.why };
}

function canBeOutage({ kind, actorClass }: Sighting): boolean {
  return byAuthorizer.includes(kind) && actorClass !== 'anonymous';
}

/** What an alert could be told as a part of, what explains most first. */
export function causesOf({ cause, sighting }: AlertRow): IncidentCause[] {
  const { actor } = sighting as Sighting;
  return [...(cause ? [cause as IncidentCause] : []), { kind: 'actor', actor }];
}

/** Whether an incident is about this cause. Outages that begin within the hour are one, on whatever cluster. */
export function isAbout(incident: IncidentRow, cause: IncidentCause, shadow: boolean): boolean {
  if (incident.shadow !== shadow || incident.kind !== cause.kind) return false;
  if (cause.kind !== 'outage') return incident.fingerprint === causeFingerprint(cause, shadow);
  const { since } = incident.cause as typeof cause;
  return Math.abs(Date.parse(cause.since) - Date.parse(since)) <= hourMs;
}

/** Refused on the cluster of an outage and soon after it began: a look may have come too late to say so. */
export function isLateForOutage(
  { sighting, severity, clusterId, firstCallAt, shadow }: AlertRow,
  incident: IncidentRow,
  clusterIds: readonly string[],
): boolean {
  if (incident.kind !== 'outage' || incident.shadow !== shadow) return false;
  // An outage is a good time for an attack.
  if (severity === 'critical') return false;
  if (!canBeOutage(sighting) || !clusterIds.includes(clusterId)) return false;
  const after = firstCallAt.getTime() - Date.parse(incident.cause.since);
  return after >= 0 && after <= hourMs;
}

/** Whether so many alerts are better told as one. */
export function isEnough(
  { kind }: IncidentCause,
  alerts: readonly AlertRow[],
  { incidents }: Pick<AlertConfig, 'incidents'>,
): boolean {
  switch (kind) {
    case 'actor':
      return new Set(alerts.map(({ clusterId }) => clusterId)).size >= incidents.clusters;
    case 'change':
      return new Set(alerts.map(({ sighting }) => sighting.actor)).size >= incidents.actors;
    case 'outage':
      return alerts.length > 1;
    case 'flood':
      return true;
  }
}

export function causeFingerprint(cause: IncidentCause, shadow: boolean): string {
  const parts = JSON.stringify([shadow, ...partsOf(cause)]);
  return createHash('sha256').update(parts).digest('hex');
}

function partsOf(cause: IncidentCause): string[] {
  switch (cause.kind) {
    case 'actor':
      return ['actor', cause.actor];
    case 'change':
      return ['change', cause.at, cause.by, cause.what];
    case 'outage':
      return ['outage', cause.since];
    case 'flood':
      return ['flood', cause.place];
  }
}

/** What becomes of an incident by what its alerts are. */
export function stateOfAll(states: readonly AlertState[]): AlertState {
  for (const state of ['open', 'acknowledged', 'muted'] as const)
    if (states.includes(state)) return state;
  return 'resolved';
}

export function worstOf(all: readonly Severity[]): Severity {
  return severities.find((severity) => all.includes(severity)) ?? 'info';
}

export function isWorse(one: Severity, other: Severity): boolean {
  return severities.indexOf(one) < severities.indexOf(other);
}
