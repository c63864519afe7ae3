import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import type { Pipeline } from '@azure/core-rest-pipeline';
import { ownAddress, resourceUrl } from './addresses.ts';
import { aksApiVersion } from './api-versions.ts';
import { clouds } from './clouds.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import { type PacingOptions, pacing } from './pacing.ts';
import { type ArmClientOptions, clientOptions, createArmSend } from './pipeline.ts';
import { type ReadRetryOptions, readRetries } from './read-retries.ts';
import { queryResourceGraph } from './resource-graph.ts';
import { type OnWait, tellingWaits } from './waiting.ts';

export interface ReadOptions {
  signal?: AbortSignal;
  /** Told when Azure throttles the request and it is put off. */
  onWait?: OnWait;
  /** Told where an answer comes from, if not from Resource Manager. */
  onSource?: (source: string) => void;
  /** OData filter of a collection: `atScope()`. It is made of ids that were checked and of dates. */
  filter?: string;
}

export interface AzureReader {
  /** One resource. `path` is its id; `etag` as AKS wrote it, without quotes. */
  get(
    path: string,
    apiVersion: string,
    options?: ReadOptions,
  ): Promise<{ json: Json; etag?: string }>;
  /** All pages of a collection. */
  list(path: string, apiVersion: string, options?: ReadOptions): Promise<Json[]>;
  /** All pages of a Resource Graph query, which must be ordered. The query is a constant of ours. */
  resourceGraph(
    query: string,
    options?: ReadOptions & { subscriptions?: readonly string[] },
  ): Promise<Json[]>;
}

/** The one request of a reader that is not a GET: Azure gives a kubeconfig to a POST. */
export interface KubeconfigReader {
  /** Azure's answer to `listClusterUserCredential?format=exec` for the ARM id of a cluster. */
  userCredential(clusterId: string, options?: ReadOptions): Promise<Json>;
}

/** A collection with more pages than this is a server that sends us round in circles. */
const mostPages = 1000;

/**
 * The client that reads. Faults that pass are retried, throttling is waited out and told to `onWait`.
 * Every method throws AzureError.
 */
export function createAzureReader({
  retries,
  pace,
  ...options
}: ArmClientOptions & {
  retries?: ReadRetryOptions;
  pace?: PacingOptions;
}): AzureReader & KubeconfigReader {
  const { resourceManager } = clouds[options.cloud ?? 'public'];
  const paced = pacing(pace);
  const patient = (pipeline: Pipeline) => {
    pipeline.addPolicy(readRetries(retries), { phase: 'Retry' });
    // Within the retries: every attempt takes its place in line.
    pipeline.addPolicy(paced, { afterPhase: 'Retry' });
  };
  const send = createArmSend(options, patient);
  const graph = new ResourceGraphClient(options.credential, clientOptions(options));
  patient(graph.pipeline);

  return {
    get(path, apiVersion, { signal, onWait } = {}) {
      return tellingWaits(onWait, async () => {
        const url = resourceUrl(resourceManager, path, apiVersion);
        const { json, header } = await send({ method: 'GET', url, what: reading(path), signal });
        return { json, etag: etagOf(json, header('etag')) };
      });
    },

    list(path, apiVersion, { signal, onWait, filter } = {}) {
      return tellingWaits(onWait, async () => {
        const items: Json[] = [];
        const what = reading(path);
        let url = resourceUrl(resourceManager, path, apiVersion, filter);
        for (let page = 0; page < mostPages; page++) {
          const { json } = await send({ method: 'GET', url, what, signal });
          if (!Array.isArray(json?.value))
            throw new AzureError('server', `${what}: Azure's answer holds no list`);
          items.push(...json.value);
          if (!json.nextLink) return items;
          url = ownAddress(resourceManager, json.nextLink);
        }
        throw new AzureError('server', `${what}: more than ${mostPages} pages`);
      });
    },

    userCredential(clusterId, { signal, onWait } = {}) {
      return tellingWaits(onWait, async () => {
        const path = `${clusterId}/listClusterUserCredential`;
        const url = new URL(resourceUrl(resourceManager, path, aksApiVersion));
        url.searchParams.set('format', 'exec');
        const what = reading(path);
        const { json } = await send({ method: 'POST', url: url.href, what, signal });
        return json;
      });
    },

    resourceGraph(query, { subscriptions, signal, onWait } = {}) {
      const { timeoutMs } = options;
      return tellingWaits(onWait, () =>
        queryResourceGraph(graph, query, { subscriptions, signal, timeoutMs }),
      );
    },
  };
}

/** "reading aks-prod-weu/upgradeProfiles/default": the end of the path, by which a person knows the resource. */
export function reading(path: string): string {
  return `reading ${nameIn(path)}`;
}

export function nameIn(path: string): string {
  const cluster = /\/managedClusters\/(.+)$/i.exec(path)?.[1];
  return (cluster ?? path.split('/').slice(-2).join('/')).replace(/\/providers\//i, '/');
}

/** AKS keeps the etag in the body, bare; others send a header. */
export function etagOf(json: Json, header: string | undefined): string | undefined {
  return typeof json?.eTag === 'string' ? json.eTag : header;
}
