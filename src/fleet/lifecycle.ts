/**
 * How long Azure supports a Kubernetes minor. Its API gives no dates, so a dated copy of the
 * published calendar is shipped (lifecycle.json says when it was copied and from where), and
 * configuration may correct it.
 */
import calendar from './lifecycle.json' with { type: 'json' };

/** A date `YYYY-MM-DD`, or a month `YYYY-MM`, the last day of which counts. */
type CalendarDate = string;

export interface MinorLifecycle {
  /** As in `1.34`. */
  minor: string;
  generalAvailability: CalendarDate;
  endOfLife: CalendarDate;
  ltsEndOfLife?: CalendarDate;
  /** As Azure words it: `1.38 GA`. */
  platformSupportUntil?: string;
}

export const lifecycleSource = { asOf: calendar.asOf, url: calendar.source };

export type Lifecycle =
  | {
      kind: 'listed';
      generalAvailability: Date;
      /** The first moment without community support, and without long-term support. */
      supportEnds: Date;
      ltsEnds: Date | null;
      platformSupportUntil: string | null;
    }
  /** Older than everything in the calendar: out of every support. */
  | { kind: 'older' }
  /** Newer than the calendar, or no version. */
  | { kind: 'unlisted' };

/** @param version a minor or a full version: `1.34`, `1.34.9`. */
export function lifecycleOf(version: string, overrides: readonly MinorLifecycle[] = []): Lifecycle {
  const minor = minorOf(version);
  if (minor === undefined) return { kind: 'unlisted' };
  const known: MinorLifecycle[] = [...overrides, ...calendar.kubernetes];
  const listed = known.find((entry) => entry.minor === minor);
  if (listed)
    return {
      kind: 'listed',
      generalAvailability: firstMoment(listed.generalAvailability),
      supportEnds: momentAfter(listed.endOfLife),
      ltsEnds: listed.ltsEndOfLife ? momentAfter(listed.ltsEndOfLife) : null,
      platformSupportUntil: listed.platformSupportUntil ?? null,
    };
  const isOlder = known.every((entry) => compareVersions(minor, entry.minor) < 0);
  return { kind: isOlder ? 'older' : 'unlisted' };
}

/** `1.34` of `1.34.9`; undefined of anything that is no version. */
export function minorOf(version: string): string | undefined {
  return /^v?(\d+\.\d+)(\.|$)/.exec(version)?.[1];
}

/** Number by number; a part that is missing counts as zero. */
export function compareVersions(left: string, right: string): number {
  const parts = (version: string) => version.replace(/^v/, '').split(/[.+-]/).map(Number);
  const [a, b] = [parts(left), parts(right)];
  for (let index = 0; index < 3; index++) {
    const difference = (a[index] || 0) - (b[index] || 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function firstMoment(date: CalendarDate): Date {
  return new Date(date.length === 7 ? `${date}-01T00:00:00Z` : `${date}T00:00:00Z`);
}

/** A day ends support as it begins; a month does when it is over. */
function momentAfter(date: CalendarDate): Date {
  const moment = firstMoment(date);
  if (date.length === 7) moment.setUTCMonth(moment.getUTCMonth() + 1);
  return moment;
}
