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
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const local = parts.format(now);
  const isQuiet = from < to ? local >= from && local < to : local >= from || local < to;
  if (!isQuiet) return undefined;
  const [hour, minute] = to.split(':').map(Number);
  return timetable({ schedule: `${minute} ${hour} * * *`, timezone }).next(1, now)[0];
}
