/**
 * A datetime is a bigint of 100-nanosecond ticks since 0001-01-01T00:00:00Z, and a timespan a bigint
 * of ticks, as in Kusto; a JavaScript number cannot hold today's ticks exactly.
 * https://learn.microsoft.com/kusto/query/scalar-data-types/datetime
 */
export const ticksPerMs = 10_000n;
export const ticksPerSecond = 10_000_000n;
export const ticksPerDay = 864_000_000_000n;
const epochTicks = 621_355_968_000_000_000n;
const maxTicks = 3_155_378_975_999_999_999n;

export function ticksOfMs(ms: number): bigint {
  return BigInt(Math.trunc(ms)) * ticksPerMs + epochTicks;
}

/** Milliseconds since 1970, rounded down. */
export function msOfTicks(ticks: bigint): number {
  return Number(floorDivide(ticks - epochTicks, ticksPerMs));
}

export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by !== 0n && value < 0n !== by < 0n ? quotient - 1n : quotient;
}

/** Outside the years 1 to 9999 there is no datetime: the result is null. */
export function inRange(ticks: bigint): bigint | null {
  return ticks >= 0n && ticks <= maxTicks ? ticks : null;
}

const iso =
  /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2}|GMT|UTC)?$/i;
const rfc =
  /^(?:[a-z]{3,9},?\s+)?(\d{1,2})[ -]([a-z]{3})[ -](\d{4}|\d{2})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:GMT|UTC|Z)?$/i;
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads the ISO 8601, RFC 822 and RFC 850 forms that Kusto documents; null for text in none of them.
 * Text without a zone is UTC.
 */
export function parseDatetime(text: string): bigint | null {
  const trimmed = text.trim();
  const match = iso.exec(trimmed);
  if (match) {
    const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0'] = match;
    const ticks = fromParts(+(year ?? 0), +month, +day, +hour, +minute, +second);
    if (ticks === null) {
      return null;
    }
    const fraction = BigInt((match[7] ?? '').padEnd(7, '0').slice(0, 7) || '0');
    return inRange(ticks + fraction - offsetOf(match[8]));
  }
  const old = rfc.exec(trimmed);
  if (old) {
    const month = months.indexOf((old[2] ?? '').toLowerCase()) + 1;
    const year = (old[3] ?? '').length === 2 ? 2000 + +(old[3] ?? 0) : +(old[3] ?? 0);
    return month === 0
      ? null
      : fromParts(year, month, +(old[1] ?? 0), +(old[4] ?? 0), +(old[5] ?? 0), +(old[6] ?? 0));
  }
  return null;
}

function offsetOf(zone: string | undefined): bigint {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  if (!match) {
    return 0n;
  }
  const minutes = BigInt(match[2] ?? 0) * 60n + BigInt(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60n * ticksPerSecond;
}

/** Ticks of a calendar moment, null where there is no such moment (30 February). */
export function fromParts(
  year: number,
  month: number,
  day: number,
  hour = 0,
  minute = 0,
  second = 0,
): bigint | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  const same =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60;
  return same && second < 60 && year >= 1 && year <= 9999 ? ticksOfMs(date.getTime()) : null;
}

/** With all seven digits, as `tostring` writes it. */
export function longDatetime(ticks: bigint): string {
  const seconds = new Date(msOfTicks(ticks)).toISOString().slice(0, 19);
  return `${seconds}.${(ticks % ticksPerSecond).toString().padStart(7, '0')}Z`;
}

/** Without trailing zeros, as the Logs API sends it. */
export function shortDatetime(ticks: bigint): string {
  return longDatetime(ticks).replace(/\.?0+Z$/, 'Z');
}
