import { KqlError } from '../error.ts';
import { msOfTicks, ticksPerSecond } from '../values/datetime.ts';

const element = /d{1,2}|f{1,7}|F{1,7}|h{1,2}|H{1,2}|m{1,2}|M{1,2}|s{1,2}|yyyy|yy?|tt|./g;

/**
 * Writes a datetime with the format elements and delimiters that Kusto documents, no others.
 * https://learn.microsoft.com/kusto/query/format-datetime-function#supported-format-elements
 */
export function formatDatetime(ticks: bigint, format: string): string {
  return format.replace(element, (each) => write(ticks, each));
}

function write(ticks: bigint, each: string): string {
  const date = new Date(msOfTicks(ticks));
  const padded = (value: number) => String(value).padStart(each.length, '0');
  const fraction = (ticks % ticksPerSecond).toString().padStart(7, '0').slice(0, each.length);
  switch (each[0]) {
    case 'd':
      return padded(date.getUTCDate());
    case 'M':
      return padded(date.getUTCMonth() + 1);
    case 'y':
      return padded(each.length === 4 ? date.getUTCFullYear() : date.getUTCFullYear() % 100);
    case 'H':
      return padded(date.getUTCHours());
    case 'h':
      return padded(((date.getUTCHours() + 11) % 12) + 1);
    case 'm':
      return padded(date.getUTCMinutes());
    case 's':
      return padded(date.getUTCSeconds());
    case 'f':
      return fraction;
    case 'F':
      return fraction.replace(/0+$/, '');
    case 't':
      return date.getUTCHours() < 12 ? 'AM' : 'PM';
    default:
      if (!' /-:,._[]'.includes(each)) {
        throw new KqlError('SEM0100', `format_datetime() knows no format element '${each}'.`);
      }
      return each;
  }
}
