import type { HttpMethods } from '@azure/core-rest-pipeline';
import { ownAddress, resourceUrl } from './addresses.ts';
import { clouds } from './clouds.ts';
import type { Json } from './json.ts';
import { type OperationState, operationState } from './operation.ts';
import { type ArmClientOptions, createArmSend } from './pipeline.ts';
import { etagOf, nameIn, reading } from './reader.ts';
import { retryAfterSeconds } from './retry-after.ts';

export interface WriteAnswer {
  status: number;
  json: Json;
  /** Where to ask how it goes on; absent where it is done. Only `operation` may follow it. */
  operationUrl?: string;
  retryAfterSeconds?: number;
}

interface WriteOptions {
  /** The etag that the resource must still have, as it was read. */
  ifMatch?: string;
  signal?: AbortSignal;
}

export interface AzureWriter {
  get(
    path: string,
    apiVersion: string,
    options?: { signal?: AbortSignal },
  ): Promise<{ json: Json; etag?: string }>;
  put(path: string, apiVersion: string, body: Json, options?: WriteOptions): Promise<WriteAnswer>;
  post(path: string, apiVersion: string, body?: Json, options?: WriteOptions): Promise<WriteAnswer>;
  /** A resource that is gone already is no fault. */
  delete(path: string, apiVersion: string, options?: WriteOptions): Promise<WriteAnswer>;
  /** Asks once how a long-running operation goes on. `url` comes from an earlier answer. */
  operation(url: string, options?: { signal?: AbortSignal }): Promise<OperationState>;
}

/**
 * The client that changes things. Nothing is ever sent twice by itself: after a fault the caller reads the
 * cluster and decides. Every method throws AzureError; `mayHaveArrived` says whether a fault left it open.
 */
export function createAzureWriter(options: ArmClientOptions): AzureWriter {
  const { resourceManager } = clouds[options.cloud ?? 'public'];
  // A PUT on a busy cluster is answered late, and giving up on it early leaves the outcome open.
  const send = createArmSend({ timeoutMs: 60_000, ...options });

  async function write(
    method: HttpMethods,
    path: string,
    apiVersion: string,
    body: Json,
    { ifMatch, signal }: WriteOptions = {},
  ): Promise<WriteAnswer> {
    const url = resourceUrl(resourceManager, path, apiVersion);
    const what = `changing ${nameIn(path)}`;
    const { status, json, header } = await send({ method, url, what, body, ifMatch, signal });
    const running =
      header('azure-asyncoperation') ?? (status === 202 ? header('location') : undefined);
    return { status, json, operationUrl: running, retryAfterSeconds: retryAfterSeconds(header) };
  }

  return {
    async get(path, apiVersion, { signal } = {}) {
      const url = resourceUrl(resourceManager, path, apiVersion);
      const { json, header } = await send({ method: 'GET', url, what: reading(path), signal });
      return { json, etag: etagOf(json, header('etag')) };
    },
    put: (path, apiVersion, body, writeOptions) =>
      write('PUT', path, apiVersion, body, writeOptions),
    post: (path, apiVersion, body, writeOptions) =>
      write('POST', path, apiVersion, body, writeOptions),
    delete: (path, apiVersion, writeOptions) =>
      write('DELETE', path, apiVersion, undefined, writeOptions),
    async operation(url, { signal } = {}) {
      const what = 'asking how the operation goes on';
      const answer = await send({
        method: 'GET',
        url: ownAddress(resourceManager, url),
        what,
        signal,
      });
      return operationState(answer);
    },
  };
}
