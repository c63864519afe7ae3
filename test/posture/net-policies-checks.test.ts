import { goodNetwork, namespace, object, pod, policy, workload } from './support/good-network.ts';
import { testerOn } from './support/judge.ts';

const check = testerOn(goodNetwork);

const openEgress = policy('shop/allow-web', {
  podSelector: { matchLabels: { app: 'web' } },
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: {} }] }, {}],
});

const closing = (from: string) =>
  policy('shop/close-metadata-endpoint', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [from] } }, { namespaceSelector: {} }] },
    ],
  });

const blocks = (...cidrs: string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));

for (const [id, direction, other] of [
  ['AKS-NET-005', 'Ingress', 'Egress'],
  ['AKS-NET-006', 'Egress', 'Ingress'],
] as const) {
  const list = direction.toLowerCase();
  const only = (spec: object) => ({ networkPolicies: [policy('shop/p', spec)] });
  check(id, [
    { when: 'every namespace denies', is: 'pass' },
    {
      when: 'a namespace has no policy',
      is: 'fail',
      planes: only({ podSelector: {}, policyTypes: [other] }),
      says: 'Namespace shop',
      fix: 'default-deny',
    },
    {
      when: 'the policy is for some pods only',
      is: 'fail',
      planes: only({ podSelector: { matchLabels: { app: 'web' } }, policyTypes: [direction] }),
    },
    {
      when: 'the policy for all pods lets everything through',
      is: 'fail',
      planes: only({ podSelector: {}, policyTypes: [direction], [list]: [{}] }),
    },
    {
      when: 'it lets every address through, in two halves',
      is: 'fail',
      planes: only({
        podSelector: {},
        policyTypes: [direction],
        [list]: [{ [direction === 'Ingress' ? 'from' : 'to']: blocks('0.0.0.0/1', '128.0.0.0/1') }],
      }),
    },
    {
      when: 'it lets neighbours through',
      is: 'pass',
      planes: only({
        podSelector: {},
        policyTypes: [direction],
        [list]: [{ [direction === 'Ingress' ? 'from' : 'to']: [{ podSelector: {} }] }],
      }),
    },
    {
      when: 'nothing runs in the namespace',
      is: 'pass',
      change: (_, planes) => {
        planes.namespaces.push(namespace('empty'));
      },
    },
    {
      when: 'something runs in another namespace',
      is: 'fail',
      change: (_, planes) => {
        planes.workloads.push(workload('bank/ledger', { pods: 0 }));
      },
      says: 'Namespace bank',
    },
    {
      when: 'Cilium denies in the whole cluster',
      is: 'pass',
      planes: {
        networkPolicies: [],
        ciliumPolicies: [
          object('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'deny', {
            spec: { endpointSelector: {}, [list]: [{}] },
          }),
        ],
      },
    },
    {
      when: 'Cilium’s policy has no default deny',
      is: 'fail',
      planes: {
        networkPolicies: [],
        ciliumPolicies: [
          object('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/p', {
            spec: { endpointSelector: {}, [list]: [{}], enableDefaultDeny: { [list]: false } },
          }),
        ],
      },
    },
    {
      when: 'Calico’s own kind may deny',
      is: 'unknown',
      planes: {
        networkPolicies: [],
        calicoPolicies: [
          object('projectcalico.org/v3', 'GlobalNetworkPolicy', 'deny', {
            spec: { types: [direction] },
          }),
        ],
      },
    },
    { when: 'policies could not be read', is: 'unknown', hidden: ['networkPolicies'] },
  ]);
}

check('AKS-NET-006', [
  {
    when: 'only the metadata service is closed',
    is: 'fail',
    planes: { networkPolicies: [closing('169.254.169.254/32')] },
  },
]);

check('AKS-NET-007', [
  { when: 'a policy selects every pod', is: 'pass' },
  {
    when: 'a pod has other labels',
    is: 'fail',
    change: (_, planes) => {
      planes.networkPolicies = planes.networkPolicies.slice(1);
      planes.pods.push(pod('shop/api'));
    },
    says: 'one pod outside system namespaces: Deployment shop/api',
  },
  {
    when: 'a pod on the host network has none',
    is: 'pass',
    change: (_, planes) => {
      planes.pods.push(pod('bank/agent', { hostNetwork: true }));
    },
  },
  { when: 'there are no pods', is: 'not-applicable', planes: { pods: [] } },
]);

