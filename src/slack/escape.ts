/**
 * Text that others chose (cluster names, tags, reasons, user agents), made harmless for mrkdwn.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * What a notification says. Views write it plainly, with names that others chose; Slack parses it all the same.
 * What was escaped before stays as it is.
 */
export function notification(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** As inline code, on one line; a backtick would end it. */
export function code(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll('`', 'ˋ').trim();
  return plain === '' ? '`""`' : `\`${escapeMrkdwn(plain)}\``;
}

/** In bold, on one line; an asterisk would end it. */
export function bold(text: string): string {
  const plain = text.replaceAll(/\s+/g, ' ').replaceAll('*', '∗').trim();
  return plain === '' ? '' : `*${escapeMrkdwn(plain)}*`;
}

/** A time in the reader's own zone. https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
export function when(at: Date | string, format = '{date_short_pretty} {time}'): string {
  const date = new Date(at);
  const fallback = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(date.getTime() / 1000)}^${format}|${fallback}>`;
}

/** A person as a mention; ids come from Slack, and anything else is shown as plain text. */
export function mention({ userId, name }: { userId: string; name?: string }): string {
  return /^[UW][A-Z0-9]+$/.test(userId)
    ? `<@${userId}>`
    : escapeMrkdwn((name ?? userId).slice(0, 80));
}
