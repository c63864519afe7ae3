/** Who may talk to whom: policies, good, bad and void. */
import type { Json, KubeObject } from '../wire.ts';
import { crd, kinds, type Meta, make } from './make.ts';
import type { Setting } from './setting.ts';

const metadataService = '169.254.169.254/32';
const wireServer = '168.63.129.16/32';

export function networkObjects(setting: Setting): KubeObject[] {
  const { networkDataplane, networkPolicy } = setting.properties.networkProfile;
  return [
    ...(networkDataplane === 'cilium' ? ciliumObjects(setting) : []),
    ...(networkPolicy === 'calico' ? calicoObjects(setting) : []),
    ...(setting.care === 'hardened' ? closed(setting) : []),
    ...(setting.care === 'usual' ? leaky(setting) : []),
    ...(setting.care === 'careless' ? open(setting) : []),
  ];
}

function policy(setting: Setting, meta: Meta, spec: Json): KubeObject {
  return make(
    setting,
    kinds.network,
    'NetworkPolicy',
    { namespace: setting.app, ...meta },
    { spec },
  );
}

const dns = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};

/** Nothing but what is meant: everything closed, then opened one by one. */
function closed(setting: Setting): KubeObject[] {
  const { app } = setting;
  return [
    policy(
      setting,
      { name: 'default-deny' },
      { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    ),
    policy(
      setting,
      { name: 'allow-dns' },
      { podSelector: {}, policyTypes: ['Egress'], egress: [dns] },
    ),
    policy(
      setting,
      { name: 'within' },
      {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }],
        egress: [{ to: [{ podSelector: {} }] }],
      },
    ),
    policy(
      setting,
      { name: 'front-to-internet' },
      {
        podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] },
        policyTypes: ['Egress'],
        egress: [
          {
            to: [
              {
                ipBlock: { cidr: '0.0.0.0/0', except: [metadataService, wireServer, '10.0.0.0/8'] },
              },
            ],
            ports: [{ protocol: 'TCP', port: 443 }],
          },
        ],
      },
    ),
    // The story's cluster has grown one that nobody remembers: it voids the exceptions above for one workload.
    ...(setting.name === 'aks-prod-weu'
      ? [
          policy(
            setting,
            { name: 'checkout-everywhere', days: 260 },
            {
              podSelector: { matchLabels: { app: 'checkout' } },
              policyTypes: ['Egress'],
              egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
            },
          ),
        ]
      : []),
    ...(app === 'pay'
      ? [
          policy(
            setting,
            { name: 'ledger-from-gateway' },
            {
              podSelector: { matchLabels: { app: 'ledger' } },
              policyTypes: ['Ingress'],
              ingress: [
                {
                  from: [{ podSelector: { matchLabels: { app: 'gateway' } } }],
                  ports: [{ protocol: 'TCP', port: 8080, endPort: 8081 }],
                },
              ],
            },
          ),
        ]
      : []),
  ];
}

/** Written once, with care, and then overtaken by others. */
function leaky(setting: Setting): KubeObject[] {
  return [
    policy(
      setting,
      { name: 'no-metadata', days: 400 },
      {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: [metadataService] } }] }],
      },
    ),
    // Policies add up: this one allows again what the exception above was for.
    policy(
      setting,
      { name: 'web-outgoing', days: 90 },
      {
        podSelector: { matchLabels: { tier: 'front' } },
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }],
        policyTypes: ['Egress'],
      },
    ),
    policy(
      setting,
      { name: 'old-search', days: 500 },
      {
        podSelector: { matchLabels: { app: 'search-v1' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
      },
    ),
    policy(
      setting,
      { name: 'back-from-front' },
      {
        podSelector: { matchLabels: { tier: 'back' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [{ podSelector: { matchLabels: { tier: 'front' } } }] }],
      },
    ),
  ];
}

function open(setting: Setting): KubeObject[] {
  return [
    policy(
      setting,
      { name: 'allow-all', days: 600 },
      {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{}],
        egress: [{}],
      },
    ),
  ];
}

function ciliumObjects(setting: Setting): KubeObject[] {
  const { app } = setting;
  return [
    ...crd(setting, 'cilium.io', 'ciliumnetworkpolicies CiliumNetworkPolicy', { versions: ['v2'] }),
    ...crd(
      setting,
      'cilium.io',
      'ciliumclusterwidenetworkpolicies CiliumClusterwideNetworkPolicy, ciliumnodes CiliumNode',
      { versions: ['v2'], cluster: true },
    ),
    make(
      setting,
      'cilium.io/v2',
      'CiliumClusterwideNetworkPolicy',
      { name: 'no-node-services' },
      {
        spec: {
          description: 'Neither the metadata service nor the WireServer, for any pod of a team',
          endpointSelector: {
            matchExpressions: [
              {
                key: 'k8s:io.kubernetes.pod.namespace',
                operator: 'NotIn',
                values: ['kube-system', 'gatekeeper-system'],
              },
            ],
          },
          egressDeny: [
            {
              toCIDRSet: [{ cidr: metadataService }, { cidr: wireServer }],
              toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }],
            },
          ],
        },
      },
    ),
    make(
      setting,
      'cilium.io/v2',
      'CiliumNetworkPolicy',
      { name: 'to-azure', namespace: app },
      {
        spec: {
          endpointSelector: { matchLabels: { tier: 'front' } },
          egress: [
            {
              toFQDNs: [{ matchPattern: '*.vault.azure.net' }],
              toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
            },
            {
              toEndpoints: [
                {
                  matchLabels: {
                    'k8s:io.kubernetes.pod.namespace': 'kube-system',
                    'k8s-app': 'kube-dns',
                  },
                },
              ],
            },
          ],
        },
      },
    ),
  ];
}

function calicoObjects(setting: Setting): KubeObject[] {
  const group = 'crd.projectcalico.org';
  return [
    ...crd(setting, group, 'networkpolicies NetworkPolicy'),
    ...crd(setting, group, 'globalnetworkpolicies GlobalNetworkPolicy', { cluster: true }),
    make(
      setting,
      `${group}/v1`,
      'GlobalNetworkPolicy',
      { name: 'default.deny-metadata' },
      {
        spec: {
          order: 10,
          selector: "projectcalico.org/namespace not in {'kube-system', 'calico-system'}",
          types: ['Egress'],
          egress: [
            {
              action: 'Deny',
              protocol: 'TCP',
              destination: { nets: [metadataService], ports: [80] },
            },
            { action: 'Pass' },
          ],
        },
      },
    ),
    make(
      setting,
      `${group}/v1`,
      'NetworkPolicy',
      { name: 'default.web', namespace: setting.app },
      {
        spec: {
          order: 100,
          selector: "app == 'web'",
          types: ['Ingress'],
          ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: [8080] } }],
        },
      },
    ),
  ];
}
