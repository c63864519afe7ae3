import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import type { EgressQuestion, Verdict } from '../../../src/posture/network-policies/types.ts';
import { all, ask, ciliumPolicy, clusterwide, networkPolicy } from './support.ts';

interface Case {
  when: string;
  is: Verdict['verdict'];
  policies: KubernetesObject[];
  because?: string[];
  question?: Partial<EgressQuestion>;
}

const own = (spec: object) => [ciliumPolicy('one', spec)];
const egress = (...rules: object[]) => own({ egress: rules });
const deny = (rule: object, more: object = {}) =>
  own({ egress: [{ toEntities: ['all'] }], egressDeny: [rule], ...more });
const place = (text: string) => [`CiliumNetworkPolicy shop/one ${text}`];
const port = (...ports: object[]) => [{ ports }];

const cases: Case[] = [
  { when: 'nothing is there', is: 'open', policies: [] },
  {
    when: 'a rule for egress allows something else',
    is: 'closed',
    policies: egress({ toCIDR: ['10.0.0.0/8'] }),
    because: ['CiliumNetworkPolicy shop/one'],
  },
  { when: 'a rule is empty', is: 'closed', policies: egress({}) },
  { when: 'there are rules for ingress alone', is: 'open', policies: own({ ingress: [{}] }) },
  { when: 'the list of rules is empty', is: 'open', policies: own({ egress: [] }) },
  {
    when: 'default deny is off',
    is: 'open',
    policies: own({ egress: [{ toCIDR: ['10.0.0.0/8'] }], enableDefaultDeny: { egress: false } }),
  },
  {
    when: 'the world is allowed, to which the metadata service belongs',
    is: 'open',
    policies: egress({ toEntities: ['world'] }),
    because: place('egress[0]'),
  },
  { when: 'everything is allowed', is: 'open', policies: egress({ toEntities: ['all'] }) },
  {
    when: 'the world of IPv4 is allowed',
    is: 'open',
    policies: egress({ toEntities: ['world-ipv4'] }),
  },
  {
    when: 'the world of IPv6 is allowed',
    is: 'closed',
    policies: egress({ toEntities: ['world-ipv6'] }),
  },
  {
    when: 'only what is in the cluster is allowed',
    is: 'closed',
    policies: egress({
      toEntities: ['cluster', 'host', 'remote-node', 'kube-apiserver', 'ingress'],
    }),
  },
  { when: 'the range holds it', is: 'open', policies: egress({ toCIDR: ['169.254.0.0/16'] }) },
  { when: 'a bare address is it', is: 'open', policies: egress({ toCIDR: ['169.254.169.254'] }) },
  {
    when: 'the set excepts it',
    is: 'closed',
    policies: egress({ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }] }),
  },
  {
    when: 'another set holds what one excepts',
    is: 'open',
    policies: egress({
      toCIDRSet: [
        { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] },
        { cidr: '169.254.0.0/16' },
      ],
    }),
  },
  {
    when: 'the set is a group of ranges',
    is: 'unknown',
    policies: egress({ toCIDRSet: [{ cidrGroupRef: 'azure' }] }),
    because: place('egress[0]'),
  },
  {
    when: 'every pod of the namespace is allowed',
    is: 'closed',
    policies: egress({ toEndpoints: [{}] }),
  },
  {
    when: 'the world is allowed by its label',
    is: 'open',
    policies: egress({ toEndpoints: [{ matchLabels: { 'reserved:world': '' } }] }),
  },
  {
    when: 'the host is allowed by its label',
    is: 'closed',
    policies: egress({ toEndpoints: [{ matchLabels: { 'reserved:host': '' } }] }),
  },
  { when: 'nodes are allowed', is: 'closed', policies: egress({ toNodes: [{}] }) },
  {
    when: 'an empty list of peers is allowed',
    is: 'closed',
    policies: egress({ toEndpoints: [] }),
  },
  {
    when: 'only ports are named',
    is: 'open',
    policies: egress({ toPorts: port({ port: '80', protocol: 'TCP' }) }),
  },
  {
    when: 'only other ports are named',
    is: 'closed',
    policies: egress({ toPorts: port({ port: '443' }) }),
  },
  {
    when: 'the port is of UDP',
    is: 'closed',
    policies: egress({ toEntities: ['world'], toPorts: port({ port: '80', protocol: 'UDP' }) }),
  },
  {
    when: 'the port is of any protocol',
    is: 'open',
    policies: egress({ toEntities: ['world'], toPorts: port({ port: '80', protocol: 'ANY' }) }),
  },
  {
    when: 'the port is 0, which is all',
    is: 'open',
    policies: egress({ toEntities: ['world'], toPorts: port({ port: '0' }) }),
  },
  {
    when: 'the port is in a range',
    is: 'open',
    policies: egress({ toEntities: ['world'], toPorts: port({ port: '1', endPort: 1024 }) }),
  },
  {
    when: 'the port is past the range',
    is: 'closed',
    policies: egress({ toEntities: ['world'], toPorts: port({ port: '1', endPort: 79 }) }),
  },
  {
    when: 'names are allowed',
    is: 'unknown',
    policies: egress({ toFQDNs: [{ matchPattern: '*' }] }),
    because: place('egress[0]'),
  },
  {
    when: 'names are allowed at another port',
    is: 'closed',
    policies: egress({ toFQDNs: [{ matchName: 'a.example' }], toPorts: port({ port: '443' }) }),
  },
  {
    when: 'names are allowed, and everything anyway',
    is: 'open',
    policies: egress({ toFQDNs: [{ matchPattern: '*' }] }, { toEntities: ['world'] }),
  },
  { when: 'groups of a cloud are allowed', is: 'unknown', policies: egress({ toGroups: [{}] }) },
  {
    when: 'requests are looked into',
    is: 'unknown',
    policies: egress({
      toEntities: ['world'],
      toPorts: [{ ports: [{ port: '80' }], rules: { http: [{ path: '/ok' }] } }],
    }),
  },
  {
    when: 'it is denied',
    is: 'closed',
    policies: deny({ toCIDR: ['169.254.169.254/32'] }),
    because: place('egressDeny[0]'),
  },
  {
    when: 'it is denied at another port',
    is: 'open',
    policies: deny({ toCIDR: ['169.254.169.254/32'], toPorts: port({ port: '443' }) }),
  },
  {
    when: 'it may be denied',
    is: 'unknown',
    policies: deny({ toCIDRSet: [{ cidrGroupRef: 'bad' }] }),
    because: place('egressDeny[0]'),
  },
  {
    when: 'only others are denied',
    is: 'closed',
    policies: own({ egressDeny: [{ toCIDR: ['10.0.0.0/8'] }] }),
  },
  {
    when: 'only others are denied, without default deny',
    is: 'open',
    policies: own({
      egressDeny: [{ toCIDR: ['10.0.0.0/8'] }],
      enableDefaultDeny: { egress: false },
    }),
  },
  {
    when: 'a rule among several denies it',
    is: 'closed',
    policies: [
      {
        ...ciliumPolicy('one', {}),
        spec: undefined,
        specs: [
          { endpointSelector: {}, ingress: [{}] },
          { endpointSelector: {}, egressDeny: [{ toEntities: ['world'] }] },
        ],
      },
    ],
    because: place('specs[1].egressDeny[0]'),
  },
  {
    when: 'labels with a source choose the pod',
    is: 'closed',
    policies: own({
      endpointSelector: { matchLabels: { 'k8s:app': 'web', 'any:tier': 'front' } },
      egress: [{}],
    }),
  },
  {
    when: 'labels choose another pod',
    is: 'open',
    policies: own({ endpointSelector: { matchLabels: { 'k8s:app': 'api' } }, egress: [{}] }),
  },
  {
    when: 'the policy is of another namespace',
    is: 'open',
    policies: [ciliumPolicy('one', { egress: [{}] }, 'bank')],
  },
  {
    when: 'the whole cluster is denied it',
    is: 'closed',
    policies: [
      clusterwide('no-metadata', {
        endpointSelector: {},
        enableDefaultDeny: { egress: false },
        egressDeny: [{ toCIDR: ['169.254.169.254/32'] }],
      }),
    ],
    because: ['CiliumClusterwideNetworkPolicy no-metadata egressDeny[0]'],
  },
  {
    when: 'namespaces are chosen by name',
    is: 'closed',
    policies: [
      clusterwide('one', {
        endpointSelector: {
          matchExpressions: [
            { key: 'k8s:io.kubernetes.pod.namespace', operator: 'NotIn', values: ['kube-system'] },
          ],
        },
        egress: [{}],
      }),
    ],
  },
  {
    when: 'another namespace is chosen by name',
    is: 'open',
    policies: [
      clusterwide('one', {
        endpointSelector: { matchLabels: { 'io.kubernetes.pod.namespace': 'bank' } },
        egress: [{}],
      }),
    ],
  },
  {
    when: 'namespaces are chosen by label',
    is: 'closed',
    policies: [
      clusterwide('one', {
        endpointSelector: { matchLabels: { 'k8s:io.cilium.k8s.namespace.labels.team': 'shop' } },
        egress: [{}],
      }),
    ],
  },
  {
    when: 'the service account is chosen',
    is: 'closed',
    policies: [
      clusterwide('one', {
        endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'web' } },
        egress: [{}],
      }),
    ],
  },
  {
    when: 'the name of the cluster is asked for',
    is: 'unknown',
    policies: [
      clusterwide('one', {
        endpointSelector: { matchLabels: { 'io.cilium.k8s.policy.cluster': 'c1' } },
        egress: [{}],
      }),
    ],
  },
  {
    when: 'nodes are chosen',
    is: 'open',
    policies: [clusterwide('one', { nodeSelector: {}, egress: [{}] })],
  },
];

test.each(cases)('$is when $when', ({ policies, is, because, question }) => {
  const found = ask({ engine: 'cilium', ciliumPolicies: policies }, question);
  expect(found.verdict).toBe(is);
  if (because) expect(found.because).toEqual(because);
});

const denied = own({ endpointSelector: {}, egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] });

test('what Cilium denies, no network policy allows', () => {
  const networkPolicies = [
    networkPolicy('allow', { policyTypes: ['Egress'], egress: [{ to: [all] }] }),
  ];
  expect(ask({ engine: 'cilium', networkPolicies }).verdict).toBe('open');
  expect(ask({ engine: 'cilium', networkPolicies, ciliumPolicies: denied }).verdict).toBe('closed');
});

test('another engine does not read Cilium’s policies', () => {
  expect(ask({ engine: 'azure', ciliumPolicies: denied }).verdict).toBe('open');
});
