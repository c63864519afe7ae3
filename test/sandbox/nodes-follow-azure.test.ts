import { expect, onTestFinished, test } from 'vitest';
import { startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';

const begin = Date.parse('2026-11-24T00:00:00Z');
const second = 1000;
const label = 'kubernetes.azure.com/node-image-version';

/** Both stand-ins over one fleet, on a clock that the test moves. An operation takes two seconds. */
async function world() {
  let now = begin;
  const clock = () => new Date(now);
  const fleet = createFleet({ now: clock() });
  const azure = await startAzureStandIn({ clock, fleet });
  const kubernetes = await startKubernetesStandIn({
    clock,
    fleet,
    liveNodes: azure.state.nodesOf,
  });
  onTestFinished(async () => {
    await Promise.all([azure.close(), kubernetes.close()]);
  });
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-staging-weu');
  if (!cluster) throw new Error('the fleet has no aks-staging-weu');
  const { id } = cluster;
  return {
    azure,
    kubernetes,
    wait: (milliseconds: number) => {
      now += milliseconds;
    },
    async arm(method: string, path: string, as = 'writer') {
      const response = await fetch(`${azure.url}${id}${path}?api-version=2026-06-01`, {
        method,
        headers: { authorization: `Bearer sandbox-${as}` },
      });
      const text = await response.text();
      // biome-ignore lint/suspicious/noExplicitAny: Azure's JSON
      const json: any = text ? JSON.parse(text) : undefined;
      return { status: response.status, json, headers: response.headers };
    },
    /** Image, Ready and cordon of the nodes of the pool apps, as the API server tells them. */
    async nodes() {
      const server = kubernetes.cluster('aks-staging-weu');
      const response = await fetch(
        `${kubernetes.url}/${server.hosts[0]}/api/v1/nodes?labelSelector=agentpool%3Dapps`,
        { headers: { authorization: 'Bearer sandbox-reader' } },
      );
      // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' JSON
      const { items }: any = await response.json();
      // biome-ignore lint/suspicious/noExplicitAny: Kubernetes' JSON
      return items.map(({ metadata, spec, status }: any) => ({
        image: metadata.labels[label],
        cordoned: spec.unschedulable === true,
        ready: status.conditions.find(({ type }: { type: string }) => type === 'Ready').status,
      }));
    },
  };
}

test('a pool gets its new image node by node, and says so at the end', async () => {
  const { arm, nodes, wait } = await world();
  const profile = await arm('GET', '/agentPools/apps/upgradeProfiles/default');
  const newest = profile.json.properties.latestNodeImageVersion;
  const before = await nodes();
  expect(before.map(({ image }: { image: string }) => image)).not.toContain(newest);
  const answer = await arm('POST', '/agentPools/apps/upgradeNodeImageVersion');
  expect([answer.status, answer.json.properties.provisioningState]).toEqual([
    202,
    'UpgradingNodeImageVersion',
  ]);
  expect(answer.headers.get('azure-asyncoperation')).toContain('/operations/');
  wait(second);
  const midway = await nodes();
  expect(midway).toMatchObject([
    { image: newest, cordoned: false, ready: 'True' },
    { image: before[1].image, cordoned: true },
    { image: before[2].image, cordoned: false },
  ]);
  expect((await arm('GET', '/agentPools/apps')).json.properties).toMatchObject({
    provisioningState: 'UpgradingNodeImageVersion',
    nodeImageVersion: before[0].image,
  });
  wait(second);
  expect((await arm('GET', '/agentPools/apps')).json.properties).toMatchObject({
    provisioningState: 'Succeeded',
    nodeImageVersion: newest,
  });
  expect(await nodes()).toEqual(
    [0, 1, 2].map(() => ({ image: newest, cordoned: false, ready: 'True' })),
  );
});

test('one that is aborted leaves its nodes half and half, and the pool says Canceled', async () => {
  const { arm, nodes, wait } = await world();
  const [{ image: old }] = await nodes();
  expect((await arm('POST', '/agentPools/apps/abort')).status).toBe(409);
  const begun = await arm('POST', '/agentPools/apps/upgradeNodeImageVersion');
  wait(second);
  expect((await arm('POST', '/agentPools/apps/abort')).status).toBe(202);
  expect((await arm('GET', '/agentPools/apps')).json.properties.provisioningState).toBe(
    'Canceling',
  );
  wait(2 * second);
  expect((await arm('GET', '/agentPools/apps')).json.properties).toMatchObject({
    provisioningState: 'Canceled',
    nodeImageVersion: old,
  });
  const images = (await nodes()).map(({ image }: { image: string }) => image === old);
  expect(images).toEqual([false, true, true]);
  const operation = new URL(begun.headers.get('azure-asyncoperation') ?? '');
  expect(operation.pathname).toContain('/operations/');
  // Tried again, the rest follows.
  await arm('POST', '/agentPools/apps/upgradeNodeImageVersion');
  wait(2 * second);
  await arm('GET', '/agentPools/apps');
  expect((await nodes()).filter(({ image }: { image: string }) => image === old)).toEqual([]);
});

test('one that fails stops half-way', async () => {
  const { azure, arm, nodes, wait } = await world();
  const [{ image: old }] = await nodes();
  azure.faults.add({
    match: { method: 'POST', path: 'upgradeNodeImageVersion' },
    kind: 'operation-failed',
  });
  await arm('POST', '/agentPools/apps/upgradeNodeImageVersion');
  wait(3 * second);
  expect((await arm('GET', '/agentPools/apps')).json.properties).toMatchObject({
    provisioningState: 'Failed',
    nodeImageVersion: old,
  });
  expect((await nodes()).map(({ image }: { image: string }) => image === old)).toEqual([
    false,
    true,
    true,
  ]);
});

test('a second operation waits for the first, and only the writer may begin one', async () => {
  const { arm } = await world();
  expect((await arm('POST', '/agentPools/apps/upgradeNodeImageVersion', 'reader')).status).toBe(
    403,
  );
  await arm('POST', '/agentPools/apps/upgradeNodeImageVersion');
  const second = await arm('POST', '/agentPools/system/upgradeNodeImageVersion');
  expect([second.status, second.json.code]).toEqual([409, 'OperationNotAllowed']);
  expect((await arm('POST', '/agentPools/system/abort')).status).toBe(409);
});

test('machines are named as nodes are', async () => {
  const { arm, azure } = await world();
  const { json } = await arm('GET', '/agentPools/apps/machines', 'reader');
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-staging-weu');
  expect(json.value.map(({ name }: { name: string }) => name)).toEqual(
    azure.state
      .nodesOf(cluster?.id ?? '')
      .filter(({ pool }) => pool === 'apps')
      .map(({ name }) => name),
  );
});

test('what somebody did to a node stays until Azure replaces it', async () => {
  const { arm, kubernetes, nodes, wait } = await world();
  await nodes();
  const { objects } = kubernetes.cluster('aks-staging-weu');
  const [first] = objects
    .list('nodes')
    .filter(({ metadata }) => metadata.labels.agentpool === 'apps');
  if (!first) throw new Error('there is no node');
  objects.add({ ...first, spec: { ...first.spec, unschedulable: true } });
  expect((await nodes())[0]).toMatchObject({ cordoned: true });
  await arm('POST', '/agentPools/apps/upgradeNodeImageVersion');
  wait(2 * second);
  expect((await nodes())[0]).toMatchObject({ cordoned: false });
});
