import { KubeConfig } from '@kubernetes/client-node';
import { onTestFinished } from 'vitest';
import {
  type KubernetesStandIn,
  type KubernetesStandInOptions,
  startKubernetesStandIn,
} from '../../../src/sandbox/kubernetes/start.ts';

interface RawOptions {
  as?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** Where to ask instead of the general address. */
  at?: string;
}

/** A stand-in of the test's own, with the real client and raw requests in front of one of its clusters. */
export async function sandbox(options: KubernetesStandInOptions = {}) {
  const standIn = await startKubernetesStandIn(options);
  onTestFinished(() => standIn.close());
  return {
    standIn,
    /** The client of the Kubernetes project, as somebody. */
    config(name: string, as = 'reader'): KubeConfig {
      const config = new KubeConfig();
      const server = `${standIn.url}/${hostOf(standIn, name)}`;
      config.loadFromOptions({
        clusters: [{ name, server, skipTLSVerify: true }],
        users: [{ name: as, token: `sandbox-${as}` }],
        contexts: [{ name, cluster: name, user: as }],
        currentContext: name,
      });
      return config;
    },
    /** A request in raw JSON: `raw('aks-prod-weu', 'GET /api/v1/pods')`. */
    async raw(
      name: string,
      request: string,
      { as = 'reader', body, headers = {}, at = standIn.url }: RawOptions = {},
    ) {
      const [method = 'GET', path = ''] = request.split(' ');
      const response = await fetch(`${at}/${hostOf(standIn, name)}${path}`, {
        method,
        headers: {
          ...(as && { authorization: `Bearer sandbox-${as}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' JSON
      const json: any = await response.json();
      return { status: response.status, headers: response.headers, json };
    },
  };
}

function hostOf(standIn: KubernetesStandIn, name: string): string {
  const [host] = standIn.cluster(name).hosts;
  if (!host) throw new Error(`${name} has no host`);
  return host;
}
