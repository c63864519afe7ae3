import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from 'pino';

/** Bolt's own words, as lines of our log. Its debug lines hold whole payloads, so they are left out. */
export function slackLogger(logger: Logger): SlackLogger {
  const child = logger.child({ from: 'bolt' });
  const line = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug() {},
    info: (...parts) => child.debug(line(parts)),
    warn: (...parts) => child.warn(line(parts)),
    error: (...parts) => child.error(line(parts)),
    setLevel() {},
    setName() {},
    getLevel: () => LogLevel.INFO,
  };
}
