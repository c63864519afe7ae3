import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type MaintenanceWindow,
  nextOpening,
  openAt,
  readWindow,
  sayWindow,
  weeklyHours,
} from '../../src/fleet/maintenance-window.ts';
import type { Json } from '../../src/fleet/snapshot.ts';

function window(schedule: Json, more: Json = {}): MaintenanceWindow {
  const read = readWindow({
    name: 'aksManagedAutoUpgradeSchedule',
    properties: {
      maintenanceWindow: {
        ...{ schedule, durationHours: 4, utcOffset: '+00:00', startTime: '02:00' },
        ...more,
      },
    },
  });
  if (!read) throw new Error('no window');
  return read;
}

const weekly = (dayOfWeek: string, intervalWeeks = 1) => ({ weekly: { dayOfWeek, intervalWeeks } });
const next = (of: MaintenanceWindow, after: string) =>
  nextOpening(of, new Date(after))?.begin.toISOString() ?? null;

// 2026-11-24 is a Tuesday.
test.each<[string, Json, Json, string, string | null]>([
  ['a week', weekly('Sunday'), {}, '2026-11-24T00:00Z', '2026-11-29T02:00:00.000Z'],
  ['today', weekly('Tuesday'), {}, '2026-11-24T01:59Z', '2026-11-24T02:00:00.000Z'],
  ['today, too late', weekly('Tuesday'), {}, '2026-11-24T02:01Z', '2026-12-01T02:00:00.000Z'],
  [
    'a zone ahead of UTC, where the day has begun already',
    weekly('Sunday'),
    { utcOffset: '+05:30' },
    '2026-11-24T00:00Z',
    '2026-11-28T20:30:00.000Z',
  ],
  [
    'a zone behind UTC',
    weekly('Sunday'),
    { utcOffset: '-08:00', startTime: '23:00' },
    '2026-11-24T00:00Z',
    '2026-11-30T07:00:00.000Z',
  ],
  [
    'every day',
    { daily: { intervalDays: 1 } },
    {},
    '2026-11-24T03:00Z',
    '2026-11-25T02:00:00.000Z',
  ],
  [
    'every third day from a day on',
    { daily: { intervalDays: 3 } },
    { startDate: '2026-11-23' },
    '2026-11-24T00:00Z',
    '2026-11-26T02:00:00.000Z',
  ],
  [
    'every second week from a day on',
    weekly('Sunday', 2),
    { startDate: '2026-11-16' },
    '2026-11-24T00:00Z',
    '2026-12-06T02:00:00.000Z',
  ],
  [
    'a day of the month that not every month has',
    { absoluteMonthly: { intervalMonths: 1, dayOfMonth: 31 } },
    {},
    '2026-11-24T00:00Z',
    '2026-12-31T02:00:00.000Z',
  ],
  [
    'the second Tuesday',
    { relativeMonthly: { intervalMonths: 1, dayOfWeek: 'Tuesday', weekIndex: 'Second' } },
    {},
    '2026-11-24T00:00Z',
    '2026-12-08T02:00:00.000Z',
  ],
  [
    'the last Friday of every third month',
    { relativeMonthly: { intervalMonths: 3, dayOfWeek: 'Friday', weekIndex: 'Last' } },
    { startDate: '2026-10-01' },
    '2026-11-24T00:00Z',
    '2027-01-29T02:00:00.000Z',
  ],
  [
    'days that are not allowed are passed over',
    weekly('Sunday'),
    { notAllowedDates: [{ start: '2026-11-28', end: '2026-12-06' }] },
    '2026-11-24T00:00Z',
    '2026-12-13T02:00:00.000Z',
  ],
  [
    'not before its first day',
    weekly('Sunday'),
    { startDate: '2027-03-01' },
    '2026-11-24T00:00Z',
    '2027-03-07T02:00:00.000Z',
  ],
  [
    'never, where everything is forbidden',
    weekly('Sunday'),
    { notAllowedDates: [{ start: '2026-01-01', end: '2036-01-01' }] },
    '2026-11-24T00:00Z',
    null,
  ],
])('%s', (_, schedule, more, after, expected) => {
  expect(next(window(schedule, more), after)).toBe(expected);
});

test('it is open from its first moment to its last, past midnight too', () => {
  const late = window(weekly('Saturday'), { startTime: '22:00', durationHours: 6 });
  const open = (at: string) => openAt(late, new Date(at)) !== null;
  expect(open('2026-11-28T21:59:59Z')).toBe(false);
  expect(open('2026-11-28T22:00:00Z')).toBe(true);
  expect(open('2026-11-29T03:59:59Z')).toBe(true);
  expect(open('2026-11-29T04:00:00Z')).toBe(false);
});

test('it is shut on a day that is not allowed, though it began the day before', () => {
  const bans = { notAllowedDates: [{ start: '2026-11-29', end: '2026-11-29' }] };
  const late = window(weekly('Saturday'), { startTime: '22:00', durationHours: 6, ...bans });
  expect(openAt(late, new Date('2026-11-28T23:00:00Z'))).not.toBeNull();
  expect(openAt(late, new Date('2026-11-29T00:30:00Z'))).toBeNull();
});

test('what is no window, or of a kind that is not known, is none', () => {
  expect(readWindow({ name: 'default', properties: { timeInWeek: [] } })).toBeNull();
  expect(readWindow(null)).toBeNull();
  const strange = { schedule: { yearly: {} }, durationHours: 4, startTime: '02:00' };
  expect(readWindow({ name: 'x', properties: { maintenanceWindow: strange } })).toBeNull();
});

test('the next opening is open when it begins, whatever the window', () => {
  const windows = fc.record({
    day: fc.constantFrom('Monday', 'Wednesday', 'Sunday'),
    every: fc.integer({ min: 1, max: 4 }),
    offset: fc.constantFrom('-08:00', '+00:00', '+05:30', '+14:00'),
    start: fc.constantFrom('00:00', '02:30', '23:45'),
    hours: fc.integer({ min: 4, max: 24 }),
  });
  fc.assert(
    fc.property(
      windows,
      fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
      ({ day, every, offset, start, hours }, after) => {
        const one = window(weekly(day, every), {
          ...{ utcOffset: offset, startTime: start, durationHours: hours },
          startDate: '2025-01-01',
        });
        const opening = nextOpening(one, after);
        expect(opening && opening.begin >= after).toBe(true);
        expect(opening && openAt(one, opening.begin)).toEqual(opening);
      },
    ),
  );
});

test('hours of the week are read as people write them, or refused', () => {
  const read = weeklyHours('Sat,sun 22:00-04:00', 'UPGRADE_HOURS') ?? [];
  expect(read.map(sayWindow)).toEqual([
    'every Saturday at 22:00 (UTC), 6 hours',
    'every Sunday at 22:00 (UTC), 6 hours',
  ]);
  expect(weeklyHours('01:00-05:00', 'x')).toHaveLength(7);
  for (const text of ['', 'Sat', 'Foo 01:00-02:00', '25:00-26:00', 'Sat 1:00-2:00'])
    expect(weeklyHours(text, 'x')).toBeNull();
});

test('it is said in words', () => {
  expect(sayWindow(window(weekly('Sunday'), { utcOffset: '-03:30' }))).toBe(
    'every Sunday at 02:00 (UTC-03:30), 4 hours',
  );
  const monthly = {
    relativeMonthly: { intervalMonths: 2, dayOfWeek: 'Friday', weekIndex: 'Last' },
  };
  expect(sayWindow(window(monthly))).toContain('the last Friday of every 2 months');
});
