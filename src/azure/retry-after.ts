/** A wrong header must not put a change to sleep for a day: what is longer is asked again after this. */
const longestSeconds = 15 * 60;

/**
 * How long an answer asks to wait, in whole seconds, capped; undefined if it does not say.
 * `Retry-After` may be seconds or a date (RFC 9110 §10.2.3); Azure also sends milliseconds.
 */
export function retryAfterSeconds(
  header: (name: string) => string | undefined,
  now: number = Date.now(),
): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const value = header(name);
    if (value !== undefined && /^\d+$/.test(value)) return capped(Number(value) / 1000);
  }
  const value = header('retry-after')?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+$/.test(value)) return capped(Number(value));
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : capped((date - now) / 1000);
}

function capped(seconds: number): number {
  return Math.min(Math.max(Math.ceil(seconds), 0), longestSeconds);
}
