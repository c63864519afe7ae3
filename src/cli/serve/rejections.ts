import type { Logger } from 'pino';
import { SlackRefused } from '../../slack/app.ts';
import { fatalSlackCode } from '../../slack/explain.ts';

export interface RejectionGuard {
  /** From now on the program ends on purpose. */
  stopping(): void;
  remove(): void;
}

/**
 * Socket Mode 3.1 forgets to catch two promises: one of a reconnect that is under way while it is
 * stopped, and one of a reconnect that Slack refuses. Either would kill the process without a word.
 * https://github.com/slackapi/node-slack-sdk/issues/2656
 */
export function guardRejections({
  logger,
  onFatal,
}: {
  logger: Logger;
  onFatal(error: unknown): void;
}): RejectionGuard {
  let isStopping = false;
  const listener = (reason: unknown) => {
    // Rule 1: a reconnect that was cut off by our own end carries no reason; nothing is lost.
    if (isStopping && (reason === undefined || isSocketMode(reason))) {
      logger.debug('a reconnect was cut off by the end of the program');
      return;
    }
    // Rule 2: Slack refuses the token; going on would be a bot that hears nothing.
    const code = fatalSlackCode(reason);
    if (code) return onFatal(new SlackRefused(code, reason));
    // Rule 3: anything else is a fault of ours, and the state of the process is not known.
    onFatal(reason instanceof Error ? reason : new Error(`unhandled: ${String(reason)}`));
  };
  process.on('unhandledRejection', listener);
  return {
    stopping() {
      isStopping = true;
    },
    remove() {
      process.off('unhandledRejection', listener);
    },
  };
}

function isSocketMode(reason: unknown): boolean {
  return (
    reason instanceof Error &&
    (reason.stack?.includes('socket-mode') === true ||
      /websocket|slack_socket/i.test(reason.message))
  );
}
