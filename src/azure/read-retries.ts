import { setTimeout as delay } from 'node:timers/promises';
import {
  isRestError,
  type PipelinePolicy,
  type PipelineRequest,
  type PipelineResponse,
  type SendRequest,
} from '@azure/core-rest-pipeline';
import { retryAfterSeconds } from './retry-after.ts';
import { tellWait } from './waiting.ts';

export interface ReadRetryOptions {
  /** How often a request is sent at most. */
  attempts?: number;
  /** The pause after the first failure; it doubles. */
  firstPauseMs?: number;
  /** A throttling wait longer than this is not sat out: the caller is told `throttled`. */
  longestWaitSeconds?: number;
  /** Statuses that are not asked again. */
  final?: readonly number[];
}

/** Azure sends 429 without Retry-After at times; its buckets refill about once a second. */
const waitWhenUnsaid = 2;

const passing = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  'REQUEST_SEND_ERROR',
]);

/**
 * Sends a read again after a fault that passes. It stands in for the SDK's policy, which waits for whatever
 * Retry-After says, without an upper bound, and gives up at once on a 429 that does not say.
 */
export function readRetries({
  attempts = 4,
  firstPauseMs = 500,
  longestWaitSeconds = 60,
  final = [],
}: ReadRetryOptions = {}): PipelinePolicy {
  async function sendRequest(
    request: PipelineRequest,
    next: SendRequest,
  ): Promise<PipelineResponse> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await attemptOnce(request, next);
      const pause = pauseAfter(outcome, attempt);
      if (pause === undefined || attempt >= attempts) {
        if ('error' in outcome) throw outcome.error;
        return outcome.response;
      }
      await delay(pause, undefined, { signal: request.abortSignal as AbortSignal | undefined });
    }
  }

  /** Milliseconds until the next attempt; undefined if there is none. */
  function pauseAfter(outcome: Outcome, attempt: number): number | undefined {
    const backoff = firstPauseMs * 2 ** (attempt - 1);
    if ('error' in outcome) {
      const { error } = outcome;
      return isRestError(error) && passing.has(error.code ?? '') ? backoff : undefined;
    }
    const { status, headers } = outcome.response;
    if (final.includes(status)) return undefined;
    const said = retryAfterSeconds((name) => headers.get(name));
    if (status === 429 || (status === 503 && said !== undefined)) {
      const seconds = said ?? waitWhenUnsaid;
      if (seconds > longestWaitSeconds || attempt >= attempts) return undefined;
      tellWait(seconds);
      return seconds * 1000;
    }
    const faulty = status === 408 || (status >= 500 && status !== 501 && status !== 505);
    return faulty ? backoff : undefined;
  }

  return { name: 'drawbridgeReadRetries', sendRequest };
}

type Outcome = { response: PipelineResponse } | { error: unknown };

async function attemptOnce(request: PipelineRequest, next: SendRequest): Promise<Outcome> {
  try {
    return { response: await next(request) };
  } catch (error) {
    return { error };
  }
}
