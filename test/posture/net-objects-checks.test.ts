import type { Planes } from '../../src/fleet/snapshot.ts';
import { container, goodNetwork, object, pod, policy, workload } from './support/good-network.ts';
import { testerOn } from './support/judge.ts';

const check = testerOn(goodNetwork);
type Good = ReturnType<typeof goodNetwork>;
type Change = (p: Planes['managedCluster'], planes: Good) => void;

const own: Change = (p) => {
  p.networkProfile = { networkPlugin: 'none', networkPolicy: 'none' };
};
const daemon = (name: string, image: string) =>
  workload(`kube-system/${name}`, { kind: 'DaemonSet', containers: [container(name, image)] });

check('AKS-NET-001', [
  { when: 'Azure’s Calico enforces', is: 'pass' },
  {
    when: 'the team’s own Cilium enforces',
    is: 'pass',
    change: own,
    planes: { workloads: [daemon('cilium', 'quay.io/cilium/cilium:v1.18.2')] },
    says: 'Cilium, which runs in the cluster',
  },
  {
    when: 'a DaemonSet only bears its name',
    is: 'unknown',
    change: own,
    planes: { workloads: [daemon('cilium', 'acr.example/tools/shell:1')] },
  },
  {
    when: 'the team’s own plug-in is Flannel',
    is: 'fail',
    change: own,
    planes: { workloads: [daemon('kube-flannel-ds', 'ghcr.io/flannel-io/flannel:v0.27')] },
    says: 'Flannel',
  },
  { when: 'the team’s own plug-in is not seen', is: 'unknown', change: own, hidden: ['workloads'] },
  {
    when: 'Calico was installed beside Azure’s plug-in',
    is: 'pass',
    set: { networkProfile: { networkPlugin: 'azure', networkPolicy: 'none' } },
    planes: { workloads: [daemon('calico-node', 'docker.io/calico/node:v3.31')] },
  },
]);

const openEgress = policy('shop/allow-web', {
  podSelector: { matchLabels: { app: 'web' } },
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: {} }] }, {}],
});
const cilium = { networkPlugin: 'azure', networkPolicy: 'cilium', networkDataplane: 'cilium' };
const others = [pod('shop/web'), pod('bank/ledger'), pod('bank/agent', { hostNetwork: true })];

for (const [id, called] of [
  ['AKS-NET-002', 'the metadata service'],
  ['AKS-NET-004', 'WireServer'],
] as const) {
  // One is closed by a change that others approve, the other by commands.
  const isChange = id === 'AKS-NET-002';
  check(id, [
    { when: 'policies deny everything', is: 'pass', says: called },
    {
      when: 'no policy is there',
      is: 'fail',
      planes: { networkPolicies: [] },
      says: 'open to 2 pods: 2 in shop. No policy for egress selects it (2 pods).',
      fix: isChange ? '"namespaces":["shop"]' : 'kind: NetworkPolicy',
    },
    {
      when: 'one policy lets everything out',
      is: 'fail',
      change: (_, planes) => {
        planes.networkPolicies.push(openEgress);
      },
      says: 'NetworkPolicy shop/allow-web egress[1] (no "to") (2 pods)',
    },
    {
      when: 'another namespace has none, and one pod is on the host network',
      is: 'fail',
      planes: { pods: others },
      says: /open to one pod: 1 in bank\..*One pod on the host network reaches/,
      fix: isChange ? '"namespaces":["bank"]' : 'namespace: bank',
    },
    {
      when: 'only a pod on the host network reaches it',
      is: 'pass',
      planes: { pods: [pod('shop/web'), pod('shop/agent', { hostNetwork: true })] },
      says: 'One pod on the host network reaches',
    },
    {
      when: 'only pods of the system reach it',
      is: 'not-applicable',
      planes: { pods: [pod('kube-system/coredns')], networkPolicies: [] },
    },
    {
      when: 'a pod that has ended was open',
      is: 'pass',
      change: (_, planes) => {
        planes.pods.push(pod('bank/job', { phase: 'Succeeded' }));
      },
    },
    {
      when: 'the namespace is called part of the system',
      is: 'pass',
      planes: { pods: others.slice(0, 2) },
      config: { systemNamespaces: ['kube-system', 'bank'] },
    },
    {
      when: 'Calico’s own kind selects the pods',
      is: 'unknown',
      planes: {
        calicoPolicies: [
          object('projectcalico.org/v3', 'GlobalNetworkPolicy', 'no-metadata', {
            spec: { types: ['Egress'], egress: [{ action: 'Deny' }] },
          }),
        ],
      },
      says: 'Calico’s GlobalNetworkPolicy no-metadata',
    },
    {
      when: 'Cilium denies it for the whole cluster',
      is: 'pass',
      set: { networkProfile: cilium },
      planes: {
        networkPolicies: [openEgress],
        ciliumPolicies: [
          object('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'deny', {
            spec: {
              endpointSelector: {},
              egressDeny: [{ toCIDR: ['169.254.169.254/32', '168.63.129.16/32'] }],
            },
          }),
        ],
      },
    },
    {
      when: 'Cilium enforces, and nothing denies it',
      is: 'fail',
      set: { networkProfile: cilium },
      planes: { networkPolicies: [openEgress] },
      fix: isChange ? 'metadata-network-policies' : 'egressDeny',
    },
    {
      when: 'nothing enforces policies',
      is: 'fail',
      set: { networkProfile: { networkPlugin: 'azure', networkPolicy: 'none' } },
      says: 'AKS-NET-001',
    },
    { when: 'pods could not be read', is: 'unknown', hidden: ['pods'], says: 'reading pods' },
    { when: 'policies could not be read', is: 'unknown', hidden: ['networkPolicies'] },
    { when: 'Cilium’s policies could not be read', is: 'unknown', hidden: ['ciliumPolicies'] },
  ]);
}

const closing = (from: string) =>
  policy('shop/close-metadata-endpoint', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [from] } }, { namespaceSelector: {} }] },
    ],
  });

check('AKS-NET-002', [
  {
    when: 'Azure itself restricts, whatever policies say',
    is: 'pass',
    set: { 'networkProfile.podLinkLocalAccess': 'None' },
    planes: { networkPolicies: [] },
  },
  {
    when: 'a policy allows everything but the address',
    is: 'pass',
    planes: { networkPolicies: [closing('169.254.169.254/32')] },
  },
]);

check('AKS-NET-014', [
  { when: 'the mesh is strict', is: 'pass', says: 'Strict mTLS' },
  {
    when: 'the mesh is not strict, and networks were not read',
    is: 'unknown',
    planes: { peerAuthentications: [] },
  },
]);
