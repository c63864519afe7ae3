import { onTestFinished } from 'vitest';
import { AzureError } from '../../src/azure/errors.ts';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { createAzureWriter } from '../../src/azure/writer.ts';
import { type Answer, startScriptedServer } from './scripted-server.ts';

export const clusterId =
  '/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg-weu/providers/Microsoft.ContainerService/managedClusters/aks-weu';

/** A server with a script, and the two real clients pointed at it. */
export async function azureWith(...script: Answer[]) {
  const server = await startScriptedServer(...script);
  onTestFinished(server.stop);
  const httpClient = rerouting(server.url);
  // Only where no answer is to be expected is it short to wait for one.
  const timeoutMs = script.some(({ silent }) => silent) ? 500 : 30_000;
  return {
    requests: server.requests,
    reader: createAzureReader({
      credential: sandboxCredential('reader'),
      httpClient,
      timeoutMs,
      retries: { firstPauseMs: 1, longestWaitSeconds: 5 },
    }),
    writer: createAzureWriter({
      credential: sandboxCredential('writer'),
      httpClient,
      timeoutMs,
    }),
  };
}

/** The AzureError with which `work` ends; anything else fails the test. */
export async function azureErrorOf(work: Promise<unknown>): Promise<AzureError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AzureError)) throw new Error(`expected an AzureError, got ${error}`);
  return error;
}
