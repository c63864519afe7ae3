/**
 * When AKS may upgrade a cluster by itself: its maintenance configurations, computed.
 * https://learn.microsoft.com/azure/aks/planned-maintenance
 */
import type { Json } from './snapshot.ts';

export const clusterWindowName = 'aksManagedAutoUpgradeSchedule';

const dayMs = 24 * 60 * 60 * 1000;
const minuteMs = 60_000;
/** A yearly window and a long ban on top of it lie within. */
const horizonDays = 800;

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const weeks = ['First', 'Second', 'Third', 'Fourth'];

type Schedule =
  | { kind: 'daily'; every: number }
  | { kind: 'weekly'; every: number; day: number }
  | { kind: 'monthly'; every: number; dayOfMonth: number }
  /** `week` counts from 0; 4 is the last one of the month. */
  | { kind: 'relative'; every: number; day: number; week: number };

export interface MaintenanceWindow {
  name: string;
  schedule: Schedule;
  /** Minutes after midnight, in its own time zone. */
  start: number;
  hours: number;
  /** Minutes that its time zone is ahead of UTC. */
  offset: number;
  /** `YYYY-MM-DD`: not before. Intervals longer than one count from there. */
  from?: string;
  /** Both days belong to it. */
  bans: { start: string; end: string }[];
}

/** One time that a window is open. */
export interface Opening {
  begin: Date;
  end: Date;
}

/** Null where the configuration has no such window, or one of a shape that is not known. */
export function readWindow(configuration: Json): MaintenanceWindow | null {
  const window = configuration?.properties?.maintenanceWindow;
  const schedule = readSchedule(window?.schedule ?? {});
  const start = minutesOf(window?.startTime);
  const hours = Number(window?.durationHours);
  if (!schedule || start === null || !(hours > 0)) return null;
  return {
    name: String(configuration.name).split('/').at(-1) ?? '',
    ...{ schedule, start, hours },
    offset: minutesOf(window.utcOffset ?? '+00:00') ?? 0,
    ...(window.startDate && { from: String(window.startDate).slice(0, 10) }),
    bans: (window.notAllowedDates ?? []).flatMap(({ start, end }: Json) =>
      start && end ? [{ start: String(start).slice(0, 10), end: String(end).slice(0, 10) }] : [],
    ),
  };
}

/**
 * Hours of the week as people write them: `Sat,Sun 22:00-04:00` or `01:00-05:00`, in UTC.
 * @returns one window for each day; null where the text is none
 */
export function weeklyHours(text: string, name: string): MaintenanceWindow[] | null {
  const [, named, from, to] =
    /^(?:([a-z]{3}(?:,[a-z]{3})*) )?(\d\d:\d\d)-(\d\d:\d\d)$/i.exec(text.trim()) ?? [];
  const [start, end] = [minutesOf(from), minutesOf(to)];
  if (start === null || end === null || start > 1439 || end > 1440) return null;
  const words = named ? named.split(',') : days.map((day) => day.slice(0, 3));
  const wanted = words.map((word) =>
    days.findIndex((day) => day.slice(0, 3).toLowerCase() === word.toLowerCase()),
  );
  if (wanted.includes(-1)) return null;
  const hours = ((end - start + 1440) % 1440 || 1440) / 60;
  return wanted.map((day) => ({
    ...{ name, start, hours, offset: 0, bans: [] },
    schedule: { kind: 'weekly', every: 1, day },
  }));
}

/** The opening in which `at` lies, or null. */
export function openAt(window: MaintenanceWindow, at: Date): Opening | null {
  const today = localDay(window, at);
  const before = Math.ceil(window.hours / 24);
  for (let day = today - before; day <= today; day++) {
    const opening = openingOn(window, day);
    if (opening && opening.begin <= at && at < opening.end && !isBanned(window, today))
      return opening;
  }
  return null;
}

/** The first opening that begins at `after` or later; null where none comes in two years. */
export function nextOpening(window: MaintenanceWindow, after: Date): Opening | null {
  const today = localDay(window, after);
  for (let day = today; day <= today + horizonDays; day++) {
    const opening = openingOn(window, day);
    if (opening && opening.begin >= after && !isBanned(window, day)) return opening;
  }
  return null;
}

