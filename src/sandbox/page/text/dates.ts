const secondsOfTs = (ts: string) => Number.parseFloat(ts) * 1000;

function parts(at: Date, timeZone: string, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { timeZone, ...options }).format(at);
}

/** 2026-11-23 in that time zone: two dates are the same day if these are equal. */
function dayKey(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at);
}

export function clockTime(ts: string, timeZone: string): string {
  return parts(new Date(secondsOfTs(ts)), timeZone, { hour: 'numeric', minute: '2-digit' });
}

export function fullTime(ts: string, timeZone: string): string {
  const at = new Date(secondsOfTs(ts));
  return parts(at, timeZone, { dateStyle: 'full', timeStyle: 'medium' });
}

export function isSameDay(a: string, b: string, timeZone: string): boolean {
  return dayKey(new Date(secondsOfTs(a)), timeZone) === dayKey(new Date(secondsOfTs(b)), timeZone);
}

/** "Today", "Yesterday" or "Monday, November 23". */
export function dayTitle(ts: string, timeZone: string, now: Date): string {
  const at = new Date(secondsOfTs(ts));
  return (
    relativeDay(at, timeZone, now) ??
    parts(at, timeZone, { weekday: 'long', month: 'long', day: 'numeric' })
  );
}

function relativeDay(at: Date, timeZone: string, now: Date): string | undefined {
  const day = 86_400_000;
  const key = dayKey(at, timeZone);
  if (key === dayKey(now, timeZone)) return 'Today';
  if (key === dayKey(new Date(now.getTime() - day), timeZone)) return 'Yesterday';
  if (key === dayKey(new Date(now.getTime() + day), timeZone)) return 'Tomorrow';
  return undefined;
}

/** "just now", "5 minutes ago": how long since the last reply. */
export function ago(ts: string, now: Date): string {
  const minutes = Math.round((now.getTime() - secondsOfTs(ts)) / 60_000);
  if (minutes < 1) return 'just now';
  const [count, unit] =
    minutes < 60
      ? [minutes, 'minute']
      : minutes < 1440
        ? [Math.round(minutes / 60), 'hour']
        : [Math.round(minutes / 1440), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
}

/**
 * `<!date^…>` as Slack writes it:
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function formatDate(seconds: number, format: string, timeZone: string, now: Date): string {
  const at = new Date(seconds * 1000);
  // In the middle of a sentence, where these mostly stand, the words are small.
  const pretty = (otherwise: string) => relativeDay(at, timeZone, now)?.toLowerCase() ?? otherwise;
  const short = parts(at, timeZone, { month: 'short', day: 'numeric', year: 'numeric' });
  const medium = parts(at, timeZone, { month: 'long', day: 'numeric', year: 'numeric' });
  const long = parts(at, timeZone, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    year: 'numeric',
  });
  const texts: Record<string, () => string> = {
    date_num: () => dayKey(at, timeZone),
    date_slash: () => parts(at, timeZone, { dateStyle: 'short' }),
    date: () => medium,
    date_short: () => short,
    date_long: () => long,
    date_pretty: () => pretty(medium),
    date_short_pretty: () => pretty(short),
    date_long_pretty: () => pretty(long),
    time: () => parts(at, timeZone, { hour: 'numeric', minute: '2-digit' }),
    time_secs: () => parts(at, timeZone, { hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    ago: () => ago(String(seconds), now),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name: string) => texts[name]?.() ?? whole);
}
