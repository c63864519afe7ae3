import { expect, test } from 'vitest';
import { defaultPostureConfig } from '../../../src/posture/config.ts';
import { lookAt } from '../../../src/posture/look.ts';
import { soundObjects } from '../../../src/posture/sound-objects.ts';
import {
  gateway,
  goodNetwork,
  ingress,
  istio,
  object,
  policy,
  service,
} from '../support/good-network.ts';
import { testerOn } from '../support/judge.ts';
import { snapshotOf } from '../support/planes.ts';
import { calicoPolicy, ciliumPolicy } from './support.ts';

const check = testerOn(goodNetwork);

const odd = (spec: object) => ({ networkPolicies: [policy('shop/odd', spec)] });

for (const id of ['AKS-NET-002', 'AKS-NET-005', 'AKS-NET-007', 'AKS-NET-008', 'AKS-NET-009'])
  check(id, [
    {
      when: 'rules are no list',
      is: 'unknown',
      planes: odd({ egress: { to: [] } }),
      says: '`spec.egress` of NetworkPolicy shop/odd',
    },
    {
      when: 'a rule is no object',
      is: 'unknown',
      planes: odd({ ingress: [7] }),
      says: '`spec.ingress[0]`',
    },
    {
      when: 'labels are no object',
      is: 'unknown',
      planes: odd({ podSelector: { matchLabels: 5 } }),
      says: 'spec.podSelector.matchLabels',
    },
    {
      when: 'types are text',
      is: 'unknown',
      planes: odd({ policyTypes: 'Egress' }),
      says: 'spec.policyTypes',
    },
    {
      when: 'ports are a number',
      is: 'unknown',
      planes: odd({ egress: [{ ports: 80 }] }),
      says: '`spec.egress[0].ports`',
    },
    {
      when: 'exceptions are numbers',
      is: 'unknown',
      planes: odd({ egress: [{ to: [{ ipBlock: { except: [1] } }] }] }),
      says: 'except[0]',
    },
  ]);

check('AKS-ING-005', [
  {
    when: 'rules are no list',
    is: 'unknown',
    planes: { ingresses: [ingress('shop/odd', { rules: 'all' })] },
    says: '`spec.rules` of Ingress shop/odd',
  },
]);

check('AKS-NET-022', [
  {
    when: 'addresses are text',
    is: 'unknown',
    planes: { services: [service('shop/odd', { externalIPs: '8.8.8.8' })] },
    says: '`spec.externalIPs` of Service shop/odd',
  },
]);

test('what Calico, Istio, Cilium and gateways write is not odd', () => {
  const planes = {
    ...goodNetwork(),
    calicoPolicies: [
      calicoPolicy('NetworkPolicy', { egress: [{ destination: { ports: [443, '1:2'] } }] }, 'shop'),
    ],
    authorizationPolicies: [
      istio('AuthorizationPolicy', 'shop/a', {
        selector: { matchLabels: { ports: 'x', spec: 'y' } },
        rules: [{ to: [{ operation: { ports: ['80'], hosts: ['a'] } }] }],
      }),
    ],
    ciliumPolicies: [
      ciliumPolicy('c', {
        enableDefaultDeny: { egress: false },
        egress: [{ toPorts: [{ ports: [{ port: '80' }], rules: { http: [{ path: '/' }] } }] }],
      }),
    ],
    gateways: [
      gateway('shop/g', {
        listeners: [
          {
            tls: { mode: 'Terminate', certificateRefs: [{ name: 'a' }] },
            allowedRoutes: { namespaces: { from: 'Same' } },
          },
        ],
      }),
    ],
    destinationRules: [
      object('networking.istio.io/v1', 'DestinationRule', 'shop/d', {
        spec: { host: 'a', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
      }),
    ],
  };
  const look = lookAt(snapshotOf(planes), defaultPostureConfig);
  for (const plane of [
    'calicoPolicies',
    'authorizationPolicies',
    'ciliumPolicies',
    'gateways',
    'destinationRules',
    'ingresses',
    'networkPolicies',
  ] as const)
    expect(soundObjects(look, plane).items).not.toHaveLength(0);
});
