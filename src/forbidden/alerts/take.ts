import { callsOf, saveBins, saveWatch } from '../../store/alert-calls.ts';
import {
  type AlertRow,
  insertAlert,
  lockAlerts,
  lockLatestAlert,
  updateAlert,
} from '../../store/alerts.ts';
import { getLooking, saveLooking } from '../../store/looking.ts';
import { activeMutes, getMute, type MuteRow } from '../../store/mutes.ts';
import type { ClusterLook, Severity, Sighting } from '../types.ts';
import { settleBlind } from './blind.ts';
import { causeOf, isWorse } from './causes.ts';
import { type Context, type Step, transact } from './context.ts';
import { isCovered } from './cover.ts';
import { fingerprint } from './fingerprint.ts';
import { keptWith } from './keep.ts';
import { afterLook, looksForOf } from './looking.ts';
import { sample } from './samples.ts';
import { announce, redraw, reply } from './say.ts';
import { settle } from './settle.ts';
import { turn } from './states.ts';
import { targetsBy, withPlaces } from './targets.ts';
import { placeOf, type Route, type Target, type Told } from './types.ts';
import { alsoKnown, seenWith, tellingAddresses, toldOf, worsening } from './worsening.ts';

export interface TakeOptions {
  /** Where alerts are told; without it, in the channel that the rights name for alerts. */
  route?: Route;
  /** Count, and tell nobody. */
  shadow?: boolean;
  /** Which detections the looks made: an alert of another does not become quiet by them. */
  detections?: readonly string[];
  /** The workflow whose looks they are: while it runs by schedule, it is an alarm when no more looks come. */
  workflow?: string;
}

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/**
 * Makes alerts of what was seen, or counts it into those that are open. The same look may be taken
 * twice, by several processes at once, and windows may overlap: nothing is counted or told twice.
 */
export async function take(
  context: Context,
  looks: readonly ClusterLook[],
  options: TakeOptions = {},
): Promise<void> {
  // At once: whoever sweeps meanwhile would tell of a part of what has one cause.
  await transact(context, async (step) => {
    await lockAlerts(step.tx);
    for (const look of looks) {
      for (const sighting of look.sightings)
        if (!sighting.noise)
          await takeSighting(context, step, sighting, { ...options, outage: look.outage });
      await remember(context, step, look, options);
    }
  });
  // Only when all are counted: the same cause may be behind what several clusters show.
  await settle(context, context.clock());
  await settleBlind(context, context.clock());
}

type SightingOptions = TakeOptions & Pick<ClusterLook, 'outage'>;

async function takeSighting(
  context: Context,
  step: Step,
  sighting: Sighting,
  options: SightingOptions,
): Promise<void> {
  const latest = await lockLatestAlert(step.tx, fingerprint(sighting));
  const now = context.clock();
  if (!latest || isOver(latest, { within: context.config.reopenWithin, now })) {
    if (latest && !isNews(latest, sighting)) return;
    return open(context, step, sighting, { ...options, now });
  }
  return count(context, step, latest, { ...options, sighting, now });
}

async function open(
  context: Context,
  step: Step,
  sighting: Sighting,
  { route, shadow = false, outage, now }: SightingOptions & { now: Date },
): Promise<void> {
  const clusterId = sighting.clusterId.toLowerCase();
  const severity = severityOf(sighting, context.config.automation);
  const { namespaces, detection } = sighting;
  const judged = { ...sighting, severity };
  const covering = await muteOf(step, judged);
  const { rights } = context;
  const facts = { severity, clusterId, namespaces, detection, at: now };
  const alert = await insertAlert(
    step.tx,
    {
      ...{ id: context.newId(), fingerprint: fingerprint(sighting), clusterId },
      ...{ state: covering ? 'muted' : 'open', shadow, severity, sighting },
      ...{ seen: seenWith(null, sighting), told: toldOf(judged) },
      cause: causeOf(sighting, outage),
      targets: await targetsBy(step.tx, { ...facts, route, rights }),
      ...{ firstCallAt: new Date(sighting.first), lastCallAt: new Date(sighting.last) },
    },
    now,
  );
  await saveBins(step.tx, alert.id, sighting.bins);
  if (covering) await changed(step, alert, { set: { muteId: covering.id }, now });
}

