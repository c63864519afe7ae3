import { expect, test } from 'vitest';
import { createFleet } from '../../../src/sandbox/fleet/fleet.ts';
import { startKubernetesStandIn } from '../../../src/sandbox/kubernetes/start.ts';

const now = new Date('2026-11-23T12:00:00Z');
const fleet = createFleet({ now });
const standIn = await startKubernetesStandIn({ fleet });
await standIn.close();
const cluster = (word: string) => standIn.cluster(word).objects;
const names = (word: string, resource: string, namespace?: string) =>
  cluster(word)
    .list(resource, namespace)
    .map(({ metadata }) => metadata.name as string);
const every = fleet.clusters.map(({ managedCluster }) => managedCluster);

test.each(every.map(({ id, name }) => [name, id]))(
  '%s: every object has its own place and a known owner',
  (_name, id) => {
    const objects = cluster(id);
    const namespaces = new Set(names(id, 'namespaces'));
    const nodes = new Set(names(id, 'nodes'));
    const accounts = new Set(
      objects
        .list('serviceaccounts')
        .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    );
    const uids = new Set<string>();
    for (const resource of [
      'deployments',
      'replicasets',
      'daemonsets',
      'statefulsets',
      'jobs',
      'cronjobs',
    ])
      for (const { metadata } of objects.list(resource)) {
        expect(uids).not.toContain(metadata.uid);
        uids.add(metadata.uid);
      }
    for (const { metadata, spec } of objects.list('pods')) {
      expect(namespaces).toContain(metadata.namespace);
      if (spec.nodeName && metadata.namespace !== 'render') expect(nodes).toContain(spec.nodeName);
      if (metadata.ownerReferences) expect(uids).toContain(metadata.ownerReferences[0].uid);
      expect(accounts).toContain(`${metadata.namespace}/${spec.serviceAccountName}`);
    }
  },
);

test('nodes are as many as are really there, each of its pool and image', () => {
  const nodes = cluster('aks-data-prod-neu').list('nodes');
  expect(nodes.filter(({ metadata }) => metadata.labels.agentpool === 'spark')).toHaveLength(11);
  const pool = every.find(({ name }) => name === 'aks-staging-weu')?.properties
    .agentPoolProfiles[1];
  const apps = cluster('aks-staging-weu')
    .list('nodes')
    .filter(({ metadata }) => metadata.labels.agentpool === 'apps');
  for (const { metadata } of apps)
    expect(metadata.labels['kubernetes.azure.com/node-image-version']).toBe(pool.nodeImageVersion);
  expect(apps.filter(({ spec }) => spec.unschedulable)).toHaveLength(1);
});

test('a hardened cluster runs nothing privileged of its own, a careless one does', () => {
  const privileged = (word: string) =>
    cluster(word)
      .list('pods')
      .filter(({ metadata }) => metadata.namespace !== 'kube-system')
      .filter(({ spec }) =>
        spec.containers.some((each: Container) => each.securityContext?.privileged),
      );
  expect(privileged('aks-prod-neu')).toEqual([]);
  expect(privileged('aks-dev-weu').length).toBeGreaterThan(0);
});

interface Container {
  securityContext?: { privileged?: boolean };
}

test.each([
  ['cilium', 'aks-prod-weu', 'ciliumclusterwidenetworkpolicies', 'no-node-services'],
  ['Calico', 'aks-data-dev-weu', 'globalnetworkpolicies', 'default.deny-metadata'],
  ['Istio', 'aks-data-prod-neu', 'peerauthentications', 'legacy-port'],
  ['Gatekeeper', 'aks-prod-weu', 'k8sazurev3noprivilege', 'azurepolicy-noprivilege'],
  ['kured', 'aks-dev-weu', 'daemonsets', 'kured'],
  [
    'a retired product',
    'aks-dev-weu',
    'customresourcedefinitions',
    'azureidentities.aadpodidentity.k8s.io',
  ],
])('%s is where the cluster has it', (_what, word, resource, name) => {
  expect(names(word, resource)).toContain(name);
});

test('Windows pods run on Windows nodes, and Linux ones elsewhere', () => {
  const objects = cluster('aks-pay-dev-weu');
  const windows = objects
    .list('nodes')
    .filter(({ metadata }) => metadata.labels['kubernetes.io/os'] === 'windows');
  expect(windows).toHaveLength(1);
  const there = objects
    .list('pods')
    .filter(({ spec }) => spec.nodeName === windows[0]?.metadata.name);
  expect(there.map(({ metadata }) => metadata.labels.app)).toEqual(['invoice-printer']);
});

test('every secret holds a canary and nothing else', () => {
  for (const { id } of every)
    for (const { data } of cluster(id).list('secrets'))
      for (const value of Object.values<string>(data))
        expect(Buffer.from(value, 'base64').toString()).toMatch(/^canary-do-not-leak-/);
});

test('aggregated roles show what they hold', () => {
  const admin = cluster('aks-prod-weu').get('clusterroles', 'admin');
  const granted = admin?.rules.flatMap(({ resources }: { resources: string[] }) => resources);
  expect(granted).toEqual(expect.arrayContaining(['rolebindings', 'secrets', 'endpoints']));
});

test('two starts in one minute make the same objects', async () => {
  // Jobs are called after the minute that their CronJob made them for, as real ones are.
  const clock = () => now;
  const [first, again] = [
    await startKubernetesStandIn({ fleet, clock }),
    await startKubernetesStandIn({ fleet, clock }),
  ];
  await Promise.all([first.close(), again.close()]);
  const uids = (from: typeof standIn) =>
    from
      .cluster('aks-dev-weu')
      .objects.list('pods')
      .map(({ metadata }) => [metadata.name, metadata.uid]);
  expect(uids(again)).toEqual(uids(first));
});
