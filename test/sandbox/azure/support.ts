import { ContainerServiceClient } from '@azure/arm-containerservice';
import { MonitorClient } from '@azure/arm-monitor';
import { ResourceGraphClient } from '@azure/arm-resourcegraph';
import { onTestFinished } from 'vitest';
import { rerouting, sandboxCredential } from '../../../src/azure/rerouting.ts';
import { type AzureStandInOptions, startAzureStandIn } from '../../../src/sandbox/azure/start.ts';
import { subscriptions } from '../../../src/sandbox/fleet/wire.ts';

const production = subscriptions.production.id;

/** A stand-in of the test's own with the real SDK clients in front of it. */
export async function sandbox(options: AzureStandInOptions = {}) {
  const azure = await startAzureStandIn({ speed: 20, ...options });
  onTestFinished(() => azure.close());
  const common = { httpClient: rerouting(azure.url), retryOptions: { maxRetries: 0 } };
  const reader = sandboxCredential('reader');
  const writer = sandboxCredential('writer');
  return {
    azure,
    clusters: new ContainerServiceClient(reader, production, common),
    writes: new ContainerServiceClient(writer, production, common),
    graph: new ResourceGraphClient(reader, common),
    monitor: new MonitorClient(reader, production, common),
    /** A request in raw JSON, as the program writes. */
    async raw(
      method: string,
      path: string,
      {
        as = 'writer',
        body,
        headers = {},
      }: { as?: string; body?: unknown; headers?: Record<string, string> } = {},
    ) {
      const response = await fetch(azure.url + path, {
        method,
        headers: {
          authorization: `Bearer sandbox-${as}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      // biome-ignore lint/suspicious/noExplicitAny: Azure's JSON
      const json: any = text ? JSON.parse(text) : undefined;
      return { status: response.status, headers: response.headers, json };
    },
  };
}

export type Sandbox = Awaited<ReturnType<typeof sandbox>>;

export const version = 'api-version=2026-06-01';

/** The path of a cluster of the pretend fleet, found by its name. */
export function pathOf({ azure }: Sandbox, name: string): string {
  const cluster = azure.state.clusters.find((each) => each.name === name);
  if (!cluster) throw new Error(`no cluster ${name}`);
  return cluster.id;
}

export const pause = (milliseconds: number) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
