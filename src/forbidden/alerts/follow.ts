/** What became of an incident, by what its alerts are now; and what of that people hear. */
import { type AlertRow, updateAlert } from '../../store/alerts.ts';
import {
  type IncidentRow,
  incidentCallsSince,
  lockMembers,
  openIncident,
  updateIncident,
} from '../../store/incidents.ts';
import type { Severity, Sighting } from '../types.ts';
import { isWorse, stateOfAll, worstOf } from './causes.ts';
import type { Context, Step } from './context.ts';
import { sampleIncident } from './sample-incident.ts';
import { announceIncident, redrawIncident, replyInIncident } from './say-incident.ts';
import { type IncidentNote, placeOf, type Target } from './types.ts';

const mostReasons = 6;
const mostNamed = 3;

/** Under `lockAlerts`. What several of its alerts have to say is said once. */
export async function follow(
  context: Context,
  step: Step,
  incident: IncidentRow,
  now: Date,
): Promise<void> {
  const found = await lockMembers(step.tx, incident.id);
  if (found.length === 0) return;
  const successor =
    incident.state === 'resolved' ? await openIncident(step.tx, incident.fingerprint) : null;
  if (successor) return moveTo(step, successor, { found, now });
  const { after, members } = await bringUpToDate(context, step, incident, { found, now });
  await sampleIncident(context, step, after, { members, now });
}

/** What comes back after another incident with the same cause has begun belongs to that one. */
async function moveTo(
  step: Step,
  successor: IncidentRow,
  { found, now }: { found: readonly AlertRow[]; now: Date },
): Promise<void> {
  for (const member of found) {
    if (member.state === 'resolved') continue;
    const set = { incidentId: successor.id };
    if (!(await updateAlert(step.tx, member, { set, now })))
      throw new Error(`Alert ${member.id} changed while it was locked`);
  }
  await redrawIncident(step, successor);
}

async function bringUpToDate(
  context: Context,
  step: Step,
  incident: IncidentRow,
  { found, now }: { found: readonly AlertRow[]; now: Date },
): Promise<{ after: IncidentRow; members: readonly AlertRow[] }> {
  const isNew = incident.told === 0;
  const grown = !isNew && hasGrown(incident, found);
  const members = await brought(step, found, { open: grown, now });
  const state = stateOfAll(members.map((member) => member.state));
  const targets = targetsOf(incident, members);
  const lapsed = incident.acknowledgedUntil !== null && incident.acknowledgedUntil <= now;
  const reasons = reasonsOf(incident, found);
  const isSame =
    !isNew &&
    !grown &&
    !lapsed &&
    reasons.length === 0 &&
    state === incident.state &&
    targets.length === (incident.targets as Target[]).length;
  if (isSame) return { after: incident, members };
  const worst = worstOf(members.map((member) => member.severity as Severity));
  const after = await updateIncident(step.tx, incident.id, {
    set: {
      ...{ state, targets, told: isNew || grown ? members.length : incident.told },
      severity: isWorse(worst, incident.severity as Severity) ? worst : incident.severity,
      ...((lapsed || state === 'open' || state === 'resolved') && {
        ...{ acknowledgedBy: null, acknowledgedUntil: null },
      }),
      ...(state === 'resolved' ? endOf(members, now) : { resolvedAt: null, resolvedBy: null }),
    },
    now,
  });
  await announceIncident(step, after);
  await redrawIncident(step, after);
  if (isNew) return { after, members };
  const note = noteOf(incident, { members, found, reasons, grown, state, now });
  if (note) await replyInIncident(context, step, after, { note, broadcast: true, at: now });
  if (lapsed) await sayLapsed(context, step, { before: incident, after, now });
  return { after, members };
}

/** What turned worse, each with whom it is about: the clusters of one caller, or else the callers. */
function reasonsOf({ kind }: IncidentRow, members: readonly AlertRow[]): string[] {
  const whose = new Map<string, Set<string>>();
  for (const { unsaid, sighting, clusterId } of members)
    for (const reason of (unsaid as string[] | null) ?? []) {
      const names = whose.get(reason) ?? new Set();
      whose.set(reason, names);
      names.add(kind === 'actor' ? (clusterId.split('/').at(-1) ?? clusterId) : sighting.actor);
    }
  return [...whose].map(([reason, names]) => {
    const shown = [...names]
      .toSorted()
      .slice(0, mostNamed)
      .map((name) => name.slice(0, 80));
    const left = names.size - shown.length;
    return `${reason} (${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''})`;
  });
}

