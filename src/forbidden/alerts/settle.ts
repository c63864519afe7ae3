/**
 * Tells of what was counted: an alert by a message of its own, or several that have one cause by one. By what is
 * stored alone, so whoever dies between counting and telling leaves nothing that somebody else would not tell.
 */
import { type AlertRow, lockAlerts, updateAlert } from '../../store/alerts.ts';
import {
  type IncidentRow,
  incidentsToFollow,
  insertIncident,
  lockMembers,
  recentIncidents,
} from '../../store/incidents.ts';
import {
  hasSomethingToTell,
  lockAlike,
  lockUngathered,
  lockUntold,
  messagesByPlace,
} from '../../store/untold-alerts.ts';
import type { Severity } from '../types.ts';
import {
  causeFingerprint,
  causesOf,
  isAbout,
  isEnough,
  isLateForOutage,
  isWorse,
  worstOf,
} from './causes.ts';
import { type Context, type Step, transact } from './context.ts';
import { follow } from './follow.ts';
import { newsTo } from './news.ts';
import { sample } from './samples.ts';
import { announce, redraw, reply } from './say.ts';
import { redrawIncident } from './say-incident.ts';
import { type IncidentCause, placeOf, type Target } from './types.ts';

const hourMs = 3_600_000;
/** So many times the number of messages that a place gets in an hour it gets of what is critical. */
const timesForCritical = 3;

export async function settle(context: Context, now: Date): Promise<void> {
  if (!(await hasSomethingToTell(context.db))) return;
  await transact(context, async (step) => {
    await lockAlerts(step.tx);
    await gather(context, step, now);
    for (const incident of await incidentsToFollow(step.tx))
      await follow(context, step, incident, now);
    await tellRest(context, step, now);
  });
}

/** Puts together what has one cause. */
async function gather(context: Context, step: Step, now: Date): Promise<void> {
  const since = new Date(now.getTime() - context.config.reopenWithin);
  const incidents = await recentIncidents(step.tx, since);
  const joined = new Set<string>();
  for (const alert of await lockUngathered(step.tx)) {
    if (joined.has(alert.id)) continue;
    for (const cause of causesOf(alert)) {
      const known = incidents.filter((incident) => isAbout(incident, cause, alert.shadow));
      const open = known.find(({ state }) => state !== 'resolved');
      const alike = open ? [alert] : await withAlike(step, alert, cause);
      if (!open && !isEnough(cause, alike, context.config)) continue;
      const incident = open ?? known[0] ?? (await begin(context, step, { cause, alike, now }));
      if (!known.includes(incident)) incidents.unshift(incident);
      for (const each of alike) {
        joined.add(each.id);
        await join(context, step, each, { incident, alerts: alike.length, now });
      }
      break;
    }
    if (!joined.has(alert.id) && !alert.announced)
      await joinOutage(context, step, alert, { incidents, now });
  }
}

async function withAlike(step: Step, alert: AlertRow, cause: IncidentCause): Promise<AlertRow[]> {
  const { shadow } = alert;
  const alike =
    cause.kind === 'actor'
      ? await lockAlike(step.tx, { actor: cause.actor, shadow })
      : await lockAlike(step.tx, { cause, shadow });
  return alike.some(({ id }) => id === alert.id) ? alike : [...alike, alert];
}

async function joinOutage(
  context: Context,
  step: Step,
  alert: AlertRow,
  { incidents, now }: { incidents: readonly IncidentRow[]; now: Date },
): Promise<void> {
  for (const incident of incidents) {
    if (incident.kind !== 'outage' || incident.state === 'resolved') continue;
    const members = await lockMembers(step.tx, incident.id);
    const clusterIds = members.map(({ clusterId }) => clusterId);
    if (!isLateForOutage(alert, incident, clusterIds)) continue;
    await join(context, step, alert, { incident, alerts: members.length + 1, now });
    return;
  }
}

async function begin(
  { newId }: Context,
  step: Step,
  { cause, alike, now }: { cause: IncidentCause; alike: readonly AlertRow[]; now: Date },
): Promise<IncidentRow> {
  const shadow = alike[0]?.shadow ?? false;
  const severity = worstOf(alike.map((alert) => alert.severity as Severity));
  const fingerprint = causeFingerprint(cause, shadow);
  return insertIncident(
    step.tx,
    { ...{ id: newId(), kind: cause.kind, fingerprint, shadow }, cause, severity, targets: [] },
    now,
  );
}

