/** How much one person may ask for: nobody can keep the bot from everybody else by asking without end. */

export interface PaceLimit {
  /** So many at once… */
  burst: number;
  /** …and one more each so many milliseconds. */
  everyMs: number;
}

/** `slow-down` is to be told, once; after that nothing is answered until there is room again. */
export type Pace = (who: string) => 'go' | 'slow-down' | 'silent';

/** People who are remembered at the same time; whoever has been quiet is forgotten first. */
const mostRemembered = 10_000;

interface Asking {
  /** When all that was asked for so far will have been worked off. */
  busyUntil: number;
  told: boolean;
}

/** One limit for each person, in this process. The clock is passed in. */
export function createPace({ burst, everyMs }: PaceLimit, clock: () => Date): Pace {
  const asking = new Map<string, Asking>();
  return (who) => {
    const now = clock().getTime();
    const before = asking.get(who);
    const busyUntil = Math.max(before?.busyUntil ?? 0, now) + everyMs;
    const fits = busyUntil - now <= burst * everyMs;
    // Set anew, so that the map's order is the order of the last times.
    asking.delete(who);
    asking.set(
      who,
      fits ? { busyUntil, told: false } : { busyUntil: before?.busyUntil ?? now, told: true },
    );
    const [oldest] = asking.keys();
    if (asking.size > mostRemembered && oldest !== undefined) asking.delete(oldest);
    if (fits) return 'go';
    return before?.told ? 'silent' : 'slow-down';
  };
}
