import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject, PodRef } from '../../../src/kubernetes/objects.ts';
import { preparePolicies } from '../../../src/posture/network-policies/evaluate.ts';
import { exposureTo, metadataService } from '../../../src/posture/network-policies/exposure.ts';
import type { PolicySubject } from '../../../src/posture/network-policies/types.ts';
import { all, allBut, ask, ciliumPolicy, networkPolicy, none } from './support.ts';

/** A world of few labels, ranges and ports, so that rules often meet. */
const pod = fc
  .record({ a: fc.constantFrom(undefined, '1', '2'), b: fc.constantFrom(undefined, '1') })
  .map(
    ({ a, b }): PolicySubject => ({
      namespace: 'shop',
      labels: { ...(a && { a }), ...(b && { b }) },
    }),
  );
const ranges = ['0.0.0.0/0', '169.254.0.0/16', '169.254.169.254/32', '10.0.0.0/8', '128.0.0.0/1'];
const range = fc.constantFrom(...ranges);
const peer = fc.oneof(
  fc.record({
    ipBlock: fc.record({ cidr: range, except: fc.array(range, { maxLength: 2 }) }),
  }),
  fc.constant({ podSelector: {} }),
);
const port = fc.constantFrom(
  { port: 80 },
  { port: 443 },
  { port: 'http' },
  { protocol: 'UDP', port: 80 },
  { protocol: 'TCP' },
  { port: 1, endPort: 90 },
);
const rule = fc.record(
  { to: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
  { requiredKeys: [] },
);
const expression = fc.record({
  key: fc.constantFrom('a', 'b'),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.subarray(['1', '2'], { minLength: 1 }),
});
const spec = fc.record({
  podSelector: fc.record(
    {
      matchLabels: fc.constantFrom({ a: '1' }, { a: '2' }, {}),
      matchExpressions: fc.array(expression, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
  policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
  egress: fc.array(rule, { maxLength: 3 }),
});
const policies = fc
  .array(spec, { maxLength: 5 })
  .map((specs) => specs.map((one, index) => networkPolicy(`p${index}`, one)));

const verdict = (subject: PolicySubject, networkPolicies: KubernetesObject[]) =>
  ask({ networkPolicies }, { pod: subject }).verdict;

test('a policy that allows the address never closes it, whomever it selects', () => {
  fc.assert(
    fc.property(pod, policies, spec, (subject, before, chosen) => {
      fc.pre(verdict(subject, before) === 'open');
      const allowing = networkPolicy('more', {
        ...chosen,
        egress: [...chosen.egress, { to: [all] }],
      });
      expect(verdict(subject, [...before, allowing])).toBe('open');
    }),
  );
});

test('once isolated, adding policies only opens', () => {
  const isolating = networkPolicy('isolate', { policyTypes: ['Egress'], egress: [] });
  fc.assert(
    fc.property(pod, policies, policies, (subject, some, more) => {
      const before = verdict(subject, [isolating, ...some]);
      const after = verdict(subject, [isolating, ...some, ...more]);
      expect([before, after]).not.toEqual(['open', 'closed']);
    }),
  );
});

test('an exception is void where another policy allows', () => {
  fc.assert(
    fc.property(pod, policies, (subject, some) => {
      const allowing = networkPolicy('allow', { policyTypes: ['Egress'], egress: [{ to: [all] }] });
      const excepting = networkPolicy('except', {
        policyTypes: ['Egress'],
        egress: [{ to: [allBut('169.254.169.254/32')] }],
      });
      expect(verdict(subject, [excepting, ...some, allowing])).toBe('open');
    }),
  );
});

test('the order of policies, rules and peers makes no difference', () => {
  fc.assert(
    fc.property(pod, policies, (subject, some) => {
      const reversed = some.toReversed().map((policy) => ({
        ...policy,
        spec: {
          ...policy.spec,
          egress: policy.spec.egress
            .toReversed()
            .map((one: { to?: object[]; ports?: object[] }) => ({
              ...(one.to && { to: one.to.toReversed() }),
              ...(one.ports && { ports: one.ports.toReversed() }),
            })),
        },
      }));
      expect(verdict(subject, reversed)).toBe(verdict(subject, some));
    }),
  );
});

test('because is the same in whatever order policies are read', () => {
  fc.assert(
    fc.property(pod, policies, (subject, some) => {
      const one = ask({ networkPolicies: some }, { pod: subject });
      expect(ask({ networkPolicies: some.toReversed() }, { pod: subject })).toEqual(one);
    }),
  );
});

test('what Cilium denies stays denied, whatever is added', () => {
  fc.assert(
    fc.property(pod, policies, (subject, networkPolicies) => {
      const ciliumPolicies = [
        ciliumPolicy('deny', { egressDeny: [{ toCIDR: ['169.254.169.254/32'] }] }),
        ciliumPolicy('allow', { egress: [{ toEntities: ['all'] }] }),
      ];
      const found = ask({ engine: 'cilium', networkPolicies, ciliumPolicies }, { pod: subject });
      expect(found.verdict).toBe('closed');
    }),
  );
});

/** The definition again, slowly and otherwise: every range as the set of the addresses of this world. */
const members: Record<string, boolean> = {
  '0.0.0.0/0': true,
  '169.254.0.0/16': true,
  '169.254.169.254/32': true,
  '10.0.0.0/8': false,
  '128.0.0.0/1': true,
};

function byDefinition({ labels }: PolicySubject, networkPolicies: KubernetesObject[]): string {
  const selecting = networkPolicies.filter(({ spec: { policyTypes, podSelector } }) => {
    if (!policyTypes.includes('Egress')) return false;
    for (const [key, value] of Object.entries(podSelector.matchLabels ?? {}))
      if (labels[key] !== value) return false;
    for (const { key, operator, values } of podSelector.matchExpressions ?? []) {
      const value = labels[key];
      if (operator === 'In' && !(value !== undefined && values.includes(value))) return false;
      if (operator === 'NotIn' && value !== undefined && values.includes(value)) return false;
      if (operator === 'Exists' && value === undefined) return false;
      if (operator === 'DoesNotExist' && value !== undefined) return false;
    }
    return true;
  });
  if (selecting.length === 0) return 'open';
  for (const { spec: chosen } of selecting)
    for (const { to, ports } of chosen.egress) {
      let reached = !to?.length;
      for (const { ipBlock } of to ?? [])
        if (ipBlock && members[ipBlock.cidr] && !ipBlock.except.some((one: string) => members[one]))
          reached = true;
      let fits = !ports?.length;
      for (const { protocol = 'TCP', port: first, endPort } of ports ?? [])
        if (protocol === 'TCP' && (first === undefined || first === 80 || endPort === 90))
          fits = true;
      if (reached && fits) return 'open';
    }
  return 'closed';
}

test('it agrees with the definition, worked out slowly', () => {
  fc.assert(
    fc.property(pod, policies, (subject, some) => {
      expect(verdict(subject, some)).toBe(byDefinition(subject, some));
    }),
    { numRuns: 1000 },
  );
});

test('5,000 pods under 200 policies are judged at once', () => {
  const pods = Array.from(
    { length: 5000 },
    (_, index): PodRef => ({
      namespace: 'shop',
      name: `web-${index}`,
      labels: { app: `app-${index % 500}`, hash: String(index) },
      workload: `Deployment/app-${index % 500}`,
      serviceAccountName: 'default',
      hostNetwork: false,
      os: 'linux',
      ports: [],
    }),
  );
  const networkPolicies = Array.from({ length: 200 }, (_, index) =>
    networkPolicy(`p${index}`, {
      podSelector: { matchLabels: { app: `app-${index}` } },
      policyTypes: ['Egress'],
      egress: [{ to: [allBut('169.254.169.254/32', `10.${index}.0.0/16`)] }],
    }),
  );
  const [found] = exposureTo({
    endpoints: metadataService,
    pods,
    policies: preparePolicies({ ...none, networkPolicies }),
    except: [],
  });
  expect(found?.closed).toBe(2000);
  expect(found?.open).toHaveLength(300);
});
