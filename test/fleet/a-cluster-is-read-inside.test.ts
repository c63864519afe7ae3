import { expect, test } from 'vitest';
import { sandboxCredential } from '../../src/azure/rerouting.ts';
import { createInside } from '../../src/fleet/inside.ts';
import type { ClusterRef } from '../../src/fleet/snapshot.ts';
import { azureWith, clusterId } from '../azure/helpers.ts';
import {
  emptyCluster,
  list,
  type Reply,
  startApiServer,
} from '../kubernetes/support/api-server.ts';

const now = () => new Date('2026-11-24T00:00:00Z');
const cluster: ClusterRef = {
  id: clusterId,
  name: 'aks-weu',
  resourceGroup: 'rg-weu',
  subscriptionId: '00000000-0000-0000-0000-00000000000a',
  location: 'westeurope',
  tags: {},
};
const fqdn = 'aks-weu-1.hcp.westeurope.azmk8s.io';
const kubeconfig = JSON.stringify({
  clusters: [
    {
      name: 'aks-weu',
      cluster: { server: `https://${fqdn}:443`, 'certificate-authority-data': 'Q0E=' },
    },
  ],
  users: [{ user: { exec: {} } }],
});
const credential = { json: { kubeconfigs: [{ value: btoa(kubeconfig) }] } };

async function readWith({
  properties = {},
  azure = credential as { status?: number; json: unknown },
  server = undefined as ((path: string) => Reply | undefined) | undefined,
  who = sandboxCredential('reader'),
}) {
  const { reader, requests } = await azureWith(azure);
  const empty = emptyCluster();
  const api = await startApiServer((asked) => {
    const path = asked.path.replace(`/${fqdn}`, '');
    return server?.(path) ?? empty({ ...asked, path });
  });
  const inside = createInside({
    reader,
    credential: who,
    now,
    sandboxUrl: api.url,
    connect: { retries: { firstPauseMs: 1 } },
  });
  const told: string[] = [];
  const managedCluster = {
    id: clusterId,
    properties: { aadProfile: { managed: true }, ...properties },
  };
  const onProgress = (words: string) => void told.push(words);
  const planes = await inside(cluster, managedCluster, { onProgress });
  return { planes, told, requests, asked: api.asked };
}

test('its objects are planes, with where and when they were read', async () => {
  const { planes, told } = await readWith({
    server: (path) =>
      path === '/api/v1/namespaces'
        ? { json: list([{ metadata: { name: 'web', labels: { team: 'web' } } }]) }
        : undefined,
  });
  expect(planes.namespaces).toMatchObject({
    state: 'read',
    value: [{ metadata: { name: 'web', labels: { team: 'web' } } }],
    source: 'Kubernetes API, namespaces',
    readAt: '2026-11-24T00:00:00.000Z',
  });
  expect(told).toContain('Kubernetes: network policies');
});

test('a cluster that is stopped is not asked for anything', async () => {
  const { planes, requests, asked } = await readWith({
    properties: { powerState: { code: 'Stopped' } },
  });
  expect(planes.pods).toMatchObject({ state: 'unreadable', code: 'unreachable' });
  expect(planes.pods).toHaveProperty('reason', expect.stringContaining('aks-weu is stopped'));
  expect([requests, asked]).toEqual([[], []]);
});

test('a cluster without Entra is not asked for its administrator’s certificate', async () => {
  const { planes, requests } = await readWith({ properties: { aadProfile: null } });
  expect(planes.pods).toMatchObject({
    code: 'not-configured',
    reason: expect.stringContaining('does not use Microsoft Entra ID'),
    help: expect.stringContaining('--enable-aad'),
  });
  expect(requests).toEqual([]);
});

test('a private cluster that does not answer says how it is reached', async () => {
  const { planes } = await readWith({
    properties: { apiServerAccessProfile: { enablePrivateCluster: true } },
    server: () => ({ drop: true }),
  });
  expect(planes.pods).toMatchObject({
    code: 'unreachable',
    reason: 'aks-weu is a private cluster, and this process is not in its network',
    help: expect.stringContaining('drawbridge serve --role worker --reach'),
  });
});

test('a public cluster that does not answer says what to check', async () => {
  const { planes } = await readWith({ server: () => ({ drop: true }) });
  expect(planes.pods).toMatchObject({
    code: 'unreachable',
    help: expect.stringContaining('authorized IP ranges'),
  });
});

test('without the right to the address, Azure’s missing action is named', async () => {
  const { planes } = await readWith({
    azure: { status: 403, json: { error: { code: 'AuthorizationFailed', message: 'no' } } },
  });
  expect(planes.pods).toMatchObject({
    code: 'denied',
    help: 'Grant the reading identity Microsoft.ContainerService/managedClusters/listClusterUserCredential/action.',
  });
});

test('a real token never goes to a stand-in', async () => {
  const real = {
    getToken: async () => ({ token: 'eyJreal', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
  await expect(readWith({ who: real })).rejects.toThrow('a real token is not sent');
});

test('clusters that hide do not hold up one that answers', async () => {
  const { reader } = await azureWith(credential);
  const empty = emptyCluster();
  let hidden = 6;
  const api = await startApiServer((asked) => {
    const path = asked.path.replace(`/${fqdn}`, '');
    if (path === '/version' && hidden > 0) {
      hidden -= 1;
      return { silent: true };
    }
    return empty({ ...asked, path });
  });
  const who = sandboxCredential('reader');
  const connect = { timeoutMs: 8_000 };
  const inside = createInside({ reader, credential: who, now, sandboxUrl: api.url, connect });
  const managedCluster = { id: clusterId, properties: { aadProfile: { managed: true } } };
  const hiding = Array.from({ length: 6 }, () => inside(cluster, managedCluster, {}));
  while (hidden > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  let gaveUp = 0;
  for (const one of hiding) void one.then(() => (gaveUp += 1));
  const planes = await inside(cluster, managedCluster, {});
  expect(planes.pods).toMatchObject({ state: 'read' });
  expect(gaveUp).toBe(0);
  for (const { pods } of await Promise.all(hiding))
    expect(pods).toMatchObject({ code: 'unreachable' });
});
