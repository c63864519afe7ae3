import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCollector } from '../../../src/kubernetes/reduce/index.ts';

const container = (more: object = {}) => ({ name: 'app', image: 'shop.azurecr.io/web:1', ...more });
const owned = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }],
});

type Given = [kind: string, apiVersion: string, item: object];

function pod(name: string, owner: object, spec: object = {}, status: object = {}): Given {
  return [
    'Pod',
    'v1',
    {
      metadata: { name, namespace: 'shop', labels: { app: 'web' }, managedFields: [{}], ...owner },
      spec: {
        containers: [
          container({
            volumeMounts: [{ name: `kube-api-access-x7k2p`, mountPath: '/x' }],
          }),
        ],
        volumes: [{ name: `kube-api-access-x7k2p`, projected: {} }],
        serviceAccountName: 'default',
        nodeName: 'node-1',
        ...spec,
      },
      status: { phase: 'Running', podIP: '10.0.0.1', ...status },
    },
  ];
}

const template = (more: object = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [container()], ...more },
});

const deployment: Given = [
  'Deployment',
  'apps/v1',
  {
    metadata: { name: 'web', namespace: 'shop' },
    spec: { replicas: 2, template: template() },
    status: { readyReplicas: 1 },
  },
];

const replicaSet = (name: string, owner: string, replicas = 2): Given => [
  'ReplicaSet',
  'apps/v1',
  {
    metadata: { name, namespace: 'shop', ...owned(owner, 'web') },
    spec: { replicas, template: template() },
  },
];

function collected(given: Given[], options?: { podsOfTemplates: boolean }) {
  const collector = createCollector(options);
  for (const each of given) collector.add(...each);
  return collector.planes();
}

test('pods are their Deployment’s, whatever comes first', () => {
  const given = [
    deployment,
    replicaSet('web-1', 'Deployment', 0),
    replicaSet('web-2', 'Deployment'),
    pod('web-2-aaaaa', owned('ReplicaSet', 'web-2')),
    pod('web-2-bbbbb', owned('ReplicaSet', 'web-2')),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(given, { minLength: given.length }), (order) => {
      const { workloads, pods } = collected(order);
      expect(workloads).toHaveLength(1);
      expect(workloads[0]).toMatchObject({
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop' },
        pods: 2,
        desired: 2,
        ready: 1,
        variants: [],
      });
      expect(workloads[0]?.examples.toSorted()).toEqual(['web-2-aaaaa', 'web-2-bbbbb']);
      expect(pods.map(({ workload }) => workload)).toEqual(['Deployment/web', 'Deployment/web']);
    }),
  );
});

test.each([
  ['an ephemeral container', { ephemeralContainers: [{ name: 'debug', image: 'busybox' }] }],
  ['a sidecar', { containers: [container(), { name: 'proxy', image: 'istio/proxyv2:1' }] }],
  ['another security context', { securityContext: { runAsUser: 0 } }],
  [
    'a privileged container',
    { containers: [container({ securityContext: { privileged: true } })] },
  ],
])('pods that run with %s stand beside the template', (_what, spec) => {
  const { workloads } = collected([
    deployment,
    replicaSet('web-2', 'Deployment'),
    pod('web-2-aaaaa', owned('ReplicaSet', 'web-2')),
    pod('web-2-bbbbb', owned('ReplicaSet', 'web-2'), spec),
    pod('web-2-ccccc', owned('ReplicaSet', 'web-2'), spec),
  ]);
  expect(workloads[0]).toMatchObject({ pods: 3 });
  expect(workloads[0]?.variants).toHaveLength(1);
  expect(workloads[0]?.variants[0]).toMatchObject({
    pods: 2,
    examples: ['web-2-bbbbb', 'web-2-ccccc'],
  });
});

test('what every pod is given makes none of its own', () => {
  const { workloads } = collected([
    deployment,
    replicaSet('web-2', 'Deployment'),
    pod('web-2-aaaaa', owned('ReplicaSet', 'web-2'), {
      containers: [
        container({
          env: [{ name: 'AZURE_CLIENT_ID', value: 'x' }],
          volumeMounts: [{ name: 'azure-identity-token', mountPath: '/var' }],
        }),
      ],
      volumes: [{ name: 'azure-identity-token', projected: {} }],
      tolerations: [{ key: 'node.kubernetes.io/not-ready' }],
      affinity: { nodeAffinity: {} },
      imagePullSecrets: [{ name: 'from-account' }],
    }),
  ]);
  expect(workloads[0]?.variants).toEqual([]);
});

test('a StatefulSet’s claims make none either', () => {
  const { workloads } = collected([
    [
      'StatefulSet',
      'apps/v1',
      { metadata: { name: 'db', namespace: 'shop' }, spec: { template: template() } },
    ],
    pod('db-0', owned('StatefulSet', 'db'), {
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } }],
    }),
  ]);
  expect(workloads[0]).toMatchObject({ kind: 'StatefulSet', pods: 1, variants: [] });
});

