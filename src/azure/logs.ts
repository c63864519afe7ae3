import type { PipelineResponse } from '@azure/core-rest-pipeline';
import { isRestError } from '@azure/core-rest-pipeline';
import { LogsQueryClient } from '@azure/monitor-query';
import { clouds } from './clouds.ts';
import { AzureError } from './errors.ts';
import { type LogsAnswer, parseLogsAnswer } from './logs-answer.ts';
import { asLogsError } from './logs-errors.ts';
import { logsLanes, planHeader, type QueryPlan } from './logs-lanes.ts';
import { type PacingOptions, pacing } from './pacing.ts';
import { type ArmClientOptions, clientOptions } from './pipeline.ts';
import { type ReadRetryOptions, readRetries } from './read-retries.ts';
import { type OnWait, tellingWaits } from './waiting.ts';

interface QueryOptions {
  signal?: AbortSignal;
  /** How long Azure may work on it: three minutes unless said, ten at most. */
  timeoutMs?: number;
  /** Of the tables that it reads, `Analytics` unless said: fewer queries on Basic tables may run at once. */
  plan?: QueryPlan;
  /** Told when Azure throttles the query and it is put off. */
  onWait?: OnWait;
}

export interface LogsReader {
  /**
   * Runs a finished query, values in it already escaped, over a range of time of one workspace.
   * @param workspaceId the workspace's own GUID (`customerId`), not its resource id
   * @throws AzureError; `invalid` with Kusto's words if the query is wrong
   */
  query(
    workspaceId: string,
    kql: string,
    range: { from: Date; to: Date },
    options?: QueryOptions,
  ): Promise<LogsAnswer>;
}

/** https://learn.microsoft.com/azure/azure-monitor/logs/api/timeouts */
const longestTimeoutMs = 10 * 60_000;
const usualTimeoutMs = 3 * 60_000;
/** For an answer that Azure has ready in the last second. */
const onTheWayMs = 20_000;

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The client of the Logs API. Faults that pass are retried, throttling is waited out; one reader keeps its
 * queries within what Azure allows one identity.
 */
export function createLogsReader({
  retries,
  pace,
  ...options
}: Omit<ArmClientOptions, 'timeoutMs'> & {
  retries?: ReadRetryOptions;
  pace?: PacingOptions;
}): LogsReader {
  const { logs, logsAudience } = clouds[options.cloud ?? 'public'];
  const { endpoint: _arm, credentials: _scopes, ...common } = clientOptions(options);
  const client = new LogsQueryClient(options.credential, {
    ...common,
    endpoint: logs,
    audience: logsAudience,
    // The innermost part of the pipeline, in this order: every attempt waits its turn and its place in line.
    additionalPolicies: [
      // A query that was too much once is too much again.
      readRetries({ ...retries, final: [504] }),
      logsLanes(),
      pacing(pace),
    ].map((policy) => ({ policy, position: 'perRetry' as const })),
  });

  return {
    async query(workspaceId, kql, { from, to }, queryOptions = {}) {
      const { onWait } = queryOptions;
      const what = `querying workspace ${workspaceId.slice(0, 100)}`;
      if (!guid.test(workspaceId))
        throw new AzureError('invalid', `${what}: a workspace is named by its GUID`, {
          mayHaveArrived: false,
        });
      return tellingWaits(onWait, async () => {
        const timespan = { startTime: from, endTime: to };
        const text = await rawAnswer(client, { workspaceId, kql, timespan, what }, queryOptions);
        return parseLogsAnswer(text, what);
      });
    },
  };
}

interface Query {
  workspaceId: string;
  kql: string;
  /** Always in the call: without it Azure refuses to read tables of the Basic plan. */
  timespan: { startTime: Date; endTime: Date };
  what: string;
}

/**
 * The answer as Azure sent it. What the SDK makes of it is left aside: a missing time becomes 1970 there, the
 * reason for a partial result is lost, and an empty answer is an error.
 */
async function rawAnswer(
  client: LogsQueryClient,
  { workspaceId, kql, timespan, what }: Query,
  { signal, timeoutMs = usualTimeoutMs, plan = 'Analytics' }: QueryOptions,
): Promise<string | null | undefined> {
  const serverMs = Math.min(Math.max(timeoutMs, 1_000), longestTimeoutMs);
  let answer: PipelineResponse | undefined;
  try {
    await client.queryWorkspace(workspaceId, kql, timespan, {
      abortSignal: signal,
      serverTimeoutInSeconds: Math.ceil(serverMs / 1000),
      requestOptions: {
        timeout: serverMs + onTheWayMs,
        customHeaders: { [planHeader]: plan },
      },
      onResponse(response) {
        answer = response;
      },
    });
  } catch (error) {
    if (isRestError(error)) answer ??= error.response;
    if (answer?.status !== 200 && answer?.status !== 204) throw asLogsError(error, what, signal);
  }
  return answer?.bodyAsText;
}
