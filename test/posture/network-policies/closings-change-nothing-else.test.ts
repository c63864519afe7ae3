import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import { closingsOf } from '../../../src/posture/network-policies/closings.ts';
import { egressTo, preparePolicies } from '../../../src/posture/network-policies/evaluate.ts';
import { metadataService } from '../../../src/posture/network-policies/exposure.ts';
import type { Policies } from '../../../src/posture/network-policies/types.ts';
import { pod } from '../support/good-network.ts';
import { calicoPolicy, networkPolicy, none } from './support.ts';

const pods = ['web', 'api', 'job'].flatMap((app) =>
  ['front', 'back'].map((tier) =>
    pod(`shop/${app}-${tier}`, { labels: app === 'job' ? {} : { app, tier } }),
  ),
);
const selector = fc.oneof(
  fc.constant({}),
  fc.constantFrom('web', 'api').map((app) => ({ matchLabels: { app } })),
  fc.constantFrom('front', 'back').map((tier) => ({ matchLabels: { tier, app: 'web' } })),
  fc
    .constantFrom('In', 'NotIn')
    .map((operator) => ({ matchExpressions: [{ key: 'app', operator, values: ['web'] }] })),
  fc
    .constantFrom('Exists', 'DoesNotExist')
    .map((operator) => ({ matchExpressions: [{ key: 'tier', operator }] })),
);
const egress = fc.constantFrom(
  [],
  [{}],
  [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }],
  [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }],
);
const policies = fc
  .array(fc.record({ podSelector: selector, egress }), { maxLength: 3 })
  .map((specs) =>
    specs.map((spec, index) => networkPolicy(`own-${index}`, { ...spec, policyTypes: ['Egress'] })),
  );
const addresses = ['169.254.169.254', '203.0.113.7', '198.51.100.1', '10.1.2.3', '2001:db8::7'];

function verdicts(given: Policies): string[][] {
  const prepared = preparePolicies(given);
  return pods.map((one) =>
    addresses.map(
      (address) => egressTo({ pod: one, address, port: 80, protocol: 'TCP' }, prepared).verdict,
    ),
  );
}

test.each(['azure', 'calico', 'cilium'] as const)(
  '%s: what is written closes the endpoint, opens nothing, and closes nothing else',
  (engine) => {
    fc.assert(
      fc.property(policies, (networkPolicies) => {
        const before: Policies = { ...none, engine, networkPolicies };
        const [closing] = closingsOf({
          ...{ endpoints: metadataService, pods, policies: before, ipv6: true },
        });
        if (closing?.kind !== 'closes') return;
        const after = verdicts(withPolicy(before, closing.policy));
        for (const [index, was] of verdicts(before).entries()) {
          const [endpoint, ...others] = after[index] ?? [];
          expect(others).toEqual(was.slice(1));
          if (was[0] === 'closed' || closing.workloads.includes(pods[index]?.workload ?? ''))
            expect(endpoint).toBe('closed');
        }
      }),
    );
  },
);

test('nothing is written where another kind of policy, or every pod’s own, would mean something else', () => {
  const ask = (given: Partial<Policies>) =>
    closingsOf({
      ...{ endpoints: metadataService, pods, ipv6: false },
      policies: { ...none, engine: 'calico', ...given },
    })[0];
  expect(ask({})?.kind).toBe('closes');
  expect(ask({ networkPolicies: [networkPolicy('all', { egress: [{}] })] })).toMatchObject({
    kind: 'cannot',
    why: expect.stringContaining('NetworkPolicy shop/all'),
  });
  const other = calicoPolicy('NetworkPolicy', { selector: "app == 'other'" }, 'shop');
  expect(ask({ calicoPolicies: [other] })).toMatchObject({ kind: 'cannot' });
});

function withPolicy(given: Policies, policy: KubernetesObject): Policies {
  const plane = policy.kind === 'NetworkPolicy' ? 'networkPolicies' : 'ciliumPolicies';
  return { ...given, [plane]: [...given[plane], policy] };
}
