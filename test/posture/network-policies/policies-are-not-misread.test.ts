import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import { defaultDeny } from '../../../src/posture/network-policies/default-deny.ts';
import { ask, baseline, ciliumPolicy, networkPolicy } from './support.ts';

function verdictOf(
  direction: 'Ingress' | 'Egress',
  planes: Partial<
    Record<'networkPolicies' | 'ciliumPolicies' | 'adminPolicies', KubernetesObject[]>
  >,
) {
  const none = { networkPolicies: [], ciliumPolicies: [], calicoPolicies: [], adminPolicies: [] };
  return defaultDeny('shop', direction, { ...none, ...planes, namespaceLabels: new Map() });
}

const forAll = (spec: object) => ciliumPolicy('one', spec);

test.each([
  ['Ingress', { ingress: [{ fromEntities: ['all'] }] }, 'ingress[0]'],
  ['Ingress', { ingress: [{ fromCIDR: ['0.0.0.0/0'] }] }, 'ingress[0]'],
  ['Egress', { egress: [{ toEntities: ['world'] }] }, 'egress[0]'],
  ['Egress', { egress: [{}, { toCIDRSet: [{ cidr: '::/0' }] }] }, 'egress[1]'],
] as const)('%s: a rule of Cilium that lets everything through: %j', (direction, spec, rule) => {
  const because = [`CiliumNetworkPolicy shop/one ${rule}`];
  const open = { verdict: 'open', because };
  expect(verdictOf(direction, { ciliumPolicies: [forAll(spec)] })).toEqual(open);
  const denying = networkPolicy('deny', { podSelector: {}, policyTypes: [direction] });
  expect(
    verdictOf(direction, { networkPolicies: [denying], ciliumPolicies: [forAll(spec)] }),
  ).toEqual(open);
});

test.each([
  ['Ingress', { ingress: [{}] }],
  ['Ingress', { ingress: [{ fromEntities: ['cluster'] }] }],
  ['Egress', { egress: [{ toEntities: ['world'], toPorts: [{ ports: [{ port: '443' }] }] }] }],
] as const)('%s: one that lets some through closes by default: %j', (direction, spec) => {
  expect(verdictOf(direction, { ciliumPolicies: [forAll(spec)] }).verdict).toBe('closed');
});

test('of a baseline the first rule for everybody counts', () => {
  const rule = (action: string) => ({ action, from: [{ namespaces: {} }] });
  const of = (...ingress: object[]) =>
    verdictOf('Ingress', {
      adminPolicies: [baseline({ subject: { namespaces: {} }, ingress })],
    }).verdict;
  expect(of(rule('Deny'))).toBe('closed');
  expect(of(rule('Allow'), rule('Deny'))).toBe('open');
});

test('a label whose name begins with k8s and a dot is a label of its own', () => {
  const key = 'k8s.example.com/team';
  const policy = ciliumPolicy('one', {
    endpointSelector: { matchLabels: { [key]: 'web' } },
    egress: [{ toCIDR: ['10.0.0.0/8'] }],
  });
  const of = (labels: Record<string, string>) =>
    ask({ engine: 'cilium', ciliumPolicies: [policy] }, { pod: { namespace: 'shop', labels } })
      .verdict;
  expect(of({ [key]: 'web' })).toBe('closed');
  expect(of({ 'example.com/team': 'web' })).toBe('open');
});

test('what a file leaves empty is what is left out', () => {
  const of = (rule: object) =>
    ask({ networkPolicies: [networkPolicy('one', { policyTypes: ['Egress'], egress: [rule] })] })
      .verdict;
  expect(of({ ports: [{ protocol: null, port: 80 }] })).toBe('open');
  expect(of({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: null } }] })).toBe('open');
});
