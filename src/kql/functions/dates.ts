import { textOf } from '../compile/text.ts';
import { KqlError, refuse } from '../error.ts';
import {
  floorDivide,
  fromParts,
  inRange,
  msOfTicks,
  ticksPerDay,
  ticksPerSecond,
} from '../values/datetime.ts';
import type { Value } from '../values/value.ts';
import { offsetAt, utcOfLocal } from '../values/zones.ts';
import { formatDatetime } from './format-datetime.ts';
import { argument, type ScalarFunction, strict } from './kit.ts';

const week = 7n * ticksPerDay;
const minute = 60n * ticksPerSecond;

/** 0001-01-01 was a Monday, so the weeks that begin on Sunday begin a day before it. */
function startOfWeek(ticks: bigint): bigint {
  return floorDivide(ticks + ticksPerDay, week) * week - ticksPerDay;
}

function dateOf(ticks: bigint): Date {
  return new Date(msOfTicks(ticks));
}

function startOfMonth(ticks: bigint, months = 0): bigint | null {
  const date = dateOf(ticks);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  return fromParts(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 1);
}

type Start = (ticks: bigint, shift: number) => bigint | null;

const starts: Record<string, Start> = {
  day: (ticks, shift) =>
    floorDivide(ticks, ticksPerDay) * ticksPerDay + BigInt(shift) * ticksPerDay,
  week: (ticks, shift) => startOfWeek(ticks) + BigInt(shift) * week,
  month: (ticks, shift) => startOfMonth(ticks, shift),
  year: (ticks, shift) => fromParts(dateOf(ticks).getUTCFullYear() + shift, 1, 1),
};

function startOf(unit: string): ScalarFunction {
  return strict(2, ([ticks, shift = 0]) => {
    const start = starts[unit]?.(ticks as bigint, Number(shift)) ?? null;
    return start === null ? null : inRange(start);
  });
}

/** The last tick of the period. */
function endOf(unit: string): ScalarFunction {
  return strict(2, ([ticks, shift = 0]) => {
    const next = starts[unit]?.(ticks as bigint, Number(shift) + 1) ?? null;
    return next === null ? null : inRange(next - 1n);
  });
}

function part(read: (date: Date, ticks: bigint) => Value): ScalarFunction {
  return strict(1, ([ticks]) => read(dateOf(ticks as bigint), ticks as bigint));
}

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
}

/** Counts the borders of the period between the two moments. */
const diffs: Record<string, (ticks: bigint) => bigint> = {
  year: (ticks) => BigInt(dateOf(ticks).getUTCFullYear()),
  quarter: (ticks) => months(ticks) / 3n,
  month: (ticks) => months(ticks),
  week: (ticks) => floorDivide(ticks + ticksPerDay, week),
  day: (ticks) => floorDivide(ticks, ticksPerDay),
  hour: (ticks) => floorDivide(ticks, 60n * minute),
  minute: (ticks) => floorDivide(ticks, minute),
  second: (ticks) => floorDivide(ticks, ticksPerSecond),
  millisecond: (ticks) => floorDivide(ticks, 10_000n),
  microsecond: (ticks) => floorDivide(ticks, 10n),
  nanosecond: (ticks) => ticks * 100n,
};

function months(ticks: bigint): bigint {
  const date = dateOf(ticks);
  return BigInt(date.getUTCFullYear() * 12 + date.getUTCMonth());
}

const datetimeDiff: ScalarFunction = strict(3, ([period, one, two]) => {
  const count = diffs[String(period).toLowerCase()];
  if (!count) {
    throw new KqlError('SEM0100', `datetime_diff() knows no period '${String(period)}'.`);
  }
  return Number(count(one as bigint) - count(two as bigint));
});