function ciliumRule(rules: Record<string, unknown>) {
  const spec = { endpointSelector: {}, ...rules };
  return object('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/p', { spec });
}

check('AKS-NET-008', [
  { when: 'rules name peers or ports', is: 'pass' },
  {
    when: 'a rule is empty',
    is: 'fail',
    change: (_, planes) => {
      planes.networkPolicies.push(openEgress);
    },
    says: 'NetworkPolicy shop/allow-web',
    fix: 'edit networkpolicy allow-web',
  },
  {
    when: 'every address is let in at every port',
    is: 'fail',
    planes: {
      networkPolicies: [
        policy('shop/p', { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: '::/0' } }] }] }),
      ],
    },
  },
  {
    when: 'every address is let in at one port',
    is: 'pass',
    planes: {
      networkPolicies: [
        policy('shop/p', {
          podSelector: {},
          ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443 }] }],
        }),
      ],
    },
  },
  {
    when: 'the rule is of the system',
    is: 'pass',
    planes: { networkPolicies: [policy('kube-system/p', { podSelector: {}, ingress: [{}] })] },
  },
  {
    when: 'Cilium’s rule is for everybody',
    is: 'fail',
    planes: {
      ciliumPolicies: [
        object('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/p', {
          spec: { endpointSelector: {}, ingress: [{ fromEntities: ['all'] }] },
        }),
      ],
    },
  },
  {
    when: 'Cilium’s rule is for the whole world',
    is: 'fail',
    planes: { ciliumPolicies: [ciliumRule({ egress: [{ toEntities: ['world'] }] })] },
    says: 'CiliumNetworkPolicy shop/p',
  },
  {
    when: 'Cilium’s rule is for the whole world at one port',
    is: 'pass',
    planes: {
      ciliumPolicies: [
        ciliumRule({
          egress: [{ toEntities: ['world'], toPorts: [{ ports: [{ port: '443' }] }] }],
        }),
      ],
    },
  },
  {
    when: 'Cilium’s rule is for the cluster',
    is: 'pass',
    planes: { ciliumPolicies: [ciliumRule({ egress: [{ toEntities: ['cluster', 'host'] }] })] },
  },
  {
    when: 'Cilium’s rule is for every address',
    is: 'fail',
    planes: { ciliumPolicies: [ciliumRule({ ingress: [{ fromCIDR: ['0.0.0.0/0'] }] })] },
  },
  {
    when: 'Cilium’s rule is for every address but one',
    is: 'pass',
    planes: {
      ciliumPolicies: [
        ciliumRule({ egress: [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] }] }] }),
      ],
    },
  },
  {
    when: 'every address is let out in two halves',
    is: 'fail',
    planes: {
      networkPolicies: [
        policy('shop/p', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: blocks('0.0.0.0/1', '128.0.0.0/1') }],
        }),
      ],
    },
  },
  {
    when: 'the halves stand in two rules, and one of them in quarters',
    is: 'fail',
    planes: {
      networkPolicies: [
        policy('shop/p', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [
            { to: blocks('8000::/1') },
            { to: blocks('::/2') },
            { to: [...blocks('4000::/2'), { podSelector: {} }] },
          ],
        }),
      ],
    },
  },
  {
    when: 'one half is let out',
    is: 'pass',
    planes: {
      networkPolicies: [
        policy('shop/p', {
          podSelector: {},
          policyTypes: ['Egress'],
          egress: [{ to: blocks('0.0.0.0/1', '8000::/1', 'no range') }],
        }),
      ],
    },
  },
]);

check('AKS-NET-009', [
  { when: 'every policy selects pods', is: 'pass' },
  {
    when: 'a label is misspelt',
    is: 'fail',
    planes: {
      networkPolicies: [policy('shop/p', { podSelector: { matchLabels: { app: 'wbe' } } })],
    },
    says: 'NetworkPolicy shop/p',
  },
  {
    when: 'the workload has no pods now',
    is: 'pass',
    change: (_, planes) => {
      planes.workloads.push(workload('shop/night', { pods: 0 }));
      planes.networkPolicies.push(
        policy('shop/night', { podSelector: { matchLabels: { app: 'night' } } }),
      );
    },
  },
  {
    when: 'an empty namespace waits for pods',
    is: 'pass',
    change: (_, planes) => {
      planes.networkPolicies.push(policy('empty/deny', { podSelector: {} }));
    },
  },
  { when: 'there are none', is: 'not-applicable', planes: { networkPolicies: [] } },
]);
