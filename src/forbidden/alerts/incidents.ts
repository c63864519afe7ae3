/** Incidents as people see them, and what people decide about them. Who may is judged before. */
import type { Person } from '../../rights/person.ts';
import { type AlertState, lockAlerts, updateAlert } from '../../store/alerts.ts';
import {
  getIncident,
  getIncidentNote,
  type IncidentRow,
  incidentBins,
  listIncidentRows,
  lockMembers,
  type MemberRow,
  membersOf,
  updateIncident,
} from '../../store/incidents.ts';
import type { Severity, Sighting } from '../types.ts';
import { isWorse, stateOfAll, worstOf } from './causes.ts';
import { type Context, transact } from './context.ts';
import type { PressOutcome } from './people.ts';
import { redraw } from './say.ts';
import { redrawIncident } from './say-incident.ts';
import { type AlertEvent, turn } from './states.ts';
import type { IncidentMember, IncidentNote, IncidentValue } from './types.ts';

const hourMs = 3_600_000;

export async function describeIncident(
  context: Context,
  incidentId: string,
): Promise<IncidentValue | null> {
  const row = await getIncident(context.db, incidentId);
  return row && incidentValue(context, row);
}

/** In these states, the one in which something happened last first. */
export async function listIncidents(
  context: Context,
  { states }: { states: readonly AlertState[] },
): Promise<IncidentValue[]> {
  const rows = await listIncidentRows(context.db, states);
  return Promise.all(rows.map((row) => incidentValue(context, row)));
}

/** What was said in a thread, with the incident as it is now. */
export async function describeIncidentNote(
  context: Context,
  noteId: string,
): Promise<{ note: IncidentNote; at: string; incident: IncidentValue } | null> {
  const row = await getIncidentNote(context.db, noteId);
  const incident = row && (await describeIncident(context, row.incidentId));
  return incident && { note: row.data as IncidentNote, at: row.at.toISOString(), incident };
}

async function incidentValue({ db, clock }: Context, row: IncidentRow): Promise<IncidentValue> {
  const recently = new Date(clock().getTime() - hourMs);
  const rows = await membersOf(db, { incidentId: row.id, recently });
  const bins = await incidentBins(db, row.id);
  const members = rows.map(memberValue).toSorted(byGravity);
  const alive = members.filter(({ state }) => state !== 'resolved');
  const grave = alive.length > 0 ? alive : members;
  // As its alerts are now: between a click on one of them and the next sweep the row may be behind.
  const state = members.length > 0 ? stateOfAll(members.map((member) => member.state)) : row.state;
  const times = (pick: (member: MemberRow) => Date) => rows.map((each) => pick(each).getTime());
  const opened = row.openedAt.getTime();
  return {
    ...{ id: row.id, cause: row.cause, state, members },
    severity: members.length > 0 ? worstOf(grave.map((member) => member.severity)) : 'info',
    clusters: [...new Map(members.map(({ cluster }) => [cluster.id, cluster])).values()],
    actors: new Set(members.map(({ actor }) => actor)).size,
    calls: rows.reduce((sum, { calls }) => sum + calls, 0),
    callsInLastHour: rows.reduce((sum, { recent }) => sum + recent, 0),
    bins: bins.map(({ at, calls }) => ({ at: at.toISOString(), calls })),
    acknowledged:
      state === 'acknowledged' && row.acknowledgedBy && row.acknowledgedUntil
        ? { by: row.acknowledgedBy, until: row.acknowledgedUntil.toISOString() }
        : null,
    resolved:
      state === 'resolved' && row.resolvedAt
        ? { by: row.resolvedBy, at: row.resolvedAt.toISOString() }
        : null,
    openedAt: row.openedAt.toISOString(),
    firstCallAt: iso(Math.min(opened, ...times(({ firstCallAt }) => firstCallAt))),
    lastCallAt: iso(Math.max(...times(({ lastCallAt }) => lastCallAt), 0) || opened),
    can: {
      acknowledge: state === 'open',
      unacknowledge: state === 'acknowledged',
      resolve: members.some((member) => turn(member.state, 'settled') !== null),
    },
  };
}

