import { expect, onTestFinished, test } from 'vitest';
import { createAzureReader } from '../../../src/azure/reader.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../../src/azure/rerouting.ts';
import { createInside } from '../../../src/fleet/inside.ts';
import { startAzureStandIn } from '../../../src/sandbox/azure/start.ts';
import { createServerIdentity } from '../../../src/sandbox/kubernetes/certificates.ts';
import { startKubernetesStandIn } from '../../../src/sandbox/kubernetes/start.ts';

const now = new Date();
const days = (text: string) => (Date.parse(text) - now.getTime()) / 86_400_000;

/** Both stand-ins, as the sandbox starts them; what the kubeconfig says of the authority may be otherwise. */
async function standIns(authority?: string) {
  const identity = await createServerIdentity(now);
  const azure = await startAzureStandIn({ authority: authority ?? identity.authority });
  const kubernetes = await startKubernetesStandIn({ identity });
  onTestFinished(async () => {
    await kubernetes.close();
    await azure.close();
  });
  const credential = sandboxCredential('reader');
  const httpClient = rerouting(azure.url);
  const reader = createAzureReader({ credential, httpClient, pace: sandboxPace });
  const read = createInside({
    ...{ reader, credential, now: () => now, sandboxUrl: kubernetes.url },
    connect: { retries: { attempts: 1 } },
  });
  const found = azure.state.clusters.find(({ name }) => name === 'aks-staging-weu');
  if (!found) throw new Error('no such cluster');
  const { id, name, managedCluster } = found;
  const cluster = { id, name, resourceGroup: '', subscriptionId: '', location: '', tags: {} };
  return { kubernetes, look: () => read(cluster, managedCluster, {}) };
}

test('API servers speak https with a certificate of the authority that the kubeconfig names', async () => {
  const { kubernetes, look } = await standIns();
  expect(kubernetes.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const { servingCertificate, namespaces } = await look();
  expect(namespaces).toMatchObject({ state: 'read' });
  expect(servingCertificate).toMatchObject({
    state: 'read',
    value: { subject: 'apiserver', issuer: 'ca' },
  });
  if (servingCertificate.state !== 'read') throw new Error('not read');
  expect(days(servingCertificate.value.validTo)).toBeGreaterThan(700);
});

test('another authority is not trusted', async () => {
  const { authority } = await createServerIdentity(now);
  const { look } = await standIns(authority);
  expect((await look()).namespaces).toMatchObject({ state: 'unreadable', code: 'unreachable' });
});
