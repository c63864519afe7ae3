/** Slack's limits per method and per channel: https://docs.slack.dev/apis/web-api/rate-limits */

/** Calls a minute that each tier is sure to take. */
const perMinute = { 1: 1, 2: 20, 3: 50, 4: 100 } as const;

/** `posting` is one message a second and channel, with short bursts; `free` is not limited here. */
export type Tier = keyof typeof perMinute | 'posting' | 'free';

/** How many messages may come at once before the one-a-second rule bites. */
const burst = 5;
const minute = 60_000;

export interface RateLimits {
  /** Counts a call; the answer is the seconds to wait when it is one too many. */
  count(call: { method: string; tier: Tier; channel?: string }): number | undefined;
}

export function createRateLimits({ on, clock }: { on: boolean; clock: () => number }): RateLimits {
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function perChannel(channel: string): number | undefined {
    const now = clock();
    const { tokens, at } = buckets.get(channel) ?? { tokens: burst, at: now };
    const filled = Math.min(burst, tokens + (now - at) / 1000);
    const enough = filled >= 1;
    buckets.set(channel, { tokens: enough ? filled - 1 : filled, at: now });
    return enough ? undefined : Math.max(1, Math.ceil(1 - filled));
  }

  function perMethod(method: string, max: number): number | undefined {
    const now = clock();
    const recent = (calls.get(method) ?? []).filter((at) => at > now - minute);
    const [oldest] = recent;
    const enough = recent.length < max;
    calls.set(method, enough ? [...recent, now] : recent);
    if (enough || oldest === undefined) return undefined;
    return Math.max(1, Math.ceil((oldest + minute - now) / 1000));
  }

  return {
    count({ method, tier, channel = '' }) {
      if (!on || tier === 'free') return undefined;
      return tier === 'posting' ? perChannel(channel) : perMethod(method, perMinute[tier]);
    },
  };
}