test('Jobs are their CronJob’s', () => {
  const { workloads, pods } = collected([
    pod('nightly-1-aaaaa', owned('Job', 'nightly-1'), {}, { phase: 'Succeeded' }),
    [
      'Job',
      'batch/v1',
      {
        metadata: { name: 'nightly-1', namespace: 'shop', ...owned('CronJob', 'nightly') },
        spec: { template: template() },
      },
    ],
    [
      'CronJob',
      'batch/v1',
      {
        metadata: { name: 'nightly', namespace: 'shop' },
        spec: { jobTemplate: { spec: { template: template({ hostNetwork: true }) } } },
      },
    ],
  ]);
  expect(workloads.map(({ kind, metadata, pods }) => [kind, metadata.name, pods])).toEqual([
    ['CronJob', 'nightly', 0],
  ]);
  expect(workloads[0]?.spec.hostNetwork).toBe(true);
  expect(pods[0]).toMatchObject({ workload: 'CronJob/nightly', phase: 'Succeeded' });
});

test('what an operator of an unknown kind owns is called after it', () => {
  const rollout = replicaSet('web-7', 'Rollout');
  const { workloads } = collected([
    rollout,
    replicaSet('web-6', 'Rollout', 0),
    pod('web-7-aaaaa', owned('ReplicaSet', 'web-7')),
    pod('lonely', owned('VirtualMachineInstance', 'vm')),
  ]);
  expect(workloads.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    'Rollout web',
    'VirtualMachineInstance vm',
  ]);
});

test('pods of nobody stand for themselves, and static ones once for all nodes', () => {
  const { workloads } = collected([
    pod('debug', {}),
    pod('etcd-node-1', owned('Node', 'node-1')),
    pod('etcd-node-2', owned('Node', 'node-2'), { nodeName: 'node-2' }),
  ]);
  expect(
    workloads.map(({ kind, metadata, pods }) => [kind, metadata.namespace, metadata.name, pods]),
  ).toEqual([
    ['Pod', 'shop', 'debug', 1],
    ['Pod', 'shop', 'etcd', 2],
  ]);
});

test('Windows is known by the spec, the selector or the node', () => {
  const { pods } = collected([
    pod('a', {}, { os: { name: 'windows' } }),
    pod('b', {}, { nodeSelector: { 'kubernetes.io/os': 'windows' } }),
    pod('c', {}, { nodeName: 'win-1' }),
    pod('d', {}),
    ['Node', 'v1', { metadata: { name: 'win-1', labels: { 'kubernetes.io/os': 'windows' } } }],
  ]);
  expect(pods.map(({ os }) => os)).toEqual(['windows', 'windows', 'windows', 'linux']);
});

test('controllers without pods are kept, and manifests make a pod of each', () => {
  const { workloads, pods } = collected([deployment], { podsOfTemplates: true });
  expect(workloads).toHaveLength(1);
  expect(pods).toEqual([
    expect.objectContaining({ name: 'web', workload: 'Deployment/web', labels: { app: 'web' } }),
  ]);
});

test('what nodes pulled is known by its digest', () => {
  const imageID = 'shop.azurecr.io/web@sha256:0a';
  const { workloads } = collected([
    pod('a', {}, {}, { containerStatuses: [{ imageID: `docker-pullable://${imageID}` }] }),
  ]);
  expect(workloads[0]?.imageIds).toEqual([imageID]);
});

test('ten thousand alike pods share what they have in common', () => {
  const collector = createCollector();
  for (let index = 0; index < 10_000; index += 1)
    collector.add(...pod(`web-2-${index}`, owned('ReplicaSet', 'web-2')));
  const { pods } = collector.planes();
  expect(new Set(pods.map(({ labels }) => labels)).size).toBe(1);
  expect(new Set(pods.map(({ ports }) => ports)).size).toBe(1);
});

test('pods beside each other are of one spec only where nothing but their own place differs', () => {
  const made = (name: string, spec: object) => pod(name, owned('ReplicaSet', 'web-1'), spec);
  const { workloads } = collected([
    deployment,
    replicaSet('web-1', 'Deployment'),
    made('web-a', {}),
    made('web-b', { nodeName: 'node-2', hostname: 'b', affinity: { nodeAffinity: {} } }),
    made('web-c', { hostNetwork: true }),
    made('web-d', {}),
    made('web-e', { containers: [container({ image: 'shop.azurecr.io/web:2' })] }),
    made('web-f', { containers: [container(), container({ name: 'side' })] }),
    made('web-g', { hostNetwork: true, nodeName: 'node-3' }),
  ]);
  const [web] = workloads;
  expect(web?.pods).toBe(7);
  expect(web?.variants.map(({ examples }) => examples)).toEqual([
    ['web-c', 'web-g'],
    ['web-e'],
    ['web-f'],
  ]);
});