function memberValue(row: MemberRow): IncidentMember {
  const { actor, actorClass, kind, resourceClass, detection } = row.sighting as Sighting;
  const name = row.clusterName ?? row.clusterId.split('/').at(-1) ?? row.clusterId;
  return {
    alertId: row.id,
    cluster: { id: row.clusterId, name, tags: row.tags ?? {} },
    ...{ actor, actorClass, kind, resourceClass, detection },
    ...{ severity: row.severity as Severity, state: row.state, calls: row.calls },
    firstCallAt: row.firstCallAt.toISOString(),
    lastCallAt: row.lastCallAt.toISOString(),
  };
}

function byGravity(one: IncidentMember, other: IncidentMember): number {
  if (one.state === 'resolved' || other.state === 'resolved')
    if (one.state !== other.state) return one.state === 'resolved' ? 1 : -1;
  if (one.severity !== other.severity) return isWorse(one.severity, other.severity) ? -1 : 1;
  return other.calls - one.calls || (one.alertId < other.alertId ? -1 : 1);
}

interface Pressed {
  incidentId: string;
  person: Person;
}

/** All its alerts become those of this person, for a time. */
export function acknowledgeIncident(context: Context, pressed: Pressed): Promise<PressOutcome> {
  const until = new Date(context.clock().getTime() + context.config.acknowledgedFor);
  const acknowledged = { acknowledgedBy: pressed.person, acknowledgedUntil: until };
  return decide(context, pressed, {
    ...{ event: 'acknowledged', set: acknowledged },
    message: (alerts) =>
      `All of it is yours until ${until.toISOString().slice(11, 16)} UTC: ${alerts}. It is heard of again if it turns worse, if it doubles, or if it still goes on then.`,
  });
}

export function unacknowledgeIncident(context: Context, pressed: Pressed): Promise<PressOutcome> {
  return decide(context, pressed, {
    event: 'unacknowledged',
    set: { acknowledgedBy: null, acknowledgedUntil: null },
    message: () => 'Nobody has it now.',
  });
}

export function resolveIncident(context: Context, pressed: Pressed): Promise<PressOutcome> {
  return decide(context, pressed, {
    event: 'settled',
    set: {
      ...{ resolvedAt: context.clock(), resolvedBy: pressed.person },
      ...{ acknowledgedBy: null, acknowledgedUntil: null },
    },
    message: (alerts) =>
      `Resolved, with ${alerts}. The next such call opens it again, in the same thread.`,
  });
}

async function decide(
  context: Context,
  { incidentId, person }: Pressed,
  {
    event,
    set,
    message,
  }: {
    event: AlertEvent;
    set: Partial<
      Pick<IncidentRow, 'acknowledgedBy' | 'acknowledgedUntil' | 'resolvedBy' | 'resolvedAt'>
    >;
    message: (alerts: string) => string;
  },
): Promise<PressOutcome> {
  const now = context.clock();
  return transact(context, async (step) => {
    await lockAlerts(step.tx);
    const incident = await getIncident(step.tx, incidentId);
    if (!incident) return { kind: 'refused', message: 'I do not know this incident any more.' };
    const members = await lockMembers(step.tx, incidentId);
    const states = new Map(members.map(({ id, state }) => [id, state]));
    const isOpen = stateOfAll([...states.values()]) === 'open';
    const moved: string[] = [];
    for (const member of members) {
      const next = turn(member.state, event);
      // What is muted stays muted when somebody takes the rest, and what is over stays over; but what others had
      // taken is theirs no longer, or the end of their time would end that of all of it.
      if (!next || (next.to === member.state && !isOpen)) continue;
      const after = await updateAlert(step.tx, member, { set: { ...set, state: next.to }, now });
      if (!after) throw new Error(`Alert ${member.id} changed while it was locked`);
      states.set(member.id, next.to);
      moved.push(member.id);
      await redraw(step, { ...after, incidentId: null });
    }
    if (moved.length === 0)
      return {
        kind: 'refused',
        message: `This incident is ${stateOfAll([...states.values()])} by now: nothing was done.`,
      };
    const state = stateOfAll([...states.values()]);
    await updateIncident(step.tx, incidentId, { set: { ...set, state }, now });
    await redrawIncident(step, incident);
    step.record({
      ...{ at: now, kind: `incident.${state}`, actor: person },
      subject: { incidentId },
      data: { cause: incident.cause, from: incident.state, alerts: moved },
    });
    const alerts = `${moved.length} ${moved.length === 1 ? 'alert' : 'alerts'}`;
    return { kind: 'done', message: message(alerts) };
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
