import { setTimeout as delay } from 'node:timers/promises';
import type { PipelinePolicy, PipelineRequest, SendRequest } from '@azure/core-rest-pipeline';
import { tellWait } from './waiting.ts';

export interface PacingOptions {
  /** Requests at once, for a subscription. AKS allows 60; some are left to others who use the identity. */
  burst?: number;
  /** How many more each second. */
  perSecond?: number;
}

const clusterItself = /\/managedClusters\/[^/]+$/i;

/**
 * Keeps the requests for what lies below clusters within AKS's own bucket of each subscription, so that
 * reading a whole fleet waits in line instead of being refused. A cluster itself has a bucket of its own.
 * https://learn.microsoft.com/azure/aks/quotas-skus-regions#throttling-limits-on-aks-resource-provider-apis
 */
export function pacing({ burst = 55, perSecond = 1 }: PacingOptions = {}): PipelinePolicy {
  const buckets = new Map<string, { tokens: number; at: number }>();

  /** Takes a token, from the future if there is none; returns the milliseconds until it may be used. */
  function take(subscription: string): number {
    const now = performance.now();
    const { tokens, at } = buckets.get(subscription) ?? { tokens: burst, at: now };
    const refilled = Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
    buckets.set(subscription, { tokens: refilled - 1, at: now });
    return Math.max(0, (1 - refilled) / perSecond) * 1000;
  }

  async function sendRequest(request: PipelineRequest, next: SendRequest) {
    const { pathname } = new URL(request.url);
    const subscription = /^\/subscriptions\/([^/]+)\//i.exec(pathname)?.[1]?.toLowerCase();
    const counted = /\/providers\/Microsoft\.ContainerService\//i.test(pathname);
    if (subscription && counted && !clusterItself.test(pathname)) {
      const wait = take(subscription);
      if (wait >= 1000) tellWait(Math.ceil(wait / 1000));
      if (wait > 0)
        await delay(wait, undefined, { signal: request.abortSignal as AbortSignal | undefined });
    }
    return next(request);
  }

  return { name: 'drawbridgePacing', sendRequest };
}
