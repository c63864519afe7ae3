import ms, { type StringValue } from 'ms';

/** `4h`, `90m`, `1h30m` in milliseconds; undefined for what is no duration, a bare number included. */
export function duration(word: string): number | undefined {
  if (!/^(?:\d{1,6}(?:\.\d{1,3})?(?:s|m|h|d|w))+$/i.test(word)) return undefined;
  const parts = word.match(/\d+(?:\.\d+)?[a-z]/gi) ?? [];
  const total = parts.reduce((sum, part) => sum + ms(part.toLowerCase() as StringValue), 0);
  return total > 0 ? total : undefined;
}
