import type { TokenCredential } from '@azure/core-auth';
import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpClient,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { type Cloud, clouds } from './clouds.ts';
import { AzureError, type AzureErrorKind, asAzureError } from './errors.ts';
import type { Json } from './json.ts';
import { type ReadRetryOptions, readRetries } from './read-retries.ts';

interface PrometheusSeries {
  labels: Record<string, string>;
  value: number;
}

interface PrometheusAnswer {
  series: PrometheusSeries[];
  /** What Prometheus says that it could not look at; empty where the answer is whole. */
  warnings: string[];
}

export interface PrometheusReader {
  /**
   * One instant query. Values in it are escaped already.
   * @param base address of the endpoint, without `/api/v1/query`; from the configuration alone
   * @throws AzureError
   */
  query(
    base: string,
    promql: string,
    options: { at: Date; signal?: AbortSignal },
  ): Promise<PrometheusAnswer>;
}

const serverSeconds = 15;
const timeoutMs = 20_000;

/**
 * The client of query endpoints of Prometheus. A token is sent to those of Azure Monitor workspaces alone, and no
 * redirect is followed.
 * https://learn.microsoft.com/azure/azure-monitor/metrics/prometheus-api-promql
 * https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries
 */
export function createPrometheusReader({
  credential,
  cloud = 'public',
  httpClient = createDefaultHttpClient(),
  retries,
}: {
  credential: TokenCredential;
  cloud?: Cloud;
  httpClient?: HttpClient;
  retries?: ReadRetryOptions;
}): PrometheusReader {
  const domain = clouds[cloud].prometheus;
  const pipelineOf = (withToken: boolean) => {
    const pipeline = createPipelineFromOptions({
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      userAgentOptions: { userAgentPrefix: 'drawbridge' },
    });
    pipeline.addPolicy(readRetries({ attempts: 3, longestWaitSeconds: 20, ...retries }), {
      phase: 'Retry',
    });
    if (withToken)
      pipeline.addPolicy(
        bearerTokenAuthenticationPolicy({ credential, scopes: `https://${domain}/.default` }),
        { afterPhase: 'Retry' },
      );
    return pipeline;
  };
  const [plain, signed] = [pipelineOf(false), pipelineOf(true)];

  return {
    async query(base, promql, { at, signal }) {
      const url = new URL(base);
      const what = `asking Prometheus at ${url.host}`;
      const isOfAzure = url.protocol === 'https:' && url.hostname.endsWith(`.${domain}`);
      const request = createPipelineRequest({
        method: 'POST',
        url: `${base.replace(/\/+$/, '')}/api/v1/query`,
        headers: createHttpHeaders({
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
        }),
        body: new URLSearchParams({
          query: promql,
          time: at.toISOString(),
          timeout: `${serverSeconds}s`,
        }).toString(),
        timeout: timeoutMs,
        abortSignal: signal,
        allowInsecureConnection: url.protocol === 'http:',
      });
      let response: PipelineResponse;
      try {
        response = await (isOfAzure ? signed : plain).sendRequest(httpClient, request);
      } catch (error) {
        throw asReadable(error, what, signal);
      }
      return answerOf(response, what);
    },
  };
}

/** Whoever runs this Prometheus, it need not be Azure. */
function asReadable(error: unknown, what: string, signal?: AbortSignal): unknown {
  const known = asAzureError(error, what, signal);
  if (!(known instanceof AzureError) || known.kind !== 'unreachable') return known;
  const { code } = known;
  const said = code === 'TIMEOUT' ? 'no answer in time' : `it could not be reached (${code ?? ''})`;
  return new AzureError('unreachable', `${what}: ${said}`, { code, cause: error });
}

const kinds: Partial<Record<number, AzureErrorKind>> = {
  400: 'invalid',
  401: 'denied',
  403: 'denied',
  404: 'not-found',
  422: 'invalid',
  429: 'throttled',
};

function answerOf({ status, bodyAsText }: PipelineResponse, what: string): PrometheusAnswer {
  const body = parse(bodyAsText);
  if (status !== 200 || body?.status !== 'success') {
    const said = String(body?.error?.message ?? body?.error ?? 'without a reason').slice(0, 200);
    const right =
      status === 403
        ? '; the role Monitoring Data Reader on the Azure Monitor workspace allows it'
        : '';
    throw new AzureError(
      kinds[status] ?? 'server',
      `${what}: it answered ${status}, ${said}${right}`,
      { status },
    );
  }
  const { resultType, result } = body.data ?? {};
  if (resultType !== 'vector' || !Array.isArray(result))
    throw new AzureError('server', `${what}: it answered with something that is no vector`);
  return {
    series: result.map(({ metric, value }: Json) => ({
      labels: metric ?? {},
      value: Number(value?.[1]),
    })),
    warnings: Array.isArray(body.warnings) ? body.warnings.map(String) : [],
  };
}

function parse(text: string | null | undefined): Json {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