async function count(
  context: Context,
  step: Step,
  alert: AlertRow,
  {
    sighting,
    outage,
    route,
    shadow = false,
    now,
  }: SightingOptions & { sighting: Sighting; now: Date },
): Promise<void> {
  const callsBefore = await callsOf(step.tx, alert.id);
  await saveBins(step.tx, alert.id, sighting.bins);
  const isBack = alert.state === 'resolved';
  const own = severityOf(sighting, context.config.automation);
  const judged = { ...sighting, severity: own };
  const covering = await muteOf(step, judged);
  const known = alert.told as Told;
  const { reasons, told } = worsening(covering ? alsoKnown(known, covering.cover) : known, judged);
  if (isBack && reasons.length === 0 && !isNews(alert, sighting)) return;
  const calls = await callsOf(step.tx, alert.id);
  const leavesShadow = alert.shadow && !shadow;
  const isSeverer = isWorse(own, alert.severity as Severity);
  const severity = isBack || isSeverer ? own : (alert.severity as Severity);
  const cause = causeOf(sighting, outage);
  const isExplained = cause !== null && alert.cause === null;
  const isSame = calls === callsBefore && reasons.length === 0 && !isSeverer && !isExplained;
  if (isSame && !isBack && !leavesShadow) return;

  if (alert.state === 'muted' && !covering && reasons.length === 0)
    reasons.push(await whatIsNotCovered(step, alert, sighting));
  const event = reasons.length > 0 ? 'worse' : isBack && covering ? 'muted' : 'calls';
  const next = turn(alert.state, event);
  if (!next) return;
  const first = new Date(sighting.first);
  const last = new Date(sighting.last);
  const seen = seenWith(alert.seen, sighting);
  const { clusterId } = alert;
  const before = alert.targets as Target[];
  const isNewToSomebody = isBack || leavesShadow || reasons.length > 0 || isSeverer;
  const facts = { severity, clusterId, namespaces: seen.namespaces, at: now };
  const { detection } = sighting;
  const more = isNewToSomebody
    ? await targetsBy(step.tx, { ...facts, detection, route, rights: context.rights })
    : [];
  // Its incident says it, once for all of its alerts.
  const isTold = alert.incidentId === null || leavesShadow;
  const moved = await changed(step, alert, {
    set: {
      state: next.to,
      sighting: isBack ? sighting : keptWith(alert.sighting, sighting),
      severity,
      seen,
      told,
      targets: leavesShadow ? more : withPlaces(before, more),
      shadow: alert.shadow && shadow,
      ...(leavesShadow && {
        ...{ announced: false, announcedAt: null, incidentId: null },
        ...{ sampledAt: null, sampledCalls: 0 },
      }),
      ...(isExplained && { cause }),
      ...(!isTold && reasons.length > 0 && { unsaid: unsaidWith(alert, reasons) }),
      firstCallAt: first < alert.firstCallAt ? first : alert.firstCallAt,
      lastCallAt: last > alert.lastCallAt ? last : alert.lastCallAt,
      ...(next.to === 'open' && { acknowledgedBy: null, acknowledgedUntil: null, muteId: null }),
      ...(next.to === 'muted' && covering && { muteId: covering.id }),
      ...(isBack && { resolvedAt: null, resolvedBy: null }),
    },
    now,
  });
  await redraw(step, moved);
  if (!moved.announced || !isTold) return;
  // What nobody was told of there while it was less severe; the reply is for those who know it.
  if (isNewToSomebody) await announce(step, moved);
  const places = before.map(placeOf);
  const targets = (moved.targets as Target[]).filter((target) => places.includes(placeOf(target)));
  if (next.say === 'reply')
    await reply(
      context,
      step,
      { ...moved, targets },
      {
        note: isBack
          ? { kind: 'reopened', resolvedAt: alert.resolvedAt?.toISOString() ?? '', reasons }
          : {
              ...{ kind: 'worse', reasons, was: alert.state },
              acknowledgedBy: alert.acknowledgedBy,
            },
        ...{ broadcast: true, at: now },
      },
    );
  if (moved.state !== 'muted') await sample(context, step, moved, { now });
}

