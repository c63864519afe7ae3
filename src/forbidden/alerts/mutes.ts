import { drawbridgeItself, type Person } from '../../rights/person.ts';
import {
  type AlertRow,
  listAlerts,
  lockAlert,
  lockAlerts,
  updateAlert,
} from '../../store/alerts.ts';
import {
  activeMutes,
  changeMute,
  endMute,
  getMute,
  insertMute,
  type MuteRow,
  seenOfActor,
} from '../../store/mutes.ts';
import { type Context, type Step, transact } from './context.ts';
import { type Cover, type CoverKind, isCovered } from './cover.ts';
import { type MuteSubject, previewMute } from './mute-preview.ts';
import type { PressOutcome } from './people.ts';
import { redraw, reply } from './say.ts';
import { turn } from './states.ts';

const dayMs = 86_400_000;

export type MuteWish = MuteSubject & {
  person: Person;
  kind: CoverKind;
  reason: string;
  forMs: number;
};

/** Mutes what an alert is made of, and everything open that the mute covers. Who may is judged before. */
export async function mute(context: Context, wish: MuteWish): Promise<PressOutcome> {
  const { person, reason, forMs } = wish;
  const now = context.clock();
  const until = new Date(now.getTime() + forMs);
  const problem = problemOf(context, { reason, until, now });
  if (problem) return refused(problem);
  const chosen = await previewMute(context, wish);
  if (!chosen) return refused('This alert is another by now. Please press Mute… again.');
  const { cover, clusterId } = chosen;
  return transact(context, async (step) => {
    await lockAlerts(step.tx);
    const id = context.newId();
    await insertMute(step.tx, {
      ...{ id, clusterId, cover, reason, until, createdBy: person, createdAt: now },
    });
    const hidden = await hide(step, { id, clusterId, cover }, now);
    step.record({
      ...{ at: now, kind: 'mute.active', actor: person },
      subject: {
        ...{ ...where(clusterId), muteId: id },
        ...('alertId' in wish && { alertId: wish.alertId }),
      },
      data: { cover, reason, until, alerts: hidden },
    });
    return { kind: 'done', message: `Muted until ${inUtc(until)}. ${breaksThrough}` };
  });
}

const breaksThrough =
  'A new address or agent, a success, secrets for the first time, a higher severity, or ten times the rate still breaks through.';

export interface MuteEdit {
  muteId: string;
  /** That of the mute that the person saw: what somebody else changed meanwhile is not overwritten. */
  version: number;
  person: Person;
  reason: string;
  until: Date;
  /** Cover the addresses and agents that were seen since, too. */
  rebind?: boolean;
}

/** Changes the reason and the end, and what it is bound to only if asked. Who may is judged before. */
export async function editMute(context: Context, edit: MuteEdit): Promise<PressOutcome> {
  const { muteId, version, person, reason, until, rebind = false } = edit;
  const now = context.clock();
  const problem = problemOf(context, { reason, until, now });
  if (problem) return refused(problem);
  return transact(context, async (step) => {
    await lockAlerts(step.tx);
    const before = await getMute(step.tx, muteId);
    if (before?.state !== 'active')
      return refused('This mute has ended: there is nothing to edit.');
    const cover = rebind ? await boundAnew(step, before) : (before.cover as Cover);
    const after = await changeMute(step.tx, {
      ...{ id: muteId, version, cover, reason, until, by: person, now },
    });
    if (!after) {
      const who = before.editedBy?.name ?? before.editedBy?.userId ?? 'Somebody';
      return refused(`${who} has edited this mute meanwhile. Please look at it again.`);
    }
    await hide(step, after, now);
    step.record({
      ...{ at: now, kind: 'mute.edited', actor: person },
      subject: { ...where(after.clusterId), muteId },
      data: { from: difference(before, after), to: difference(after, before) },
    });
    return { kind: 'done', message: `The mute holds until ${inUtc(until)}. ${breaksThrough}` };
  });
}

/** For the trail. */
function where(clusterId: string | null): { clusterId?: string } {
  return clusterId === null ? {} : { clusterId };
}

/** What one has and the other has not, for the trail. */
function difference(one: MuteRow, other: MuteRow): Record<string, unknown> {
  const { addresses, agents } = one.cover as Cover;
  const known = other.cover as Cover;
  const more = {
    addresses: addresses.filter((address) => !known.addresses.includes(address)),
    agents: agents.filter((agent) => !known.agents.includes(agent)),
  };
  return {
    ...(one.reason !== other.reason && { reason: one.reason }),
    ...(one.until.getTime() !== other.until.getTime() && { until: one.until }),
    ...(more.addresses.length > 0 && { addresses: more.addresses }),
    ...(more.agents.length > 0 && { agents: more.agents }),
  };
}

/** Bound to everything that was seen of what it covers until now. */
async function boundAnew({ tx }: Step, { clusterId, cover }: MuteRow): Promise<Cover> {
  const { actor, kind, detection } = cover as Cover;
  const alerts =
    clusterId === null && actor !== undefined && kind !== undefined
      ? await seenOfActor(tx, { detection, actor, kind })
      : await listAlerts(tx, {
          states: ['open', 'acknowledged', 'muted', 'resolved'],
          clusterId,
        }).then((rows) => rows.filter((row) => isAbout(cover, row)).map(({ seen }) => seen));
  return {
    ...cover,
    addresses: unique(cover.addresses, ...alerts.map(({ addresses }) => addresses)),
    agents: unique(cover.agents, ...alerts.map(({ agents }) => agents)),
  };
}

