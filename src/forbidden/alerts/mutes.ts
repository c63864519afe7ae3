import { drawbridgeItself, type Person } from '../../rights/person.ts';
import {
  type AlertRow,
  listAlerts,
  lockAlert,
  lockAlertsOf,
  updateAlert,
} from '../../store/alerts.ts';
import {
  activeMutes,
  alertsSince,
  endMute,
  getMute,
  insertMute,
  type MuteRow,
} from '../../store/mutes.ts';
import type { Severity } from '../types.ts';
import { type Context, type Step, transact } from './context.ts';
import { type Cover, type CoverKind, coversOf, isCovered } from './cover.ts';
import { describe } from './describe.ts';
import type { PressOutcome } from './people.ts';
import { redraw, reply } from './say.ts';
import { turn } from './states.ts';

const dayMs = 86_400_000;
const previewDays = 14;

export interface MutePreview {
  kind: CoverKind;
  cover: Cover;
  /** In the last 14 days, this alert included. */
  alerts: number;
  calls: number;
  /** The last time it would have hidden something of high or critical severity. */
  graveAt: string | null;
}

/** For each way to mute an alert: what it would have hidden. Null where the alert is gone. */
export async function previewMutes(
  context: Context,
  alertId: string,
): Promise<MutePreview[] | null> {
  const alert = await describe(context, alertId);
  if (!alert) return null;
  const since = new Date(context.clock().getTime() - previewDays * dayMs);
  const rows = await alertsSince(context.db, { clusterId: alert.cluster.id, since });
  return coversOf(alert).map(({ kind, cover }) => {
    // By everything that was seen since it opened: a part of it that is covered hides nothing by itself.
    const hidden = rows.filter(({ sighting, seen }) => {
      return isCovered(cover, { ...sighting, ...seen, distinct: undefined });
    });
    const grave = hidden.filter(({ severity }) => isGrave(severity as Severity));
    const last = Math.max(0, ...grave.map((row) => row.last.getTime()));
    return {
      ...{ kind, cover, alerts: hidden.length },
      calls: hidden.reduce((sum, { calls }) => sum + calls, 0),
      graveAt: last > 0 ? new Date(last).toISOString() : null,
    };
  });
}

function isGrave(severity: Severity): boolean {
  return severity === 'critical' || severity === 'high';
}

export interface MuteWish {
  alertId: string;
  person: Person;
  kind: CoverKind;
  reason: string;
  forMs: number;
}

/** Mutes what an alert is made of, and everything open that the mute covers. Who may is judged before. */
export async function mute(
  context: Context,
  { alertId, person, kind, reason, forMs }: MuteWish,
): Promise<PressOutcome> {
  const { clock, config, newId } = context;
  if (!(forMs > 0 && forMs <= config.longestMute))
    return refused(`A mute holds ${Math.floor(config.longestMute / dayMs)} days at most.`);
  if (reason.trim() === '') return refused('Say why nobody needs to hear of it.');
  const alert = await describe(context, alertId);
  const chosen = alert && coversOf(alert).find((one) => one.kind === kind);
  if (!alert || !chosen) return refused('This alert is another by now. Please press Mute… again.');
  const now = clock();
  const until = new Date(now.getTime() + forMs);
  const { cover } = chosen;
  return transact(context, async (step) => {
    await lockAlertsOf(step.tx, alert.cluster.id);
    const id = newId();
    const clusterId = alert.cluster.id;
    await insertMute(step.tx, {
      ...{ id, clusterId, cover, reason, until, createdBy: person, createdAt: now },
    });
    const states = ['open', 'acknowledged'] as const;
    for (const row of await listAlerts(step.tx, { states: [...states], clusterId }))
      if (isCovered(cover, { ...row.sighting, ...row.seen, distinct: undefined }))
        await move(step, row, { event: 'muted', muteId: id, now });
    step.record({
      ...{ at: now, kind: 'mute.active', actor: person },
      subject: { clusterId, muteId: id, alertId },
      data: { cover, reason, until },
    });
    return {
      ...{ kind: 'done' },
      message: `Muted until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC. A new address or agent, a success, or ten times the rate still breaks through.`,
    };
  });
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
    if (until <= now) await end(context, id, { to: 'ended', by: null });
}

async function end(
  context: Context,
  id: string,
  { to, by }: { to: 'ended' | 'revoked'; by: Person | null },
): Promise<boolean> {
  const now = context.clock();
  return transact(context, async (step) => {
    const ended = await endMute(step.tx, { id, to, by, now });
    if (!ended) return false;
    const { clusterId } = ended;
    await lockAlertsOf(step.tx, clusterId);
    for (const { id: alertId } of await listAlerts(step.tx, { states: ['muted'], clusterId })) {
      const row = await lockAlert(step.tx, alertId);
      if (row?.state !== 'muted' || row.muteId !== id) continue;
      const moved = await move(step, row, { event: 'unmuted', muteId: null, now });
      const goesOn = now.getTime() - row.lastCallAt.getTime() < context.config.quietAfter;
      if (goesOn && moved.announced && !moved.shadow)
        await reply(context, step, moved, {
          ...{ note: { kind: 'unmuted', by }, broadcast: true, at: now },
        });
    }
    step.record({
      ...{ at: now, kind: `mute.${to}`, actor: by ?? drawbridgeItself },
      ...{ subject: { clusterId, muteId: id }, data: { until: ended.until } },
    });
    return true;
  });
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

function refused(message: string): PressOutcome {
  return { kind: 'refused', message };
}
