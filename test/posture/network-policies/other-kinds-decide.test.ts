import { expect, test } from 'vitest';
import type { Policies, Verdict } from '../../../src/posture/network-policies/types.ts';
import { adminPolicy, ask, baseline, calicoPolicy, networkPolicy } from './support.ts';

interface Case {
  when: string;
  is: Verdict['verdict'];
  policies: Partial<Policies>;
  because?: string[];
}

const to = (...networks: string[]) => [{ networks }];
const metadata = to('169.254.169.254/32');
const admin = (...egress: object[]): Partial<Policies> => ({
  adminPolicies: [adminPolicy('guard', { egress })],
});
const closed = [networkPolicy('deny', { policyTypes: ['Egress'], egress: [] })];
const open = [networkPolicy('allow', { policyTypes: ['Egress'], egress: [{}] })];

const cases: Case[] = [
  {
    when: 'an administrator denies it',
    is: 'closed',
    policies: { ...admin({ action: 'Deny', to: metadata }), networkPolicies: open },
    because: ['AdminNetworkPolicy guard egress[0]'],
  },
  {
    when: 'an administrator allows it',
    is: 'open',
    policies: { ...admin({ action: 'Allow', to: metadata }), networkPolicies: closed },
    because: ['AdminNetworkPolicy guard egress[0]'],
  },
  {
    when: 'an administrator passes it on',
    is: 'closed',
    policies: {
      ...admin({ action: 'Pass', to: metadata }, { action: 'Allow', to: metadata }),
      networkPolicies: closed,
    },
  },
  {
    when: 'the first rule decides',
    is: 'open',
    policies: admin({ action: 'Allow', to: metadata }, { action: 'Deny', to: to('0.0.0.0/0') }),
  },
  {
    when: 'the lower priority is asked first',
    is: 'closed',
    policies: {
      adminPolicies: [
        adminPolicy('late', { priority: 20, egress: [{ action: 'Allow', to: metadata }] }),
        adminPolicy('early', { priority: 5, egress: [{ action: 'Deny', to: metadata }] }),
      ],
    },
  },
  {
    when: 'the rule is for another port',
    is: 'open',
    policies: admin({
      action: 'Deny',
      to: metadata,
      ports: [{ portNumber: { protocol: 'TCP', port: 443 } }],
    }),
  },
  {
    when: 'the rule is for a range of ports',
    is: 'closed',
    policies: admin({
      action: 'Deny',
      to: metadata,
      ports: [{ portRange: { start: 1, end: 100 } }],
    }),
  },
  {
    when: 'the rule is for named ports',
    is: 'open',
    policies: admin({ action: 'Deny', to: metadata, ports: [{ namedPort: 'http' }] }),
  },
  {
    when: 'the rule is for pods',
    is: 'open',
    policies: admin({ action: 'Deny', to: [{ namespaces: {} }, { pods: {} }] }),
  },
  {
    when: 'the rule is for nodes',
    is: 'unknown',
    policies: admin({ action: 'Deny', to: [{ nodes: {} }] }),
    because: ['AdminNetworkPolicy guard egress[0]'],
  },
  {
    when: 'the rule is for names',
    is: 'unknown',
    policies: admin(
      { action: 'Allow', to: [{ domainNames: ['*'] }] },
      { action: 'Deny', to: metadata },
    ),
  },
  {
    when: 'the action is none',
    is: 'unknown',
    policies: admin({ action: 'Audit', to: metadata }, { action: 'Deny', to: metadata }),
  },
  {
    when: 'other namespaces are its subject',
    is: 'open',
    policies: {
      adminPolicies: [
        adminPolicy('guard', {
          subject: { namespaces: { matchLabels: { team: 'bank' } } },
          egress: [{ action: 'Deny', to: metadata }],
        }),
      ],
    },
  },
  {
    when: 'its subject are these pods',
    is: 'closed',
    policies: {
      adminPolicies: [
        adminPolicy('guard', {
          subject: {
            pods: {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
              podSelector: { matchLabels: { app: 'web' } },
            },
          },
          egress: [{ action: 'Deny', to: metadata }],
        }),
      ],
    },
  },
  {
    when: 'the baseline denies it',
    is: 'closed',
    policies: { adminPolicies: [baseline({ egress: [{ action: 'Deny', to: metadata }] })] },
    because: ['BaselineAdminNetworkPolicy default egress[0]'],
  },
  {
    when: 'the baseline denies what a policy allows',
    is: 'open',
    policies: {
      networkPolicies: open,
      adminPolicies: [baseline({ egress: [{ action: 'Deny', to: metadata }] })],
    },
  },
  {
    when: 'the baseline allows what a policy closes',
    is: 'closed',
    policies: {
      networkPolicies: closed,
      adminPolicies: [baseline({ egress: [{ action: 'Allow', to: metadata }] })],
    },
  },
  {
    when: 'the successor’s kind denies it',
    is: 'closed',
    policies: {
      adminPolicies: [
        {
          ...adminPolicy('cnp', {
            tier: 'Admin',
            egress: [
              {
                action: 'Deny',
                to: metadata,
                protocols: [{ tcp: { destinationPort: { number: 80 } } }],
              },
            ],
          }),
          kind: 'ClusterNetworkPolicy',
        },
      ],
    },
  },
  {
    when: 'the successor’s kind denies UDP',
    is: 'open',
    policies: {
      adminPolicies: [
        {
          ...adminPolicy('cnp', {
            tier: 'Admin',
            egress: [{ action: 'Deny', to: metadata, protocols: [{ udp: {} }] }],
          }),
          kind: 'ClusterNetworkPolicy',
        },
      ],
    },
  },
  {
    when: 'the engine may not heed the denial',
    is: 'unknown',
    policies: { ...admin({ action: 'Deny', to: metadata }), heedsAdminPolicies: 'unclear' },
    because: ['AdminNetworkPolicy guard egress[0], if the engine heeds it'],
  },
  {
    when: 'the engine may not heed it, and it changes nothing',
    is: 'closed',
    policies: {
      ...admin({ action: 'Deny', to: metadata }),
      networkPolicies: closed,
      heedsAdminPolicies: 'unclear',
    },
  },
  {
    when: 'the engine does not heed the denial',
    is: 'open',
    policies: { ...admin({ action: 'Deny', to: metadata }), heedsAdminPolicies: 'no' },
  },
];

