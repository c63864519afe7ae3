import type { Reboot, RebootEvidence, RebootSource } from './types.ts';

const minuteMs = 60_000;

/** The most trusted first. The metric is the sentinel itself; the others are what kured did about it. */
const trust: readonly RebootSource[] = ['metric', 'annotation', 'log', 'lock'];

/** For so long after the moment of which it speaks, evidence is believed. */
const believedMinutes: Record<RebootSource, number> = {
  // Every minute; the rest is the way through the workspace.
  metric: 120,
  annotation: 120,
  // kured looks once an hour unless told otherwise, and within its window only.
  log: 26 * 60,
  lock: 120,
};

/** kured's usual period: what is younger by more than this has seen something newer. */
const newerByMinutes = 60;

export interface RebootQuestion {
  /** All that was said of one node. */
  evidence: readonly RebootEvidence[];
  /** `nodeOSUpgradeChannel`, in lower case; null where none is named. */
  channel: string | null;
  /** When the node came up, as far as that is known: what was said before is of the one before it. */
  bornAt: string | null;
  now: Date;
  /** Why nothing is known, where nothing is. */
  why: string;
}

/**
 * Whether a node waits for a reboot. Of what is still believed, the most trusted source wins, unless a less trusted
 * one speaks of a moment more than an hour later. Without any evidence it is unknown, and never "no"; where the
 * channel brings patched images, that is the answer.
 */
export function judgeReboot({ evidence, channel, bornAt, now, why }: RebootQuestion): Reboot {
  const born = Date.parse(bornAt ?? '');
  const ofThisNode = evidence.filter(({ at }) => Number.isNaN(born) || Date.parse(at) >= born);
  const isBelieved = ({ source, at }: RebootEvidence) =>
    now.getTime() - Date.parse(at) <= believedMinutes[source] * minuteMs;
  const believed = ofThisNode
    .filter(isBelieved)
    .sort(
      (a, b) =>
        trust.indexOf(a.source) - trust.indexOf(b.source) || Date.parse(b.at) - Date.parse(a.at),
    );
  const by = believed.reduce<RebootEvidence | undefined>(
    (best, each) => (best === undefined || isMuchNewer(each, best) ? each : best),
    undefined,
  );
  const byImage = channel === 'nodeimage' || channel === 'securitypatch';
  if (by && !(byImage && by.says === 'not-required'))
    return {
      kind: by.says,
      since: sinceItCame(sinceOf(believed, by), born),
      by,
      against: believed.filter(({ says }) => says !== by.says),
    };
  if (byImage) return { kind: 'by-image' };
  return { kind: 'unknown', why, stale: ofThisNode.filter((each) => !isBelieved(each)) };
}

/** What was so before it came up was so of another machine of the same name. */
function sinceItCame(since: string | null, born: number): string | null {
  return since !== null && Date.parse(since) < born ? new Date(born).toISOString() : since;
}

function isMuchNewer(each: RebootEvidence, than: RebootEvidence): boolean {
  return Date.parse(each.at) - Date.parse(than.at) > newerByMinutes * minuteMs;
}

/** What decided knows best; another that says the same may know since when where that does not, or not as far back. */
function sinceOf(believed: readonly RebootEvidence[], by: RebootEvidence): string | null {
  if (by.says === 'not-required') return null;
  if (by.since && !by.sinceAtLeast) return by.since;
  const others = believed.flatMap(({ says, since }) => (says === by.says && since ? [since] : []));
  return others.sort()[0] ?? null;
}
