import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  NetworkingV1Api,
  VersionApi,
} from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { sandbox } from './support.ts';

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

test("Kubernetes' own client reads versions, pods of a namespace, and custom objects", async () => {
  const { config } = await sandbox();
  const reader = config('aks-prod-weu');
  const version = await reader.makeApiClient(VersionApi).getCode();
  expect(version.gitVersion).toBe('v1.35.8');
  const pods = await reader.makeApiClient(CoreV1Api).listNamespacedPod({ namespace: 'shop' });
  expect(pods.items.length).toBeGreaterThan(8);
  expect(new Set(pods.items.map(({ metadata }) => metadata?.namespace))).toEqual(new Set(['shop']));
  const policies = await reader
    .makeApiClient(NetworkingV1Api)
    .listNetworkPolicyForAllNamespaces({ labelSelector: '!nothing' });
  expect(policies.items.map(({ metadata }) => metadata?.name)).toContain('default-deny');
  const cilium = await reader.makeApiClient(CustomObjectsApi).listClusterCustomObject({
    group: 'cilium.io',
    version: 'v2',
    plural: 'ciliumclusterwidenetworkpolicies',
  });
  expect(cilium.items).toMatchObject([
    { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy' },
  ]);
});

test('a list of a built-in kind does not say in each item what it is, one of a custom kind does', async () => {
  const { raw } = await sandbox();
  const { json: nodes } = await raw('aks-prod-weu', 'GET /api/v1/nodes');
  expect(nodes).toMatchObject({ kind: 'NodeList', apiVersion: 'v1' });
  expect(nodes.items[0].kind).toBeUndefined();
  const { json: gateways } = await raw(
    'aks-prod-weu',
    'GET /apis/gateway.networking.k8s.io/v1beta1/gateways',
  );
  expect(gateways.items[0]).toMatchObject({
    kind: 'Gateway',
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
  });
});

test('discovery names the groups of CRDs only where they are, and all kinds of a group', async () => {
  const { raw, standIn } = await sandbox();
  const groups = async (name: string) => {
    const { json } = await raw(name, 'GET /apis');
    return json.groups.map((each: { name: string }) => each.name);
  };
  expect(await groups('aks-pay-staging-weu').catch(() => 'unreachable')).toBe('unreachable');
  expect(await groups('aks-staging-weu')).not.toContain('cilium.io');
  expect(await groups('aks-prod-neu')).toEqual(
    expect.arrayContaining(['apps', 'cilium.io', 'constraints.gatekeeper.sh']),
  );
  const { json } = await raw('aks-prod-neu', 'GET /apis/constraints.gatekeeper.sh/v1beta1');
  expect(json.resources).toHaveLength(3);
  expect((await raw('aks-staging-weu', 'GET /apis/cilium.io/v2')).status).toBe(404);
  const crd = standIn
    .cluster('aks-prod-neu')
    .objects.get('customresourcedefinitions', 'ciliumnetworkpolicies.cilium.io');
  if (crd) standIn.cluster('aks-staging-weu').objects.add(crd);
  expect((await raw('aks-staging-weu', 'GET /apis/cilium.io/v2')).status).toBe(200);
});

test('metadata alone holds nothing of a secret, whole objects do', async () => {
  const { raw, standIn } = await sandbox();
  standIn
    .cluster('aks-dev-weu')
    .rights.grant('reader', [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }]);
  const list = 'GET /api/v1/secrets?limit=500';
  const partial = await raw('aks-dev-weu', list, { headers: { accept: metadataOnly } });
  expect(partial.json).toMatchObject({
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
  });
  expect(partial.json.items.length).toBeGreaterThan(3);
  for (const item of partial.json.items)
    expect(Object.keys(item).toSorted()).toEqual(['apiVersion', 'kind', 'metadata']);
  const whole = await raw('aks-dev-weu', list);
  const [value] = Object.values<string>(whole.json.items[0].data);
  expect(Buffer.from(value ?? '', 'base64').toString()).toContain('canary-do-not-leak-aks-dev-weu');
  const one = await raw('aks-dev-weu', 'GET /api/v1/namespaces/shop/secrets/acr-pull', {
    headers: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' },
  });
  expect(Object.keys(one.json).toSorted()).toEqual(['apiVersion', 'kind', 'metadata']);
});

test.each([
  ['secrets', 'fieldSelector=type%3Dkubernetes.io/dockerconfigjson', ['acr-pull']],
  [
    'secrets',
    'fieldSelector=type!%3DOpaque,metadata.namespace%3Dshop',
    ['acr-pull', 'backup-token', 'web-tls'],
  ],
  ['configmaps', 'fieldSelector=metadata.name%3Dlegacy-import', ['legacy-import']],
  ['services', 'labelSelector=app%3Dweb,app!%3Dcart&fieldSelector=metadata.name%3Dssh', ['ssh']],
  ['namespaces', 'labelSelector=kubernetes.io/metadata.name%20in%20(shop,ops)', ['ops', 'shop']],
  ['namespaces', 'labelSelector=team,kubernetes.io/metadata.name%20notin%20(shop)', ['ci', 'ops']],
])('%s are selected by %s', async (resource, query, names) => {
  const { raw, standIn } = await sandbox();
  standIn
    .cluster('aks-dev-weu')
    .rights.grant('reader', [{ apiGroups: [''], resources: ['*'], verbs: ['list'] }]);
  const { json } = await raw('aks-dev-weu', `GET /api/v1/${resource}?${query}`);
  expect(json.items.map((each: { metadata: { name: string } }) => each.metadata.name)).toEqual(
    names,
  );
});

test('a field that nothing is selected by is refused in the words of the API server', async () => {
  const { raw } = await sandbox();
  const { status, json } = await raw(
    'aks-prod-weu',
    'GET /api/v1/pods?fieldSelector=spec.mood%3Dbad',
  );
  expect(status).toBe(400);
  expect(json.message).toContain('field label not supported: spec.mood');
});

test('what is not served is refused by name', async () => {
  const { raw } = await sandbox();
  const table = await raw('aks-prod-weu', 'GET /api/v1/pods', {
    headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
  });
  expect([table.status, table.json.message]).toEqual([501, expect.stringContaining('Table')]);
  const watched = await raw('aks-prod-weu', 'GET /api/v1/pods?watch=true');
  expect([watched.status, watched.json.message]).toEqual([
    501,
    expect.stringContaining('watching'),
  ]);
  const protobuf = await raw('aks-prod-weu', 'GET /api/v1/pods', {
    headers: { accept: 'application/vnd.kubernetes.protobuf' },
  });
  expect(protobuf.status).toBe(406);
});

test('one object or a 404 that names it', async () => {
  const { config, standIn } = await sandbox();
  standIn
    .cluster('aks-prod-weu')
    .rights.grant('reader', [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] }]);
  const apps = config('aks-prod-weu').makeApiClient(AppsV1Api);
  const found = await apps.readNamespacedDeployment({ name: 'web', namespace: 'shop' });
  expect(found).toMatchObject({ kind: 'Deployment', spec: { replicas: 3 } });
  await expect(
    apps.readNamespacedDeployment({ name: 'webb', namespace: 'shop' }),
  ).rejects.toMatchObject({ code: 404, body: expect.stringContaining('\\"webb\\" not found') });
});
