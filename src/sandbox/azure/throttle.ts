/**
 * Token buckets of Resource Manager (per subscription and principal) and of the container service.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 * https://learn.microsoft.com/azure/aks/quotas-skus-regions#throttling-limits-on-aks-resource-provider-apis
 */
import { ArmError } from './errors.ts';

interface Size {
  capacity: number;
  /** Tokens that come back each second. */
  refill: number;
}

const resourceManager = {
  reads: { capacity: 250, refill: 25 },
  writes: { capacity: 200, refill: 10 },
  deletes: { capacity: 200, refill: 10 },
} satisfies Record<string, Size>;

const containerService = {
  listClusters: { capacity: 500, refill: 1 },
  listClustersOfGroup: { capacity: 60, refill: 1 },
  putCluster: { capacity: 20, refill: 1 / 60 },
  putPool: { capacity: 20, refill: 1 / 60 },
  getCluster: { capacity: 60, refill: 1 },
  getOperation: { capacity: 200, refill: 2 },
  other: { capacity: 60, refill: 1 },
} satisfies Record<string, Size>;

/** 15 queries in 5 s: https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
const resourceGraph: Size = { capacity: 15, refill: 3 };

export type Bucket = keyof typeof containerService;

interface Taken {
  left: number;
  /** Seconds until there is a token again; 0 if one was taken. */
  wait: number;
}

export interface Throttle {
  /** Takes a token for Resource Manager and returns its headers. @throws ArmError 429 */
  request(options: { subscription: string; principal: string; method: string }): Headers;
  /** Takes a token of the container service. `scope` is what the bucket is counted for. @throws ArmError 429 */
  containerService(bucket: Bucket, scope: string): void;
  /** Takes a token of Resource Graph and returns its headers. @throws ArmError 429 */
  query(principal: string): Headers;
}

type Headers = Record<string, string>;

/** Buckets are always counted; only with `enforced` is anybody refused. */
export function createThrottle({
  clock,
  enforced,
}: {
  clock: () => Date;
  enforced: boolean;
}): Throttle {
  const buckets = new Map<string, { tokens: number; at: number }>();

  function take(key: string, { capacity, refill }: Size): Taken {
    const now = clock().getTime();
    const bucket = buckets.get(key) ?? { tokens: capacity, at: now };
    const tokens = Math.min(capacity, bucket.tokens + ((now - bucket.at) / 1000) * refill);
    const taken = tokens >= 1 || !enforced;
    const left = Math.max(0, taken ? tokens - 1 : tokens);
    buckets.set(key, { tokens: left, at: now });
    return { left: Math.floor(left), wait: taken ? 0 : Math.ceil((1 - tokens) / refill) };
  }

  return {
    request({ subscription, principal, method }) {
      const kind = method === 'GET' ? 'reads' : method === 'DELETE' ? 'deletes' : 'writes';
      const { left, wait } = take(
        `arm ${kind} ${subscription} ${principal}`,
        resourceManager[kind],
      );
      const headers = { [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(left) };
      if (wait > 0)
        throw new ArmError(
          429,
          'SubscriptionRequestsThrottled',
          `Number of '${kind}' requests for subscription '${subscription}' actor '${principal}' exceeded. Please try again after '${wait}' seconds after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information.`,
          { headers: { ...headers, 'retry-after': String(wait) } },
        );
      return headers;
    },
    containerService(bucket, scope) {
      const { wait } = take(`aks ${bucket} ${scope}`, containerService[bucket]);
      if (wait === 0) return;
      throw new ArmError(
        429,
        'Throttled',
        `The request is throttled. Please try again after ${wait} seconds. For more information, see https://aka.ms/aks/throttling`,
        { headers: { 'retry-after': String(wait) }, flat: true },
      );
    },
    query(principal) {
      const { left, wait } = take(`graph ${principal}`, resourceGraph);
      const headers = {
        'x-ms-user-quota-remaining': String(left),
        'x-ms-user-quota-resets-after': `00:00:0${wait > 0 ? 5 : 0}`,
      };
      if (wait > 0)
        throw new ArmError(
          429,
          'RateLimiting',
          'Client application has been throttled and should not attempt to repeat the request until an amount of time has elapsed.',
          { headers: { ...headers, 'retry-after': '5' } },
        );
      return headers;
    },
  };
}
