import { onTestFinished } from 'vitest';
import type { ReadRetryOptions } from '../../src/azure/read-retries.ts';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import { defaultPrincipals, type Principal } from '../../src/sandbox/azure/principals.ts';
import { startAzureStandIn } from '../../src/sandbox/azure/start.ts';

/** The day on which the tests look. */
const clock = () => new Date('2026-11-02T10:00:00Z');

/** Azure's stand-in with the pretend fleet, and a reader whose rights the test may change as it goes. */
export async function pretendAzure({ retries }: { retries?: ReadRetryOptions } = {}) {
  const principals: Principal[] = defaultPrincipals();
  const azure = await startAzureStandIn({ principals, clock });
  onTestFinished(() => azure.close());
  const reader = createAzureReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(azure.url),
    pace: sandboxPace,
    retries: { firstPauseMs: 1, ...retries },
  });
  const identity = principals.find(({ name }) => name === 'reader');
  if (!identity) throw new Error('the stand-in knows no reader');
  return {
    azure,
    reader,
    identity,
    /** Takes a right from the reader. */
    deny(action: string) {
      identity.actions = identity.actions.filter((other) => other !== action);
    },
    /** Removes a cluster, as its owner would. */
    remove(name: string) {
      const { clusters } = azure.state;
      clusters.splice(
        clusters.findIndex((cluster) => cluster.name === name),
        1,
      );
    },
  };
}
