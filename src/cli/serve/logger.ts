import { type Logger, pino } from 'pino';

/** JSON lines on standard output. What could be a token or a secret is blotted out, wherever it stands. */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.token', '*.authorization', '*.headers.authorization', 'err.config', 'err.request'],
      censor: '[hidden]',
    },
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map(blotted) as Parameters<typeof method>);
      },
    },
  });
}

/** https://docs.slack.dev/authentication/tokens : tokens begin with xoxb-, xoxp-, xapp-. */
const secret = /\b(?:xox[a-z]|xapp)-[\w-]+|\bpostgres(?:ql)?:\/\/[^\s"']+|\bBearer\s+[\w.~+/-]+=*/g;

function blotted(argument: unknown): unknown {
  return typeof argument === 'string' ? argument.replaceAll(secret, '[hidden]') : argument;
}
