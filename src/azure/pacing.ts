import { setTimeout as delay } from 'node:timers/promises';
import type {
  PipelinePolicy,
  PipelineRequest,
  PipelineResponse,
  SendRequest,
} from '@azure/core-rest-pipeline';
import {
  type Bucket,
  type BucketName,
  bucketsOf,
  type Counted,
  publishedBuckets,
} from './buckets.ts';
import { retryAfterSeconds } from './retry-after.ts';
import { tellWait } from './waiting.ts';

export interface PacingOptions {
  /** Other sizes than the published ones. */
  buckets?: Partial<Record<BucketName, Bucket>>;
  /** Milliseconds, and how to let them pass. */
  time?: PacingTime;
}

interface PacingTime {
  now(): number;
  sleep(milliseconds: number, signal?: AbortSignal): Promise<unknown>;
}

const realTime: PacingTime = {
  now: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
};

/** A wrong header must not hold up everything for long; the retries ask again after it. */
const longestPauseSeconds = 60;

/**
 * Keeps reads within Azure's token buckets, so that reading a whole fleet waits in line instead of being refused.
 * Where Azure says that less is left than was counted here, because others use the same identity, that holds.
 * One policy serves all pipelines of a reader: its buckets are the reader's.
 */
export function pacing({ buckets, time = realTime }: PacingOptions = {}): PipelinePolicy {
  const sizes: Record<BucketName, Bucket> = { ...publishedBuckets, ...buckets };
  const states = new Map<string, { tokens: number; at: number }>();
  const keyOf = ({ name, scope }: Counted) => `${name} ${scope}`;

  function refilled({ name, scope }: Counted): number {
    const { burst, perSecond } = sizes[name];
    const now = time.now();
    const { tokens, at } = states.get(keyOf({ name, scope })) ?? { tokens: burst, at: now };
    return Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
  }

  function keep(counted: Counted, tokens: number): void {
    states.set(keyOf(counted), { tokens, at: time.now() });
  }

  /** Takes a token, from the future if there is none; returns the milliseconds until it may be used. */
  function take(counted: Counted): number {
    const tokens = refilled(counted);
    keep(counted, tokens - 1);
    return Math.max(0, (1 - tokens) / sizes[counted.name].perSecond) * 1000;
  }

  /** What the answer tells about the buckets: how much is left, or for how long there is nothing. */
  function learn(counted: readonly Counted[], response: PipelineResponse): void {
    const header = (name: string) => response.headers.get(name);
    const [widest] = counted;
    const left = Number(header('x-ms-ratelimit-remaining-subscription-reads') ?? Number.NaN);
    if (widest?.name === 'armReads' && left >= 0) keep(widest, Math.min(refilled(widest), left));
    if (response.status !== 429) return;
    const isArm = response.bodyAsText?.includes('SubscriptionRequestsThrottled') === true;
    const empty = isArm ? widest : counted.at(-1);
    if (!empty) return;
    const seconds = Math.min(retryAfterSeconds(header) ?? 1, longestPauseSeconds);
    // One token is there again when the time that Azure names is over, not a token's time later.
    keep(empty, Math.min(refilled(empty), 1 - seconds * sizes[empty.name].perSecond));
  }

  async function sendRequest(request: PipelineRequest, next: SendRequest) {
    const counted = bucketsOf(request.url);
    const wait = Math.max(0, ...counted.map(take));
    if (wait >= 1000) tellWait(Math.ceil(wait / 1000));
    if (wait > 0) await time.sleep(wait, request.abortSignal as AbortSignal | undefined);
    const response = await next(request);
    learn(counted, response);
    return response;
  }

  return { name: 'drawbridgePacing', sendRequest };
}