/** Whether a mute would cover an alert if it knew its addresses and agents. */
function isAbout(cover: Cover, alert: AlertRow): boolean {
  const { addresses, agents } = alert.seen;
  return hides({ ...cover, addresses, agents }, alert);
}

/** Judged by everything that was seen since it opened. */
function hides(cover: Cover, { sighting, seen, severity }: AlertRow): boolean {
  return isCovered(cover, { ...sighting, ...seen, severity, distinct: undefined });
}

/** Mutes what is open and covered. @returns how many alerts that are */
async function hide(
  step: Step,
  { id, clusterId, cover }: Pick<MuteRow, 'id' | 'clusterId' | 'cover'>,
  now: Date,
): Promise<number> {
  let hidden = 0;
  for (const { id: alertId } of await listAlerts(step.tx, {
    states: ['open', 'acknowledged'],
    clusterId,
    limit: null,
  })) {
    const row = await lockAlert(step.tx, alertId);
    if (!row || (row.state !== 'open' && row.state !== 'acknowledged')) continue;
    if (!hides(cover, row)) continue;
    await move(step, row, { event: 'muted', muteId: id, now });
    hidden += 1;
  }
  return hidden;
}

/** Ends a mute before its time: who may is judged before. */
export async function revokeMute(
  context: Context,
  { muteId, person }: { muteId: string; person: Person },
): Promise<PressOutcome> {
  const ended = await end(context, muteId, { to: 'revoked', by: person });
  return ended
    ? { kind: 'done', message: 'The mute has ended. What it hid and still goes on is open again.' }
    : refused('This mute has ended already.');
}

/** Mutes that hold, the next to end first. */
export function listMutes({ db }: Context, which: { clusterId?: string } = {}): Promise<MuteRow[]> {
  return activeMutes(db, which);
}

export function describeMute({ db }: Context, muteId: string): Promise<MuteRow | null> {
  return getMute(db, muteId);
}

/** Ends what is over. What it hid is open again, and people hear of what still goes on. */
export async function endMutes(context: Context, now: Date): Promise<void> {
  for (const { id, until } of await activeMutes(context.db))
    if (until <= now) await end(context, id, { to: 'ended', by: null, before: now });
}

async function end(
  context: Context,
  id: string,
  { to, by, before }: { to: 'ended' | 'revoked'; by: Person | null; before?: Date },
): Promise<boolean> {
  const now = context.clock();
  return transact(context, async (step) => {
    await lockAlerts(step.tx);
    // Somebody may have prolonged it since it was found.
    if (before) {
      const found = await getMute(step.tx, id);
      if (found && found.until > before) return false;
    }
    const ended = await endMute(step.tx, { id, to, by, now });
    if (!ended) return false;
    const { clusterId } = ended;
    const others = await activeMutes(step.tx);
    for (const { id: alertId } of await listAlerts(step.tx, {
      ...{ states: ['muted'], clusterId, limit: null },
    })) {
      const row = await lockAlert(step.tx, alertId);
      if (row?.state !== 'muted' || row.muteId !== id) continue;
      const other = others.find((each) => holdsFor(each, row, now) && hides(each.cover, row));
      if (other) {
        await keep(step, row, { muteId: other.id, now });
        continue;
      }
      const moved = await move(step, row, { event: 'unmuted', muteId: null, now });
      const goesOn = now.getTime() - row.lastCallAt.getTime() < context.config.quietAfter;
      if (goesOn && moved.announced && !moved.incidentId)
        await reply(context, step, moved, {
          ...{ note: { kind: 'unmuted', by }, broadcast: true, at: now },
        });
    }
    step.record({
      ...{ at: now, kind: `mute.${to}`, actor: by ?? drawbridgeItself },
      ...{ subject: { ...where(clusterId), muteId: id }, data: { until: ended.until } },
    });
    return true;
  });
}

function holdsFor({ clusterId, until }: MuteRow, row: AlertRow, now: Date): boolean {
  return until > now && (clusterId === null || clusterId === row.clusterId);
}

/** Muted, though by another mute. */
async function keep(
  step: Step,
  row: AlertRow,
  { muteId, now }: { muteId: string; now: Date },
): Promise<void> {
  if (!(await updateAlert(step.tx, row, { set: { muteId }, now })))
    throw new Error(`Alert ${row.id} changed while it was locked`);
}

async function move(
  step: Step,
  row: AlertRow,
  { event, muteId, now }: { event: 'muted' | 'unmuted'; muteId: string | null; now: Date },
): Promise<AlertRow> {
  const state = turn(row.state, event)?.to ?? row.state;
  const set = { state, muteId, acknowledgedBy: null, acknowledgedUntil: null };
  const moved = await updateAlert(step.tx, row, { set, now });
  if (!moved) throw new Error(`Alert ${row.id} changed while it was locked`);
  await redraw(step, moved);
  return moved;
}

/** Why a mute cannot be like that; null where it can. */
function problemOf(
  { config: { longestMute } }: Context,
  { reason, until, now }: { reason: string; until: Date; now: Date },
): string | null {
  if (reason.trim() === '') return 'Say why nobody needs to hear of it.';
  const forMs = until.getTime() - now.getTime();
  if (forMs > longestMute) return `A mute holds ${Math.floor(longestMute / dayMs)} days at most.`;
  return forMs > 0 ? null : 'A mute has to end later than now; write for example 4h or 7d.';
}

function unique(...lists: readonly string[][]): string[] {
  return [...new Set(lists.flat())];
}

function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function refused(message: string): PressOutcome {
  return { kind: 'refused', message };
}
