import {
  testWorkloads as check,
  container,
  inContainer,
  namespace,
  podSpec,
  variant,
  web,
  workload,
} from './support/good-workloads.ts';

const bare = workload('Pod shop/once', podSpec());
const debugger_ = (creationTimestamp: string, where = 'default') =>
  workload(`Pod ${where}/node-debugger-n1-abc`, podSpec(), {
    metadata: { name: 'node-debugger-n1-abc', namespace: where, creationTimestamp },
  });
const debugging = (startedAt?: string) => {
  const debug = container('debug', { securityContext: { privileged: true }, startedAt });
  return workload('Deployment shop/web', podSpec(), {
    variants: [variant(podSpec({ ephemeralContainers: [debug] }))],
  });
};

check('AKS-POD-025', [
  { when: 'every pod has an owner', is: 'pass' },
  {
    when: 'one has none',
    is: 'fail',
    planes: { workloads: [bare] },
    says: '1 pod without an owner',
  },
  {
    when: 'it is the kubelet’s own',
    is: 'pass',
    planes: {
      workloads: [{ ...bare, podAnnotations: { 'kubernetes.io/config.mirror': 'a1' } }],
    },
  },
  {
    when: 'somebody debugs a node right now',
    is: 'pass',
    planes: { workloads: [debugger_('2026-11-23T09:00:00Z')] },
  },
  {
    when: 'somebody did yesterday',
    is: 'fail',
    planes: { workloads: [debugger_('2026-11-22T09:00:00Z')] },
    says: 'Left from debugging',
    fix: 'delete pod node-debugger-n1-abc --namespace default',
  },
  {
    when: 'it was left in a system namespace',
    is: 'fail',
    planes: { workloads: [debugger_('2026-11-22T09:00:00Z', 'kube-system')] },
  },
  {
    when: 'a privileged container for debugging is new',
    is: 'pass',
    planes: { workloads: [debugging('2026-11-23T11:00:00Z')] },
  },
  {
    when: 'it has been there since yesterday',
    is: 'fail',
    planes: { workloads: [debugging('2026-11-22T11:00:00Z')] },
    fix: 'rollout restart deployment web',
  },
  { when: 'nobody knows since when', is: 'fail', planes: { workloads: [debugging()] } },
]);

const system = (
  name: string,
  labels: Record<string, string> = {},
  image = 'mcr.microsoft.com/oss/kubernetes/some:v1',
) =>
  workload(
    `Deployment kube-system/${name}`,
    podSpec({ containers: [container('app', { image })] }),
    { podLabels: labels },
  );

check('AKS-POD-026', [
  { when: 'only AKS is there', is: 'pass' },
  {
    when: 'its add-on manager, its mark and its names tell',
    is: 'pass',
    planes: {
      workloads: [
        system('some-add-on', { 'addonmanager.kubernetes.io/mode': 'Reconcile' }),
        system('another', { 'kubernetes.azure.com/managedby': 'aks' }),
        system('coredns'),
      ],
    },
  },
  {
    when: 'something else is there',
    is: 'fail',
    planes: { workloads: [system('coredns'), system('coredns-miner')] },
    says: 'Neither of AKS nor allowed in kube-system, 1 of 2 workloads: Deployment kube-system/coredns-miner.',
  },
  ...[
    system('miner', { 'kubernetes.azure.com/managedby': 'aks' }, 'docker.io/evil/miner'),
    system('miner', { 'addonmanager.kubernetes.io/mode': 'Reconcile' }, 'docker.io/evil/miner'),
    system('ama-logs', {}, 'mcr.microsoft.com.evil.example/miner'),
  ].map((one) => ({
    when: `somebody calls it AKS’s, and its image is ${one.spec.containers[0]?.image}`,
    is: 'fail' as const,
    planes: { workloads: [one] },
  })),
  {
    when: 'it is allowed',
    is: 'pass',
    planes: { workloads: [system('velero-node'), system('kured')] },
    config: { allowedInKubeSystem: ['velero-*', 'kured'] },
  },
  {
    when: 'nothing is there',
    is: 'not-applicable',
    planes: { workloads: [workload('Deployment shop/web', podSpec())] },
  },
]);

const untrusted = [namespace('shop', { trust: 'untrusted' })];
const kata = (workloadRuntime: string) => (p: { agentPoolProfiles: object[] }) => {
  Object.assign(p.agentPoolProfiles[0] ?? {}, { workloadRuntime });
};

check('AKS-POD-027', [
  { when: 'no namespace is marked', is: 'not-applicable', says: 'trust=untrusted' },
  { when: 'one is, and its pods share the kernel', is: 'fail', planes: { namespaces: untrusted } },
  {
    when: 'they do, and Azure could not be asked',
    is: 'fail',
    planes: { namespaces: untrusted },
    hidden: ['managedCluster'],
  },
  {
    when: 'they have a kernel of their own',
    is: 'pass',
    planes: { ...web({ runtimeClassName: 'kata-vm-isolation' }), namespaces: untrusted },
    change: kata('KataVmIsolation'),
  },
  {
    when: 'they ask for it and no pool has it',
    is: 'fail',
    planes: { ...web({ runtimeClassName: 'kata-vm-isolation' }), namespaces: untrusted },
    says: 'no node pool',
  },
  {
    when: 'they ask for it and Azure could not be asked',
    is: 'unknown',
    planes: { ...web({ runtimeClassName: 'kata-vm-isolation' }), namespaces: untrusted },
    hidden: ['managedCluster'],
  },
  {
    when: 'another label marks it',
    is: 'fail',
    planes: { namespaces: [namespace('shop', { tenant: 'guest' })] },
    config: { untrustedLabel: 'tenant=guest' },
  },
]);

check('AKS-REL-008', [
  { when: 'all are probed', is: 'pass' },
  { when: 'one is not', is: 'fail', planes: inContainer({ livenessProbe: undefined }) },
  {
    when: 'it runs to its end',
    is: 'not-applicable',
    planes: {
      workloads: [workload('Job shop/once', podSpec({ containers: [{ name: 'a', image: 'a' }] }))],
    },
  },
  {
    when: 'an init container is not',
    is: 'pass',
    planes: web({ initContainers: [container('setup', { livenessProbe: undefined })] }),
  },
  {
    when: 'one that stays beside is not',
    is: 'fail',
    planes: web({
      initContainers: [container('proxy', { livenessProbe: undefined, restartPolicy: 'Always' })],
    }),
  },
]);
