import { KqlError } from '../error.ts';
import { msOfTicks, ticksPerMs } from './datetime.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      throw new KqlError(
        'SEM0100',
        `'${zone}' is not a time zone. Use an IANA name such as Europe/Oslo.`,
      );
    }
    formats.set(zone, format);
  }
  return format;
}

/** How far the zone's clocks are ahead of UTC at that moment, in ticks. */
export function offsetAt(ticks: bigint, zone: string): bigint {
  const ms = Math.floor(msOfTicks(ticks) / 1000) * 1000;
  const parts: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(ms)) {
    parts[part.type] = Number(part.value);
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return BigInt(Date.UTC(year, month - 1, day, hour, minute, second) - ms) * ticksPerMs;
}

/** The moment at which the zone's clocks show this; of two, the earlier. */
export function utcOfLocal(local: bigint, zone: string): bigint {
  const guess = local - offsetAt(local, zone);
  return local - offsetAt(guess, zone);
}