async function join(
  context: Context,
  step: Step,
  alert: AlertRow,
  { incident, alerts, now }: { incident: IncidentRow; alerts: number; now: Date },
): Promise<void> {
  const { acknowledgedBy, acknowledgedUntil } = incident;
  // People were told of one caller; what it does besides is not to be hidden among that.
  const isOneCaller = incident.kind === 'actor' && incident.told > 0;
  const news = isOneCaller ? newsTo(await lockMembers(step.tx, incident.id), alert) : [];
  const isTaken =
    alert.state === 'open' && news.length === 0 && acknowledgedUntil && acknowledgedUntil > now;
  const moved = await updateAlert(step.tx, alert, {
    set: {
      incidentId: incident.id,
      ...(news.length > 0 && { unsaid: news }),
      // More of what somebody took is his too, unless there is so much more that `follow` opens all of it.
      ...(isTaken && { state: 'acknowledged', acknowledgedBy, acknowledgedUntil }),
    },
    now,
  });
  await redrawIncident(step, incident);
  if (!moved) throw new Error(`Alert ${alert.id} changed while it was locked`);
  if (!alert.announced) return;
  // Those who follow the thread learn where it goes on; whoever follows the channel sees that message anyway.
  await reply(context, step, alert, {
    note: { kind: 'joined', incidentId: incident.id, alerts },
    ...{ broadcast: false, at: now },
  });
  await redraw(step, moved);
}

/** What is left has a message of its own, but no more of them an hour than people can read. */
async function tellRest(context: Context, step: Step, now: Date): Promise<void> {
  const since = new Date(now.getTime() - hourMs);
  const most = context.config.perHour;
  const counts = new Map<boolean, Map<string, number>>();
  const held = new Map<string, AlertRow[]>();
  for (const alert of (await lockUntold(step.tx)).toSorted(byGravity)) {
    const { shadow } = alert;
    const places = (alert.targets as Target[]).map(placeOf);
    const sent = counts.get(shadow) ?? (await messagesByPlace(step.tx, { since, shadow }));
    counts.set(shadow, sent);
    const limit = alert.severity === 'critical' ? timesForCritical * most : most;
    const full = places.find((place) => (sent.get(place) ?? 0) >= limit);
    if (full !== undefined) {
      const key = JSON.stringify([full, shadow]);
      held.set(key, [...(held.get(key) ?? []), alert]);
      continue;
    }
    for (const place of places) sent.set(place, (sent.get(place) ?? 0) + 1);
    const told = await updateAlert(step.tx, alert, {
      ...{ set: { announced: true, announcedAt: now }, now },
    });
    if (!told) throw new Error(`Alert ${alert.id} changed while it was locked`);
    await announce(step, told);
    await sample(context, step, told, { now });
  }
  for (const [key, alerts] of held) {
    const [place] = JSON.parse(key) as [string, boolean];
    await holdBack(context, step, { place, alerts, now });
  }
}

/** The gravest have the first claim to a message. */
function byGravity(one: AlertRow, other: AlertRow): number {
  if (one.severity === other.severity) return one.openedAt.getTime() - other.openedAt.getTime();
  return isWorse(one.severity as Severity, other.severity as Severity) ? -1 : 1;
}

/** One message for all that are held back in a place. */
async function holdBack(
  context: Context,
  step: Step,
  { place, alerts, now }: { place: string; alerts: readonly AlertRow[]; now: Date },
): Promise<void> {
  const cause: IncidentCause = { kind: 'flood', place, most: context.config.perHour };
  const since = new Date(now.getTime() - context.config.reopenWithin);
  const shadow = alerts[0]?.shadow ?? false;
  const known = (await recentIncidents(step.tx, since)).find(
    (incident) => incident.state !== 'resolved' && isAbout(incident, cause, shadow),
  );
  const incident = known ?? (await begin(context, step, { cause, alike: alerts, now }));
  for (const alert of alerts)
    await join(context, step, alert, { incident, alerts: alerts.length, now });
  await follow(context, step, incident, now);
}
