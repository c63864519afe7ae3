import { ContainerServiceClient } from '@azure/arm-containerservice';
import type { TokenCredential } from '@azure/core-auth';
import {
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type Pipeline,
  type PipelineResponse,
} from '@azure/core-rest-pipeline';
import { type Cloud, clouds } from './clouds.ts';
import { AzureError, asAzureError, errorFromResponse } from './errors.ts';
import type { Json } from './json.ts';

export interface ArmClientOptions {
  credential: TokenCredential;
  cloud?: Cloud;
  /** Another way to Azure: the sandbox's, see rerouting.ts. */
  httpClient?: HttpClient;
  /** For one attempt; no request waits for ever. */
  timeoutMs?: number;
}

interface ArmRequest {
  method: HttpMethods;
  url: string;
  /** Names the request for a person: "reading aks-prod-weu". */
  what: string;
  body?: Json;
  ifMatch?: string;
  signal?: AbortSignal;
}

interface ArmAnswer {
  status: number;
  /** Undefined where the answer has no body. */
  json: Json;
  header(name: string): string | undefined;
}

/** Sends one request; every answer that is no success is thrown as an AzureError. */
export type ArmSend = (request: ArmRequest) => Promise<ArmAnswer>;

/** The options that every SDK client of ours gets; retries are ours or nobody's. */
export function clientOptions({ cloud = 'public', httpClient }: ArmClientOptions) {
  const { resourceManager, scope } = clouds[cloud];
  return {
    endpoint: resourceManager,
    credentials: { scopes: [scope] },
    retryOptions: { maxRetries: 0 },
    // Resource Manager does not redirect, and a redirect would carry the token along.
    redirectOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: 'drawbridge' },
    httpClient,
  };
}

/**
 * Raw JSON through the SDK's own pipeline: its addresses, tokens, request ids and logging, without its
 * models, which drop every property that they do not know.
 */
export function createArmSend(
  options: ArmClientOptions,
  adapt: (pipeline: Pipeline) => void = () => {},
): ArmSend {
  const { credential, httpClient = createDefaultHttpClient(), timeoutMs = 30_000 } = options;
  const { pipeline } = new ContainerServiceClient(credential, clientOptions(options));
  adapt(pipeline);

  return async function send({ method, url, what, body, ifMatch, signal }) {
    const headers = createHttpHeaders({ accept: 'application/json' });
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (ifMatch !== undefined) headers.set('if-match', ifMatch);
    const request = createPipelineRequest({
      method,
      url,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      timeout: timeoutMs,
      abortSignal: signal,
    });
    let response: PipelineResponse;
    try {
      response = await pipeline.sendRequest(httpClient, request);
    } catch (error) {
      throw asAzureError(error, what, signal);
    }
    if (response.status >= 300) throw errorFromResponse(response, what);
    return {
      status: response.status,
      json: jsonOf(response, what),
      header: (name) => response.headers.get(name),
    };
  };
}

function jsonOf({ bodyAsText, status }: PipelineResponse, what: string): Json {
  if (!bodyAsText) return undefined;
  try {
    return JSON.parse(bodyAsText);
  } catch (cause) {
    throw new AzureError(
      'server',
      `${what}: Azure answered ${status} with something that is not JSON`,
      {
        status,
        cause,
      },
    );
  }
}
