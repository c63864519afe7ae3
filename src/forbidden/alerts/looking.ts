/** What a look tells of how looking goes: pure. */
import type { LateRow, LookingRow } from '../../store/looking.ts';
import type { ClusterLook } from '../types.ts';
import type { AlertConfig } from './config.ts';
import type { Target } from './types.ts';

/** Nothing was ever to be seen there, and a workflow says so once: there is nothing that stopped. */
export const neverThere: readonly string[] = ['no-audit-log', 'no-workspace', 'not-visible'];
/** So many times as late as usual is late. */
const timesUsual = 3;

/** One cluster that nobody can look at. */
export interface BlindCluster {
  clusterId: string;
  name: string;
  /** Until then everything was seen; null where nothing ever was. */
  since: string | null;
  /** `late`, `window`, `silent`, `partial`, or the code of a problem. */
  code: string;
  why: string;
  /** When it was looked at again; null while it is not. */
  seenAgain: string | null;
}

/** How a set of detections is known, in whatever order. */
export function looksForOf(detections: readonly string[]): string {
  return detections.toSorted().join(',');
}

interface About {
  clusterId: string;
  looksFor: string;
  workflow: string | null;
  shadow: boolean;
  targets: Target[];
  now: Date;
}

/** What is known after one more look. */
export function afterLook(before: LookingRow | null, look: ClusterLook, about: About): LookingRow {
  const { now, ...rest } = about;
  const { window, problem, partial, newest, source } = look;
  const isGood = problem === null && partial === null && newest !== null;
  const from = new Date(window.from);
  const newestAt = newest === null ? (before?.newestAt ?? null) : new Date(newest);
  const until =
    newest === null ? null : new Date(Math.min(Date.parse(window.to), Date.parse(newest)));
  const seen = isGood && until && until > from ? until : null;
  const seenUntil = later(before?.seenUntil ?? null, seen);
  return {
    ...rest,
    workspaceId: source?.workspaceId.toLowerCase() ?? before?.workspaceId ?? null,
    firstAt: before?.firstAt ?? now,
    lookedAt: now,
    // Clocks of two workers differ.
    everyS: usually(before?.everyS ?? null, before && Math.max(0, seconds(before.lookedAt, now))),
    seenUntil,
    newestAt,
    usualDelayS:
      usually(
        before?.seenUntil ? before.usualDelayS : null,
        seen && Math.max(0, seconds(seen, new Date(window.to))),
      ) ?? 0,
    failingSince: isGood ? null : (before?.failingSince ?? now),
    ...(isGood
      ? { code: null, problem: null }
      : {
          code: problem?.code ?? (partial === null ? 'no-data' : 'partial'),
          problem: problem?.message ?? partial ?? 'There is no record of the last day.',
        }),
    ...gapAfter(before, { from, seen }),
  };
}

/** Time between what was seen before and this look; gone once one look saw all of it. */
function gapAfter(
  before: LookingRow | null,
  { from, seen }: { from: Date; seen: Date | null },
): Pick<LookingRow, 'gapFrom' | 'gapUntil' | 'gapTries'> {
  const none = { gapFrom: null, gapUntil: null, gapTries: 0 };
  if (!before) return none;
  const { gapFrom, gapUntil, gapTries, seenUntil } = before;
  const known = { gapFrom, gapUntil, gapTries };
  if (!seen) return known;
  if (seenUntil && from > seenUntil)
    return { gapFrom: gapFrom ?? seenUntil, gapUntil: from, gapTries: 0 };
  if (gapFrom && gapUntil && from <= gapFrom && seen >= gapUntil) return none;
  return known;
}

/** Why nobody can look at a cluster; null where it is looked at, or where that is no news. */
export function blindness(
  row: LateRow,
  { now, config }: { now: Date; config: Pick<AlertConfig, 'notLookedAfter'> },
): BlindCluster | null {
  const { seenUntil, failingSince, lookedAt, everyS, usualDelayS, firstAt, newestAt } = row;
  if (seenUntil === null && neverThere.includes(row.code ?? '')) return null;
  const every = (everyS ?? 0) * 1000;
  // Others of the same workflow are looked at, and this one is not any more: it does not belong to it now.
  if (row.lastOfAll.getTime() - lookedAt.getTime() > 1.5 * every + 600_000) return null;
  const allowed = Math.max(
    config.notLookedAfter,
    timesUsual * usualDelayS * 1000 + every,
    2.5 * every,
  );
  const since = seenUntil ?? firstAt;
  if (now.getTime() - since.getTime() <= allowed) return null;
  const about = {
    clusterId: row.clusterId,
    name: row.clusterName ?? row.clusterId.split('/').at(-1) ?? row.clusterId,
    since: seenUntil?.toISOString() ?? null,
    seenAgain: null,
  };
  if (now.getTime() - lookedAt.getTime() > allowed) {
    // Nobody promised that there would be another.
    if (row.workflow === null) return null;
    return { ...about, code: 'silent', why: `no look came to an end since ${inUtc(lookedAt)}` };
  }
  if (failingSince !== null)
    return { ...about, code: row.code ?? 'failed', why: row.problem ?? 'the look failed' };
  if (newestAt && newestAt > since)
    return {
      ...{ ...about, code: 'window' },
      why: 'records arrive so late that no look reaches back to them: lengthen with.window in the workflow',
    };
  return {
    ...{ ...about, code: 'late' },
    why: `the newest record in the log is of ${newestAt ? inUtc(newestAt) : 'an unknown time'}: new ones do not arrive`,
  };
}

/** A quarter of what is new, so that one odd look moves it little; and never more than twice what it was, and a minute. */
function usually(known: number | null, now: number | null): number | null {
  if (now === null) return known;
  if (known === null) return Math.round(now);
  return Math.round(known * 0.75 + Math.min(now, 2 * known + 60) * 0.25);
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}

function seconds(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000;
}

function inUtc(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
