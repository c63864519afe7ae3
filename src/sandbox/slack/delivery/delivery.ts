/** Takes what Slack has to say to the app: through a socket, or as signed requests. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal } from '../journal.ts';
import type { Outcome, Outgoing } from './outcome.ts';
import { postSigned, type RequestUrls } from './signed-requests.ts';
import type { SocketMode } from './socket-mode.ts';

export interface Delivery {
  deliver(outgoing: Outgoing): Promise<Outcome>;
  /** Delivers an event, and again, up to three times, until it is acknowledged. */
  event(outgoing: Outgoing): Promise<void>;
  setRequestUrls(urls: RequestUrls | undefined): void;
  /** Gives up retries that still wait. */
  close(): void;
}

const retryReasons: Record<string, string> = {
  operation_timeout: 'http_timeout',
  dispatch_failed: 'connection_failed',
  http_client_error: 'http_error',
  http_service_error: 'http_error',
};

export function createDelivery({
  socketMode,
  journal,
  clock,
  signingSecret,
  ackTimeoutMs,
  eventRetryDelaysMs,
}: {
  socketMode: SocketMode;
  journal: Journal;
  clock: () => number;
  signingSecret: string;
  ackTimeoutMs: number;
  eventRetryDelaysMs: readonly number[];
}): Delivery {
  const closing = new AbortController();
  let urls: RequestUrls | undefined;

  async function deliver(outgoing: Outgoing): Promise<Outcome> {
    if (!urls) return socketMode.deliver(outgoing);
    return postSigned({ urls, outgoing, signingSecret, clock, journal, ackTimeoutMs });
  }

  async function event(outgoing: Outgoing): Promise<void> {
    let outcome = await deliver(outgoing);
    for (const [index, delayMs] of eventRetryDelaysMs.entries()) {
      if (outcome.ok || outcome.noRetry || closing.signal.aborted) return;
      const retry = { attempt: index + 1, reason: retryReasons[outcome.error] ?? 'unknown_error' };
      await sleep(delayMs, undefined, { signal: closing.signal, ref: false });
      journal.add({ kind: 'retry', name: outgoing.name, ...retry });
      outcome = await deliver({ ...outgoing, retry });
    }
  }

  return {
    deliver,
    // A retry that is cut short by the end of the sandbox is no failure.
    event: (outgoing) => event(outgoing).catch(() => undefined),
    setRequestUrls(next) {
      urls = next;
    },
    close() {
      closing.abort();
    },
  };
}
