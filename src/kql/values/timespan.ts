import { ticksPerDay, ticksPerSecond } from './datetime.ts';

const ticksPerMinute = 60n * ticksPerSecond;
const ticksPerHour = 60n * ticksPerMinute;

/** https://learn.microsoft.com/kusto/query/scalar-data-types/timespan#timespan-literals */
const units: Record<string, bigint> = {
  d: ticksPerDay,
  day: ticksPerDay,
  days: ticksPerDay,
  h: ticksPerHour,
  hr: ticksPerHour,
  hrs: ticksPerHour,
  hour: ticksPerHour,
  hours: ticksPerHour,
  m: ticksPerMinute,
  min: ticksPerMinute,
  minute: ticksPerMinute,
  minutes: ticksPerMinute,
  s: ticksPerSecond,
  sec: ticksPerSecond,
  second: ticksPerSecond,
  seconds: ticksPerSecond,
  ms: 10_000n,
  milli: 10_000n,
  millis: 10_000n,
  millisecond: 10_000n,
  milliseconds: 10_000n,
  micro: 10n,
  micros: 10n,
  microsecond: 10n,
  microseconds: 10n,
  tick: 1n,
  ticks: 1n,
};

const clock = /^(-)?(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?$/;
const amount = /^(-)?(\d+)(?:\.(\d+))?\s*([a-z]+)$/i;

/** Ticks of `1d`, `1.5h`, `1.02:03:04.5` or a bare number of days; null for other text. */
export function parseTimespan(text: string): bigint | null {
  const trimmed = text.trim();
  const match = clock.exec(trimmed);
  if (match) {
    const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
    if (+hours > 23 || +minutes > 59 || +seconds > 59) {
      return null;
    }
    const whole = BigInt(days) * 24n + BigInt(hours);
    const ticks = ((whole * 60n + BigInt(minutes)) * 60n + BigInt(seconds)) * ticksPerSecond;
    const total = ticks + BigInt(fraction.padEnd(7, '0'));
    return sign ? -total : total;
  }
  const bare = /^-?\d+(\.\d+)?$/.test(trimmed) ? `${trimmed}d` : trimmed;
  const parts = amount.exec(bare);
  const unit = units[(parts?.[4] ?? '').toLowerCase()];
  if (!parts || unit === undefined) {
    return null;
  }
  const decimals = parts[3] ?? '';
  const scale = 10n ** BigInt(decimals.length);
  const ticks = (BigInt(`${parts[2]}${decimals}`) * unit) / scale;
  return parts[1] ? -ticks : ticks;
}

/** `[-][d.]hh:mm:ss[.fffffff]`. */
export function formatTimespan(ticks: bigint): string {
  const size = ticks < 0n ? -ticks : ticks;
  const days = size / ticksPerDay;
  const two = (value: bigint) => value.toString().padStart(2, '0');
  const fraction = size % ticksPerSecond;
  return [
    ticks < 0n ? '-' : '',
    days > 0n ? `${days}.` : '',
    `${two((size / ticksPerHour) % 24n)}:${two((size / ticksPerMinute) % 60n)}:`,
    two((size / ticksPerSecond) % 60n),
    fraction > 0n ? `.${fraction.toString().padStart(7, '0')}` : '',
  ].join('');
}
