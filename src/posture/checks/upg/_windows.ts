const minutesOfDay = 24 * 60;
const dayMs = 24 * 60 * 60 * 1000;

interface Window {
  /** `HH:MM` in the window's own time zone. */
  start: string | undefined;
  /** As Azure writes it: `+02:00`. */
  offset: string | undefined;
  hours: number;
}

/** Does the whole window lie in these hours (UTC), which may go past midnight? Without a start that is not so. */
export function fitsInto(
  { start, offset, hours }: Window,
  approved: { from: string; to: string },
): boolean {
  if (!start) return false;
  const [from, to] = [minutes(approved.from), minutes(approved.to)];
  const beginning = minutes(start) - minutes(offset ?? '+00:00');
  const length = around(to - from) || minutesOfDay;
  return around(beginning - from) + hours * 60 <= length;
}

/**
 * The longest stretch of days, from now on, in which maintenance is forbidden: bans that overlap or
 * touch are one.
 */
export function blockedDays(
  bans: readonly { start: string | undefined; end: string | undefined }[],
  now: Date,
): number {
  const spans = bans
    .map(({ start, end }) => ({
      start: Date.parse(start ?? ''),
      end: Date.parse(end ?? '') + dayMs,
    }))
    .filter(({ start, end }) => !Number.isNaN(start) && !Number.isNaN(end))
    .sort((left, right) => left.start - right.start);
  let longest = 0;
  let stretch = { start: now.getTime(), end: now.getTime() };
  for (const { start, end } of spans) {
    if (end <= now.getTime()) continue;
    if (start <= stretch.end) stretch.end = Math.max(stretch.end, end);
    else stretch = { start, end };
    longest = Math.max(longest, stretch.end - stretch.start);
  }
  return longest / dayMs;
}

function minutes(time: string): number {
  const [, sign, hours, rest] = /^([+-]?)(\d{1,2}):(\d{2})/.exec(time) ?? [];
  const total = Number(hours) * 60 + Number(rest);
  return sign === '-' ? -total : total;
}

function around(value: number): number {
  return ((value % minutesOfDay) + minutesOfDay) % minutesOfDay;
}