/** A shorter month's last day stands for a day that it has not. */
const datetimeAdd: ScalarFunction = strict(3, ([period, amount, ticks]) => {
  const name = String(period).toLowerCase();
  const count = Number(amount);
  const monthsIn: Record<string, number> = { year: 12, quarter: 3, month: 1 };
  const perMonth = monthsIn[name];
  if (perMonth !== undefined) {
    const start = startOfMonth(ticks as bigint) ?? 0n;
    const target = startOfMonth(ticks as bigint, count * perMonth);
    const after = startOfMonth(ticks as bigint, count * perMonth + 1);
    if (target === null || after === null) {
      return null;
    }
    const into = (ticks as bigint) - start;
    const lastDay = after - target - ticksPerDay;
    return target + (into > lastDay + ticksPerDay - 1n ? lastDay + (into % ticksPerDay) : into);
  }
  const sizes: Record<string, bigint> = {
    week,
    day: ticksPerDay,
    hour: 60n * minute,
    minute,
    second: ticksPerSecond,
    millisecond: 10_000n,
    microsecond: 10n,
  };
  const size = sizes[name];
  if (size === undefined) {
    throw new KqlError('SEM0100', `datetime_add() knows no period '${String(period)}'.`);
  }
  return inRange((ticks as bigint) + size * BigInt(count));
});

function zoned(apply: (ticks: bigint, zone: string) => bigint): ScalarFunction {
  return (call) => {
    const time = argument(call, 0);
    const zone = textOf(argument(call, 1));
    return (row) => {
      const ticks = time.evaluate(row);
      return ticks === null ? null : inRange(apply(ticks as bigint, zone(row)));
    };
  };
}

/** (hour, minute), (hour, minute, second) or (day, hour, minute, second). */
const makeTimespan: ScalarFunction = strict(4, (values) => {
  const numbers = values.map(Number);
  const [days, hours, minutes, seconds] =
    numbers.length === 4 ? numbers : [0, numbers[0], numbers[1], numbers[2] ?? 0];
  const inside = (value = 0, end = 0) => value >= 0 && value < end;
  if (!inside(hours, 24) || !inside(minutes, 60) || !inside(seconds, 60) || (days ?? 0) < 0) {
    return null;
  }
  const whole = (BigInt(days ?? 0) * 24n + BigInt(hours ?? 0)) * 60n + BigInt(minutes ?? 0);
  return whole * minute + BigInt(Math.round((seconds ?? 0) * 1e7));
});

const makeDatetime: ScalarFunction = (call) => {
  if (![3, 5, 6].includes(call.args.length) || call.args.some((arg) => arg.type === 'dynamic')) {
    throw refuse(`make_datetime() with ${call.args.length} arguments`, call.node);
  }
  return strict(6, (values) => {
    const [year = 0, month = 0, day = 0, hour = 0, minutes = 0, seconds = 0] = values.map(Number);
    const start = fromParts(year, month, day, hour, minutes, 0);
    const inside = seconds >= 0 && seconds < 60;
    return start === null || !inside ? null : start + BigInt(Math.round(seconds * 1e7));
  })(call);
};

export const dateFunctions: Record<string, ScalarFunction> = {
  startofday: startOf('day'),
  startofweek: startOf('week'),
  startofmonth: startOf('month'),
  startofyear: startOf('year'),
  endofday: endOf('day'),
  endofweek: endOf('week'),
  endofmonth: endOf('month'),
  endofyear: endOf('year'),
  dayofweek: part((_, ticks) => floorDivide(ticks - startOfWeek(ticks), ticksPerDay) * ticksPerDay),
  dayofmonth: part((date) => date.getUTCDate()),
  dayofyear: part(dayOfYear),
  getmonth: part((date) => date.getUTCMonth() + 1),
  monthofyear: part((date) => date.getUTCMonth() + 1),
  getyear: part((date) => date.getUTCFullYear()),
  hourofday: part((date) => date.getUTCHours()),
  datetime_diff: datetimeDiff,
  datetime_add: datetimeAdd,
  datetime_utc_to_local: zoned((ticks, zone) => ticks + offsetAt(ticks, zone)),
  datetime_local_to_utc: zoned(utcOfLocal),
  format_datetime: strict(2, ([ticks, format]) =>
    formatDatetime(ticks as bigint, format as string),
  ),
  make_timespan: makeTimespan,
  make_datetime: makeDatetime,
};