/** Twice as many as people were told of, or one that is severer than all of those. */
function hasGrown({ told, severity }: IncidentRow, members: readonly AlertRow[]): boolean {
  const alive = members.filter(({ state }) => state !== 'resolved' && state !== 'muted');
  const worst = worstOf(alive.map((member) => member.severity as Severity));
  return members.length >= 2 * told || (alive.length > 0 && isWorse(worst, severity as Severity));
}

/** What they had to say is said; and somebody took care of what was known, not of twice as much. */
async function brought(
  { tx }: Step,
  found: readonly AlertRow[],
  { open, now }: { open: boolean; now: Date },
): Promise<AlertRow[]> {
  const members: AlertRow[] = [];
  for (const member of found) {
    const opens = open && member.state === 'acknowledged';
    const set = {
      unsaid: null,
      ...(opens && { state: 'open' as const, acknowledgedBy: null, acknowledgedUntil: null }),
    };
    const isSame = !opens && member.unsaid === null;
    const moved = isSame ? member : await updateAlert(tx, member, { set, now });
    if (!moved) throw new Error(`Alert ${member.id} changed while it was locked`);
    members.push(moved);
  }
  return members;
}

function noteOf(
  incident: IncidentRow,
  {
    members,
    found,
    reasons,
    grown,
    state,
    now,
  }: {
    members: readonly AlertRow[];
    found: readonly AlertRow[];
    reasons: string[];
    grown: boolean;
    state: IncidentRow['state'];
    now: Date;
  },
): IncidentNote | null {
  const { acknowledgedBy, resolvedAt, told } = incident;
  const alive = members.filter((member) => member.state !== 'resolved');
  if (incident.state === 'resolved' && alive.length > 0)
    return {
      ...{ kind: 'reopened', alerts: alive.length, reasons: reasons.slice(0, mostReasons) },
      resolvedAt: (resolvedAt ?? now).toISOString(),
    };
  if (reasons.length > 0)
    return {
      ...{ kind: 'worse', reasons: reasons.slice(0, mostReasons), acknowledgedBy },
      alerts: found.filter(({ unsaid }) => unsaid !== null).length,
    };
  const opens = incident.state === 'muted' && state === 'open';
  // Where a mute has ended, none of it is muted any more; else there is something that no mute covers.
  if (opens && members.every((member) => member.state !== 'muted')) return { kind: 'unmuted' };
  if (!grown && !opens) return null;
  return {
    ...{ kind: 'grown', before: told, alerts: members.length, acknowledgedBy },
    clusters: new Set(members.map(({ clusterId }) => clusterId)).size,
    actors: new Set(members.map(({ sighting }) => (sighting as Sighting).actor)).size,
  };
}

async function sayLapsed(
  context: Context,
  step: Step,
  { before, after, now }: { before: IncidentRow; after: IncidentRow; now: Date },
): Promise<void> {
  const { acknowledgedBy: by, acknowledgedUntil: until } = before;
  if (!by || !until || after.state === 'resolved') return;
  const since = new Date(until.getTime() - context.config.acknowledgedFor);
  const calls = await incidentCallsSince(step.tx, { incidentId: after.id, since });
  // Where nothing went on meanwhile, nobody needs to be called.
  if (calls === 0) return;
  const note: IncidentNote = { kind: 'lapsed', by, calls };
  await replyInIncident(context, step, after, { note, broadcast: true, at: now });
}

/** Everywhere where one of its alerts would be told. */
function targetsOf({ targets }: IncidentRow, members: readonly AlertRow[]): Target[] {
  const all = [targets as Target[], ...members.map((member) => member.targets as Target[])].flat();
  // What is told at once somewhere is not held back there because of another.
  const soonest = all.toSorted((a, b) => Number(!a.hold) - Number(!b.hold));
  return [...new Map(soonest.map((target) => [placeOf(target), target])).values()];
}

/** By whoever ended the last of them; null where that one ended by itself. */
function endOf(members: readonly AlertRow[], now: Date) {
  const [last] = members.toSorted(
    (a, b) => (b.resolvedAt?.getTime() ?? 0) - (a.resolvedAt?.getTime() ?? 0),
  );
  return { resolvedAt: now, resolvedBy: last?.resolvedBy ?? null };
}