/** In words: `every Sunday at 02:00 (UTC+01:00), 6 hours`. */
export function sayWindow({ schedule, start, hours, offset }: MaintenanceWindow): string {
  const time = clockOf(start);
  const zone = offset === 0 ? 'UTC' : `UTC${offset < 0 ? '-' : '+'}${clockOf(Math.abs(offset))}`;
  return `${saySchedule(schedule)} at ${time} (${zone}), ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
}

function saySchedule(schedule: Schedule): string {
  const every = (unit: string) =>
    schedule.every === 1 ? `every ${unit}` : `every ${schedule.every} ${unit}s`;
  switch (schedule.kind) {
    case 'daily':
      return every('day');
    case 'weekly':
      return schedule.every === 1
        ? `every ${days[schedule.day]}`
        : `${days[schedule.day]} ${every('week')}`;
    case 'monthly':
      return `day ${schedule.dayOfMonth} of ${every('month')}`;
    case 'relative':
      return `the ${(weeks[schedule.week] ?? 'last').toLowerCase()} ${days[schedule.day]} of ${every('month')}`;
  }
}

function readSchedule({ daily, weekly, absoluteMonthly, relativeMonthly }: Json): Schedule | null {
  if (daily) return { kind: 'daily', every: interval(daily.intervalDays) };
  if (weekly) {
    const day = days.indexOf(weekly.dayOfWeek);
    return day < 0 ? null : { kind: 'weekly', every: interval(weekly.intervalWeeks), day };
  }
  if (absoluteMonthly) {
    const { dayOfMonth, intervalMonths } = absoluteMonthly;
    return { kind: 'monthly', every: interval(intervalMonths), dayOfMonth: Number(dayOfMonth) };
  }
  if (!relativeMonthly) return null;
  const { dayOfWeek, weekIndex, intervalMonths } = relativeMonthly;
  const [day, week] = [days.indexOf(dayOfWeek), [...weeks, 'Last'].indexOf(weekIndex)];
  if (day < 0 || week < 0) return null;
  return { kind: 'relative', every: interval(intervalMonths), day, week };
}

function interval(value: unknown): number {
  const count = Number(value);
  return Number.isInteger(count) && count > 1 ? count : 1;
}

/** Days since 1970 in the window's time zone. */
function localDay({ offset }: MaintenanceWindow, at: Date): number {
  return Math.floor((at.getTime() + offset * minuteMs) / dayMs);
}

function openingOn(window: MaintenanceWindow, day: number): Opening | null {
  const first = window.from ? dayOf(window.from) : null;
  if (first !== null && day < first) return null;
  if (!fits(window.schedule, day) || !isTurn(window.schedule, day, first)) return null;
  const begin = day * dayMs + (window.start - window.offset) * minuteMs;
  return { begin: new Date(begin), end: new Date(begin + window.hours * 60 * minuteMs) };
}

function fits(schedule: Schedule, day: number): boolean {
  const date = new Date(day * dayMs);
  const [dayOfMonth, dayOfWeek] = [date.getUTCDate(), date.getUTCDay()];
  switch (schedule.kind) {
    case 'daily':
      return true;
    case 'weekly':
      return dayOfWeek === schedule.day;
    case 'monthly':
      return dayOfMonth === schedule.dayOfMonth;
    case 'relative': {
      if (dayOfWeek !== schedule.day) return false;
      if (schedule.week < weeks.length) return Math.ceil(dayOfMonth / 7) === schedule.week + 1;
      return new Date((day + 7) * dayMs).getUTCMonth() !== date.getUTCMonth();
    }
  }
}

/** Every second week and the like count from the first day that fits. */
function isTurn(schedule: Schedule, day: number, from: number | null): boolean {
  if (schedule.every === 1) return true;
  let first = from ?? 0;
  while (!fits(schedule, first)) first++;
  if (schedule.kind === 'daily') return (day - first) % schedule.every === 0;
  if (schedule.kind === 'weekly') return ((day - first) / 7) % schedule.every === 0;
  return (monthOf(day) - monthOf(first)) % schedule.every === 0;
}

function monthOf(day: number): number {
  const date = new Date(day * dayMs);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

function isBanned({ bans }: MaintenanceWindow, day: number): boolean {
  return bans.some(({ start, end }) => dayOf(start) <= day && day <= dayOf(end));
}

function dayOf(date: string): number {
  return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

/** `02:30`, `+05:30`, `-03:00` in minutes. */
function minutesOf(text: unknown): number | null {
  const [, sign, hours, minutes] = /^([+-]?)(\d{1,2}):(\d{2})/.exec(String(text ?? '')) ?? [];
  if (hours === undefined) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -total : total;
}

function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
