import ms, { type StringValue } from 'ms';

const unit = '(?:s|m|h|d|w|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?)';
const whole = new RegExp(`^(?:\\d{1,6}(?:\\.\\d{1,3})? ?${unit} ?)+$`, 'i');

/**
 * `4h`, `90m`, `1h30m`, `2 days` in milliseconds; undefined for what is no duration, a bare number
 * included.
 */
export function duration(text: string): number | undefined {
  const words = text.trim();
  if (!whole.test(words)) return undefined;
  const parts = words.match(/\d+(?:\.\d+)? ?[a-z]+/gi) ?? [];
  const total = parts.reduce((sum, part) => sum + ms(part.toLowerCase() as StringValue), 0);
  return total > 0 ? total : undefined;
}
