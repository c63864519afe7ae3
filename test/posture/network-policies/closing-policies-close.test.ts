import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import { closingPolicy } from '../../../src/posture/network-policies/closing.ts';
import { egressTo, preparePolicies } from '../../../src/posture/network-policies/evaluate.ts';
import {
  exposureTo,
  metadataService,
  wireServer,
} from '../../../src/posture/network-policies/exposure.ts';
import type { Engine, Policies } from '../../../src/posture/network-policies/types.ts';
import { pod } from '../support/good-network.ts';
import { all, networkPolicy, none, web } from './support.ts';

const endpoints = [...metadataService, ...wireServer];
const addresses = ['169.254.169.254', '168.63.129.16'];

function policies(engine: Engine, networkPolicies: KubernetesObject[], closed: boolean): Policies {
  const policy = closingPolicy({ namespace: 'shop', addresses, engine, ipv6: true });
  const isCilium = policy.kind === 'CiliumNetworkPolicy';
  return {
    ...none,
    engine,
    networkPolicies: closed && !isCilium ? [...networkPolicies, policy] : networkPolicies,
    ciliumPolicies: closed && isCilium ? [policy] : [],
  };
}

function openIn(given: Policies) {
  const found = exposureTo({
    endpoints,
    pods: [pod('shop/web'), pod('shop/agent', { hostNetwork: true }), pod('kube-system/dns')],
    policies: preparePolicies(given),
    except: ['kube-system'],
  });
  expect(found.map(({ namespace }) => namespace)).toEqual(['shop']);
  return found[0];
}

test.each(['azure', 'calico', 'cilium'] as const)('%s: what was open is closed by it', (engine) => {
  expect(openIn(policies(engine, [], false))).toMatchObject({
    closed: 0,
    open: [{ workload: 'Deployment/web', pods: 1, because: ['no policy for egress selects it'] }],
    hostNetwork: [{ workload: 'Deployment/agent' }],
  });
  expect(openIn(policies(engine, [], true))).toMatchObject({
    closed: 1,
    open: [],
    unclear: [],
    hostNetwork: [{ workload: 'Deployment/agent' }],
  });
});

const kept = [
  { address: '168.63.129.16', port: 53, protocol: 'UDP' },
  { address: '168.63.129.16', port: 53, protocol: 'TCP' },
  { address: '203.0.113.7', port: 443, protocol: 'TCP' },
  { address: '2001:db8::7', port: 443, protocol: 'TCP' },
] as const;

test.each(['azure', 'calico', 'cilium'] as const)('%s: nothing else is closed by it', (engine) => {
  const prepared = preparePolicies(policies(engine, [], true));
  for (const question of kept)
    expect(egressTo({ pod: web, ...question }, prepared), question.address).toMatchObject({
      verdict: 'open',
    });
});

test('another policy that allows everything undoes it, unless Cilium denies', () => {
  const wide = [networkPolicy('wide', { policyTypes: ['Egress'], egress: [{ to: [all] }] })];
  expect(openIn(policies('azure', wide, true))?.open).toMatchObject([
    { because: ['NetworkPolicy shop/wide egress[0]'] },
  ]);
  expect(openIn(policies('cilium', wide, true))?.open).toEqual([]);
});

test('a pod is open where one of several ports is', () => {
  const networkPolicies = [
    networkPolicy('one', {
      policyTypes: ['Egress'],
      egress: [{ to: [all], ports: [{ port: 32526 }] }],
    }),
  ];
  expect(openIn({ ...none, networkPolicies })?.open).toMatchObject([
    { endpoints: [{ address: '168.63.129.16', port: 32526 }] },
  ]);
});

test('namespaces and workloads come in order, each reason once', () => {
  const labels = (n: string) => ({ app: 'web', hash: n });
  const found = exposureTo({
    endpoints: metadataService,
    pods: [
      pod('shop/web', { labels: labels('1') }),
      pod('bank/b'),
      pod('shop/web', { labels: labels('2') }),
      pod('bank/a'),
      pod('bank/done', { phase: 'Failed' }),
    ],
    policies: preparePolicies(none),
    except: [],
  });
  expect(
    found.map(({ namespace, open }) => [namespace, open.map((one) => [one.workload, one.pods])]),
  ).toEqual([
    [
      'bank',
      [
        ['Deployment/a', 1],
        ['Deployment/b', 1],
      ],
    ],
    ['shop', [['Deployment/web', 2]]],
  ]);
});
