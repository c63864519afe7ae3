import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline';

/**
 * How many queries one identity may run at once; Azure lets more wait three minutes and then refuses them.
 * https://learn.microsoft.com/azure/azure-monitor/service-limits#log-queries-and-language
 */
const lanes = { Analytics: 5, Basic: 2 } as const;

/** The plan of the tables that a query reads; Auxiliary tables have Basic's limits. */
export type QueryPlan = keyof typeof lanes;

/** Says to the policy which lane a request takes; it is not sent. */
export const planHeader = 'x-drawbridge-plan';

/** Keeps the queries of one reader within the number that may run at once. */
export function logsLanes(): PipelinePolicy {
  const all = createLane(lanes.Analytics);
  const basic = createLane(lanes.Basic);
  return {
    name: 'drawbridgeLogsLanes',
    async sendRequest(request, next) {
      const taken = request.headers.get(planHeader) === 'Basic' ? [basic, all] : [all];
      request.headers.delete(planHeader);
      return inLanes(taken, request, () => next(request));
    },
  };
}

async function inLanes<T>(
  [lane, ...others]: readonly Lane[],
  request: PipelineRequest,
  work: () => Promise<T>,
): Promise<T> {
  if (!lane) return work();
  await lane.enter(request.abortSignal as AbortSignal | undefined);
  try {
    return await inLanes(others, request, work);
  } finally {
    lane.leave();
  }
}

interface Lane {
  enter(signal?: AbortSignal): Promise<void>;
  leave(): void;
}

function createLane(width: number): Lane {
  let free = width;
  const waiting: (() => void)[] = [];
  return {
    enter(signal) {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal?.reason);
        };
        const go = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        };
        if (signal?.aborted) return void reject(signal.reason);
        signal?.addEventListener('abort', giveUp, { once: true });
        waiting.push(go);
      });
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}
