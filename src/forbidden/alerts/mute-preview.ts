/** What a mute would cover, and what it would have hidden. */
import { lookingSince } from '../../store/looking.ts';
import { type AlertDay, alertDaysSince, seenOfActor } from '../../store/mutes.ts';
import type { Severity, Sighting } from '../types.ts';
import type { Context } from './context.ts';
import {
  type Cover,
  type Coverable,
  type CoverKind,
  coversOf,
  isCovered,
  worstOfAll,
} from './cover.ts';
import { describe } from './describe.ts';
import type { Seen } from './types.ts';
import { seenWith } from './worsening.ts';

const dayMs = 86_400_000;
const previewDays = 14;
const mostExamples = 5;
const severities: readonly string[] = ['critical', 'high', 'medium', 'low', 'info'];

/** An alert, or calls of which there is none: a mute can come before. */
export type MuteSubject = { alertId: string } | { sighting: Sighting };

export interface MutePreview {
  kind: CoverKind;
  cover: Cover;
  /** Where it holds; null on every cluster. */
  clusterId: string | null;
  /** In the last 14 days, this alert included. */
  alerts: number;
  calls: number;
  /** Days with such calls, the oldest first: `2026-11-24`, UTC. */
  days: { day: string; alerts: number; calls: number }[];
  /** The gravest, five at most. */
  examples: {
    alertId: string;
    clusterId: string;
    actor: string;
    kind: string;
    resourceClass: string;
    severity: Severity;
    calls: number;
    lastCallAt: string;
  }[];
  /** The last time it would have hidden something of high or critical severity. */
  graveAt: string | null;
  /** Since when there is anything to tell of: perhaps less than 14 days. Null where nobody ever looked by schedule. */
  knownSince: string | null;
}

/** What one way to mute would have hidden. Null where the alert is gone, or cannot be muted like that. */
export async function previewMute(
  context: Context,
  subject: MuteSubject & { kind: CoverKind },
): Promise<MutePreview | null> {
  const muted = await mutable(context, subject);
  const chosen = muted && coversOf(muted).find(({ kind }) => kind === subject.kind);
  return chosen ? previewOf(context, muted.sighting, chosen) : null;
}

/** The same for each way to mute it, the narrowest first. Null where the alert is gone. */
export async function previewMutes(
  context: Context,
  subject: MuteSubject,
): Promise<MutePreview[] | null> {
  const muted = await mutable(context, subject);
  if (!muted) return null;
  return Promise.all(coversOf(muted).map((each) => previewOf(context, muted.sighting, each)));
}

/** What is known of a subject; null where it is gone. */
async function mutable(context: Context, subject: MuteSubject): Promise<Coverable | null> {
  const known =
    'alertId' in subject
      ? await describe(context, subject.alertId)
      : { sighting: subject.sighting, seen: seenWith(null, subject.sighting) };
  if (!known) return null;
  const { seen } = known;
  // An alert may be graver than its newest calls.
  const { severity } = 'severity' in known ? known : known.sighting;
  const sighting = { ...known.sighting, severity };
  return { sighting, seen, elsewhere: await elsewhere(context, sighting, seen) };
}

async function elsewhere({ db }: Context, sighting: Sighting, seen: Seen) {
  const everywhere: Seen[] = [seen, ...(await seenOfActor(db, sighting))];
  return {
    addresses: [...new Set(everywhere.flatMap(({ addresses }) => addresses))],
    agents: [...new Set(everywhere.flatMap(({ agents }) => agents))],
  };
}

async function previewOf(
  { db, clock }: Context,
  muted: Sighting,
  { kind, cover }: { kind: CoverKind; cover: Cover },
): Promise<MutePreview> {
  const { detection } = muted;
  const clusterId = kind === 'everywhere' ? null : muted.clusterId.toLowerCase();
  const since = new Date(clock().getTime() - previewDays * dayMs);
  const rows = await alertDaysSince(db, { clusterId, detection, actor: cover.actor, since });
  // By everything that was seen since it opened: a part of it that is covered hides nothing by itself.
  const hidden = rows.filter(({ sighting, seen }) =>
    isCovered(cover, { ...sighting, ...seen, distinct: undefined }),
  );
  const worst = worstOfAll([
    muted,
    ...hidden.map(({ sighting, seen, severity }) => ({ ...sighting, ...seen, severity })),
  ]);
  const grave = hidden.filter(({ severity }) => isGrave(severity as Severity));
  const last = Math.max(0, ...grave.map((row) => row.last.getTime()));
  return {
    ...{ kind, cover: { ...cover, worst }, clusterId },
    alerts: new Set(hidden.map(({ id }) => id)).size,
    calls: total(hidden),
    days: [...Map.groupBy(hidden, ({ day }) => day)].map(([day, its]) => ({
      ...{ day, alerts: its.length, calls: total(its) },
    })),
    examples: examplesOf(hidden),
    graveAt: last > 0 ? new Date(last).toISOString() : null,
    knownSince: (await lookingSince(db, clusterId))?.toISOString() ?? null,
  };
}

function examplesOf(hidden: readonly AlertDay[]): MutePreview['examples'] {
  return [...Map.groupBy(hidden, ({ id }) => id)]
    .map(([alertId, days]) => {
      const { clusterId, sighting, severity } = days[0] as AlertDay;
      const { actor, kind, resourceClass } = sighting as Sighting;
      const lastCallAt = new Date(Math.max(...days.map(({ last }) => last.getTime())));
      return {
        ...{ alertId, clusterId, actor, kind, resourceClass, severity: severity as Severity },
        ...{ calls: total(days), lastCallAt: lastCallAt.toISOString() },
      };
    })
    .toSorted(
      (a, b) =>
        severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
        b.calls - a.calls ||
        (a.alertId < b.alertId ? -1 : 1),
    )
    .slice(0, mostExamples);
}

/** What only those who approve changes may keep from people. */
function isGrave(severity: Severity): boolean {
  return severity === 'critical' || severity === 'high';
}

function total(days: readonly { calls: number }[]): number {
  return days.reduce((sum, { calls }) => sum + calls, 0);
}
