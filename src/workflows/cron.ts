/** When a schedule fires. */
import { Cron } from 'croner';

/** Times of `schedule` in its time zone, as five fields: minute, hour, day, month, day of the week. */
interface Timetable {
  /** The next `count` times after `from`; fewer where there are none. */
  next(count: number, from: Date): Date[];
  /** The last time at or before `at`; null where there was none. */
  last(at: Date): Date | null;
}

export interface Schedule {
  schedule: string;
  timezone: string;
}

/** @throws Error that says what is wrong with the five fields or the time zone */
export function timetable({ schedule, timezone }: Schedule): Timetable {
  const cron = new Cron(schedule, { timezone, paused: true, mode: '5-part' });
  return {
    next: (count, from) => cron.nextRuns(count, from),
    // Croner looks before a time and by whole seconds, and the time itself counts.
    last: (at) =>
      cron.previousRuns(2, new Date(at.getTime() + 1_000)).find((each) => each <= at) ?? null,
  };
}

/** Why a schedule cannot be used; undefined where it can. */
export function scheduleProblem(schedule: string, now = new Date()): string | undefined {
  const fields = schedule.trim().split(/\s+/).length;
  if (fields !== 5)
    return `"${schedule}" has ${fields} ${fields === 1 ? 'field' : 'fields'}; write five, minute hour day month weekday: "0 7 * * 1-5"`;
  try {
    const [next] = timetable({ schedule, timezone: 'UTC' }).next(1, now);
    return next ? undefined : `"${schedule}" never comes`;
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).replace(/^Cron\w+: /, '');
    return `"${schedule}" is no schedule: ${why}; write for example "0 7 * * 1-5"`;
  }
}
