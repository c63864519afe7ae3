/**
 * How many queries one identity may send.
 * https://learn.microsoft.com/azure/azure-monitor/service-limits#la-query-api
 */
import { throttled } from './errors.ts';

const most = 200;
const withinMs = 30_000;

export interface QueryLimits {
  /** Counts a query. @throws LogsError 429 */
  count(principal: string): void;
}

/** Queries are always counted; only with `enforced` is anybody refused. */
export function createQueryLimits({
  clock,
  enforced,
}: {
  clock: () => Date;
  enforced: boolean;
}): QueryLimits {
  const sent = new Map<string, number[]>();
  return {
    count(principal) {
      const now = clock().getTime();
      const recent = (sent.get(principal) ?? []).filter((at) => at > now - withinMs);
      const [oldest = now] = recent;
      if (enforced && recent.length >= most) {
        sent.set(principal, recent);
        throw throttled(
          `The request rate exceeds ${most} requests in ${withinMs / 1000} seconds.`,
          Math.ceil((oldest + withinMs - now) / 1000),
        );
      }
      sent.set(principal, [...recent, now]);
    },
  };
}
