import { expect, test } from 'vitest';
import type { EgressQuestion, Verdict } from '../../../src/posture/network-policies/types.ts';
import { all, allBut, ask, networkPolicy, web } from './support.ts';

interface Case {
  when: string;
  is: Verdict['verdict'];
  spec?: object;
  question?: Partial<EgressQuestion>;
  because?: string[];
}

const egress = (...rules: object[]) => ({ policyTypes: ['Egress'], egress: rules });
const selecting = (podSelector: object) => ({ podSelector, policyTypes: ['Egress'] });
const metadata = { ipBlock: { cidr: '169.254.169.254/32' } };
const rule = (index: number, more = '') => [`NetworkPolicy shop/one egress[${index}]${more}`];

const cases: Case[] = [
  { when: 'no policy is there', is: 'open', because: ['no policy for egress selects it'] },
  {
    when: 'a policy allows nothing',
    is: 'closed',
    spec: egress(),
    because: ['NetworkPolicy shop/one'],
  },
  {
    when: 'a policy is about ingress alone',
    is: 'open',
    spec: { policyTypes: ['Ingress'], ingress: [] },
    because: ['no policy for egress selects it'],
  },
  { when: 'types are left out and no rule is for egress', is: 'open', spec: {} },
  {
    when: 'types are left out beside a rule for egress',
    is: 'closed',
    spec: { egress: [{ to: [{ podSelector: {} }] }] },
  },
  {
    when: 'a rule has no “to”',
    is: 'open',
    spec: egress({ to: [metadata], ports: [{ port: 53 }] }, {}),
    because: rule(1, ' (no "to")'),
  },
  { when: 'a rule has an empty “to”', is: 'open', spec: egress({ to: [] }) },
  {
    when: 'a rule has no “to” and another port',
    is: 'closed',
    spec: egress({ ports: [{ port: 443 }] }),
  },
  { when: 'every address is allowed', is: 'open', spec: egress({ to: [all] }), because: rule(0) },
  {
    when: 'the address is excepted',
    is: 'closed',
    spec: egress({ to: [allBut('169.254.169.254/32')] }),
  },
  {
    when: 'a wider range is excepted',
    is: 'closed',
    spec: egress({ to: [allBut('10.0.0.0/8', '169.254.0.0/16')] }),
  },
  {
    when: 'another address is excepted',
    is: 'open',
    spec: egress({ to: [allBut('169.254.169.253/32')] }),
  },
  {
    when: 'another peer of the rule allows what one excepts',
    is: 'open',
    spec: egress({ to: [allBut('169.254.169.254/32'), metadata] }),
  },
  {
    when: 'the range has host bits',
    is: 'open',
    spec: egress({ to: [{ ipBlock: { cidr: '10.10.0.0/0' } }] }),
  },
  {
    when: 'the range is of IPv6',
    is: 'closed',
    spec: egress({ to: [{ ipBlock: { cidr: '::/0' } }] }),
  },
  {
    when: 'the range is none',
    is: 'unknown',
    spec: egress({ to: [{ ipBlock: { cidr: '0.0.0.0' + '/33' } }] }),
    because: rule(0),
  },
  { when: 'an exception is no range', is: 'unknown', spec: egress({ to: [allBut('everything')] }) },
  {
    when: 'the range is written in octal',
    is: 'unknown',
    spec: egress({ to: [{ ipBlock: { cidr: '0251.0376.0.0/16' } }] }),
  },
  { when: 'pods are allowed', is: 'closed', spec: egress({ to: [{ podSelector: {} }] }) },
  {
    when: 'every namespace is allowed',
    is: 'closed',
    spec: egress({ to: [{ namespaceSelector: {} }] }),
  },
  {
    when: 'pods of every namespace are allowed',
    is: 'closed',
    spec: egress({ to: [{ namespaceSelector: {}, podSelector: {} }] }),
  },
  {
    when: 'the port is allowed',
    is: 'open',
    spec: egress({ to: [all], ports: [{ port: 443 }, { protocol: 'TCP', port: 80 }] }),
  },
  {
    when: 'the port is written as text',
    is: 'open',
    spec: egress({ to: [all], ports: [{ port: '80' }] }),
  },
  {
    when: 'the port is allowed for UDP',
    is: 'closed',
    spec: egress({ to: [all], ports: [{ protocol: 'UDP', port: 80 }] }),
  },
  {
    when: 'the port is allowed for SCTP',
    is: 'closed',
    spec: egress({ to: [all], ports: [{ protocol: 'SCTP', port: 80 }] }),
  },
  {
    when: 'every port of TCP is allowed',
    is: 'open',
    spec: egress({ to: [all], ports: [{ protocol: 'TCP' }] }),
  },
  {
    when: 'every port of UDP is allowed',
    is: 'closed',
    spec: egress({ to: [all], ports: [{ protocol: 'UDP' }] }),
  },
  {
    when: 'an empty list of ports is every port',
    is: 'open',
    spec: egress({ to: [all], ports: [] }),
  },
  {
    when: 'the port is named, which only pods have',
    is: 'closed',
    spec: egress({ to: [all], ports: [{ port: 'http' }] }),
  },
  {
    when: 'the port is in a range',
    is: 'open',
    spec: egress({ to: [all], ports: [{ port: 1, endPort: 80 }] }),
  },
  {
    when: 'the port is past a range',
    is: 'closed',
    spec: egress({ to: [all], ports: [{ port: 1, endPort: 79 }] }),
  },
  { when: 'labels choose the pod', is: 'closed', spec: selecting({ matchLabels: { app: 'web' } }) },
  {
    when: 'one of two labels is another',
    is: 'open',
    spec: selecting({ matchLabels: { app: 'web', tier: 'back' } }),
  },
  {
    when: 'the label is in the list',
    is: 'closed',
    spec: selecting({ matchExpressions: [{ key: 'app', operator: 'In', values: ['api', 'web'] }] }),
  },
  {
    when: 'the label is not in the list',
    is: 'open',
    spec: selecting({ matchExpressions: [{ key: 'app', operator: 'In', values: ['api'] }] }),
  },
  {
    when: 'the label is none of the list',
    is: 'closed',
    spec: selecting({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['api'] }] }),
  },
  {
    when: 'a label that is not there is none of the list',
    is: 'closed',
    spec: selecting({ matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] }),
  },
  {
    when: 'the label exists',
    is: 'closed',
    spec: selecting({ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }),
  },
  {
    when: 'the label should not exist and does',
    is: 'open',
    spec: selecting({ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] }),
  },
  {
    when: 'labels fit and an expression does not',
    is: 'open',
    spec: selecting({
      matchLabels: { app: 'web' },
      matchExpressions: [{ key: 'zone', operator: 'Exists' }],
    }),
  },
  {
    when: 'the operator is none',
    is: 'unknown',
    spec: selecting({ matchExpressions: [{ key: 'app', operator: 'Like', values: ['w'] }] }),
    because: ['NetworkPolicy shop/one'],
  },
  {
    when: 'a label bears the name of something every object has',
    is: 'open',
    spec: selecting({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }),
  },
  {
    when: 'IPv6 is excepted',
    is: 'closed',
    spec: egress({ to: [{ ipBlock: { cidr: '::/0', except: ['fd00:ec2::/32'] } }] }),
    question: { address: 'fd00:ec2::254' },
  },
  {
    when: 'IPv6 is allowed',
    is: 'open',
    spec: egress({ to: [{ ipBlock: { cidr: '::/0', except: ['fd00::/64'] } }] }),
    question: { address: 'fd00:ec2::254' },
  },
  {
    when: 'names are resolved by UDP',
    is: 'open',
    spec: egress({ to: [all], ports: [{ protocol: 'UDP', port: 53 }] }),
    question: { address: '168.63.129.16', port: 53, protocol: 'UDP' },
  },
  {
    when: 'the pod is on the host network',
    is: 'open',
    spec: egress(),
    question: { pod: { ...web, hostNetwork: true } },
    because: ['it runs on the host network'],
  },
  {
    when: 'the policy is of another namespace',
    is: 'open',
    spec: egress(),
    question: { pod: { ...web, namespace: 'bank' } },
  },
];

test.each(cases)('$is when $when', ({ spec, is, because, question }) => {
  const networkPolicies = spec ? [networkPolicy('one', spec)] : [];
  const found = ask({ networkPolicies }, question);
  expect(found.verdict).toBe(is);
  if (because) expect(found.because).toEqual(because);
});

test('what one policy allows, no other takes away', () => {
  const closing = networkPolicy('close', egress({ to: [allBut('169.254.169.254/32')] }));
  const opening = networkPolicy('allow-web', {
    ...egress({ to: [{ podSelector: {} }] }, {}),
    podSelector: { matchLabels: { app: 'web' } },
  });
  expect(ask({ networkPolicies: [closing] }).verdict).toBe('closed');
  expect(ask({ networkPolicies: [closing, opening] })).toEqual({
    verdict: 'open',
    because: ['NetworkPolicy shop/allow-web egress[1] (no "to")'],
  });
});

test('without an engine everything is open, whatever is written', () => {
  expect(ask({ engine: 'none', networkPolicies: [networkPolicy('deny', egress())] })).toEqual({
    verdict: 'open',
    because: ['nothing enforces network policies'],
  });
});
