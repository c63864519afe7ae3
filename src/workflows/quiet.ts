import { isAtLeast } from '../posture/severity.ts';
import type { Severity } from '../posture/types.ts';
import { timetable } from './cron.ts';
import type { Route } from './routes-schema.ts';

/** Until when a message is held back; undefined where it goes out at once. */
export function quietUntil(
  { from, to, timezone, except }: NonNullable<Route['quiet']>,
  severity: Severity,
  now: Date,
): Date | undefined {
  if (isAtLeast(severity, except)) return undefined;
  // By real time: on days on which clocks are turned, a time of day comes twice or not at all.
  const begin = daily(from).last(now);
  // Both may come at once, where clocks are turned past them.
  const [end] = begin ? daily(to).next(1, new Date(begin.getTime() - 1_000)) : [];
  return end && now < end ? end : undefined;

  function daily(time: string) {
    const [hour, minute] = time.split(':').map(Number);
    return timetable({ schedule: `${minute} ${hour} * * *`, timezone });
  }
}