const mostUnsaid = 10;

function unsaidWith({ unsaid }: AlertRow, reasons: readonly string[]): string[] {
  const known = (unsaid as string[] | null) ?? [];
  return [...new Set([...known, ...reasons])].slice(0, mostUnsaid);
}

/** The mute that covers all of a sighting; null where none does. One whose time is over holds until the sweep ends it, and says so. */
async function muteOf(step: Step, sighting: Sighting): Promise<MuteRow | null> {
  const mutes = await activeMutes(step.tx, { clusterId: sighting.clusterId });
  return mutes.find(({ cover }) => isCovered(cover, sighting)) ?? null;
}

async function whatIsNotCovered(
  { tx }: Step,
  { muteId }: AlertRow,
  sighting: Sighting,
): Promise<string> {
  const mute = muteId ? await getMute(tx, muteId) : null;
  const address = tellingAddresses(sighting).find(
    (each) => mute && !mute.cover.addresses.includes(each),
  );
  return address === undefined
    ? 'not all of it is covered by the mute'
    : `from an address that the mute does not cover: ${address.slice(0, 120)}`;
}

/** Under `lockAlerts` nobody can be faster; if somebody is, all of it is taken back. */
async function changed(
  step: Step,
  alert: AlertRow,
  what: Parameters<typeof updateAlert>[2],
): Promise<AlertRow> {
  const row = await updateAlert(step.tx, alert, what);
  if (!row) throw new Error(`Alert ${alert.id} changed while it was locked`);
  return row;
}

/** Too long ago to come back in the same thread. */
function isOver(
  { state, resolvedAt }: AlertRow,
  { within, now }: { within: number; now: Date },
): boolean {
  return state === 'resolved' && now.getTime() - (resolvedAt?.getTime() ?? 0) > within;
}

/** An alert that ended is not brought back by the calls that people knew when it did. */
function isNews({ resolvedBy, resolvedAt, lastCallAt }: AlertRow, { last }: Sighting): boolean {
  const until = resolvedBy && resolvedAt ? resolvedAt : lastCallAt;
  return new Date(last) > until;
}

/** What machines do by a file that somebody merged is seldom an attack: no severer than configured. */
function severityOf({ severity, actorClass }: Sighting, automation: Severity): Severity {
  const isAutomation = ['gitops', 'ci', 'operator'].includes(actorClass);
  const most = severities.indexOf(automation);
  return isAutomation && severities.indexOf(severity) < most ? automation : severity;
}

/** How far a cluster was looked at. Time of which no record has arrived yet was not. */
async function remember(
  context: Context,
  step: Step,
  look: ClusterLook,
  {
    route,
    detections = ['forbidden'],
    workflow = null,
    shadow = false,
  }: Omit<TakeOptions, 'workflow'> & { workflow?: string | null },
): Promise<void> {
  const { window, problem, partial, newest } = look;
  const clusterId = look.clusterId.toLowerCase();
  const now = context.clock();
  const looksFor = looksForOf(detections);
  const facts = { severity: 'high' as const, clusterId, namespaces: [], at: now };
  const { rights } = context;
  const targets = await targetsBy(step.tx, { ...facts, detection: 'not-looking', route, rights });
  const before = await getLooking(step.tx, { clusterId, looksFor });
  const about = { clusterId, looksFor, workflow, shadow, targets, now };
  await saveLooking(step.tx, afterLook(before, look, about));
  if (problem || partial || !newest) return;
  const from = new Date(window.from);
  const until = new Date(Math.min(Date.parse(window.to), Date.parse(newest)));
  for (const detection of detections)
    await saveWatch(step.tx, { clusterId, detection, from, until });
}