test.each(cases)('$is when $when', ({ policies, is, because }) => {
  const found = ask(policies);
  expect(found.verdict).toBe(is);
  if (because) expect(found.because).toEqual(because);
});

const calico: [
  when: string,
  is: Verdict['verdict'],
  kind: string,
  spec: object,
  namespace?: string,
][] = [
  ['a global policy selects everything', 'unknown', 'GlobalNetworkPolicy', { types: ['Egress'] }],
  ['it says so', 'unknown', 'GlobalNetworkPolicy', { selector: 'all()', types: ['Egress'] }],
  ['it is about ingress', 'closed', 'GlobalNetworkPolicy', { types: ['Ingress'] }],
  ['types are left out, without rules', 'closed', 'GlobalNetworkPolicy', {}],
  [
    'types are left out, with a rule',
    'unknown',
    'GlobalNetworkPolicy',
    { egress: [{ action: 'Deny' }] },
  ],
  [
    'it selects the pod',
    'unknown',
    'NetworkPolicy',
    { selector: "app == 'web' && has(tier)", types: ['Egress'] },
    'shop',
  ],
  [
    'it selects another pod',
    'closed',
    'NetworkPolicy',
    { selector: 'app == "api"', types: ['Egress'] },
    'shop',
  ],
  [
    'it selects pods without a label',
    'closed',
    'NetworkPolicy',
    { selector: '!has(tier)', types: ['Egress'] },
    'shop',
  ],
  ['it is of another namespace', 'closed', 'NetworkPolicy', { types: ['Egress'] }, 'bank'],
  [
    'its selector is hard to read',
    'unknown',
    'NetworkPolicy',
    { selector: "app in {'api'}", types: ['Egress'] },
    'shop',
  ],
  [
    'one of two may select',
    'unknown',
    'NetworkPolicy',
    { selector: "app == 'api' || has(app)", types: ['Egress'] },
    'shop',
  ],
  [
    'namespaces are selected',
    'closed',
    'GlobalNetworkPolicy',
    { namespaceSelector: "team == 'bank'", types: ['Egress'] },
  ],
];

test.each(calico)('when of Calico’s own kinds %s: %s', (_, is, kind, spec, namespace) => {
  const calicoPolicies = [calicoPolicy(kind, spec, namespace)];
  const found = ask({ engine: 'calico', networkPolicies: closed, calicoPolicies });
  expect(found.verdict).toBe(is);
  if (is === 'unknown')
    expect(found.because).toEqual([`Calico’s ${kind} ${namespace ? `${namespace}/` : ''}own`]);
  expect(ask({ engine: 'azure', networkPolicies: closed, calicoPolicies }).verdict).toBe('closed');
});
