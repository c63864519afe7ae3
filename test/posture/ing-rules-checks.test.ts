import type { Planes } from '../../src/fleet/snapshot.ts';
import {
  container,
  gateway,
  goodNetwork,
  ingress,
  object,
  workload,
} from './support/good-network.ts';
import { testerOn } from './support/judge.ts';

const check = testerOn(goodNetwork);

const listening = (listener: object) => ({
  gateways: [gateway('shop/edge', { listeners: [{ name: 'web', ...listener }] })],
});
const rule = (host?: string) => ({ ...(host && { host }), http: { paths: [] } });
const ingresses = (spec: object, metadata = {}) => ({
  ingresses: [ingress('shop/web', spec, metadata)],
  gateways: [],
});
const running = (image: string, place = 'ingress/controller') => ({
  workloads: [workload(place, { containers: [container('controller', image)] })],
});
const managed = { ingressProfile: { webAppRouting: { enabled: true } } };

check('AKS-ING-006', [
  { when: 'none runs', is: 'pass' },
  {
    when: 'it runs',
    is: 'fail',
    planes: running('registry.k8s.io/ingress-nginx/controller:v1.14.0@sha256:00'),
    says: 'Deployment ingress/controller',
    fix: 'cannot be had beside Istio',
  },
  {
    when: 'a copy of it runs',
    is: 'fail',
    planes: running('acr.azurecr.io/mirror/ingress-nginx/controller:v1'),
  },
  {
    when: 'Bitnami’s build of it runs',
    is: 'fail',
    planes: running('docker.io/bitnami/nginx-ingress-controller:1'),
  },
  { when: 'NGINX’s own controller runs', is: 'pass', planes: running('nginx/nginx-ingress:5.2') },
  {
    when: 'the managed one runs',
    is: 'pass',
    set: managed,
    planes: running(
      'mcr.microsoft.com/oss/kubernetes/ingress/nginx-ingress-controller:v1',
      'app-routing-system/nginx',
    ),
    says: 'until the end of November',
  },
  {
    when: 'a class is for it and nothing runs',
    is: 'unknown',
    planes: {
      ingressClasses: [
        object('networking.k8s.io/v1', 'IngressClass', 'nginx', {
          spec: { controller: 'k8s.io/ingress-nginx' },
        }),
      ],
    },
    says: 'IngressClass nginx',
  },
  { when: 'workloads could not be read', is: 'unknown', hidden: ['workloads'] },
]);

const settings = (value: string): Partial<Planes> => ({
  configMaps: [
    {
      metadata: { namespace: 'ingress', name: 'ingress-nginx-controller' },
      keys: ['allow-snippet-annotations'],
      plainSecrets: [],
      settings: { 'allow-snippet-annotations': value },
    },
  ],
});
const annotated = (key: string) => ({
  ingresses: [ingress('shop/web', {}, { annotations: { [key]: 'x' } })],
});

check('AKS-ING-007', [
  { when: 'none is there', is: 'pass' },
  {
    when: 'an ingress has one',
    is: 'fail',
    planes: annotated('nginx.ingress.kubernetes.io/configuration-snippet'),
    says: 'Ingress shop/web',
  },
  {
    when: 'it stands for a server, under a prefix of one’s own',
    is: 'fail',
    planes: annotated('corp.example/server-snippet'),
  },
  {
    when: 'an annotation is about something else',
    is: 'pass',
    planes: annotated('example.com/snippet-count'),
  },
  {
    when: 'the controller allows them',
    is: 'fail',
    planes: settings('true'),
    fix: 'patch configmap ingress-nginx-controller',
  },
  { when: 'the controller forbids them', is: 'pass', planes: settings('false') },
  { when: 'there is no ingress', is: 'not-applicable', planes: { ingresses: [] } },
  { when: 'ConfigMaps could not be read', is: 'unknown', hidden: ['configMaps'] },
]);

check('AKS-ING-008', [
  { when: 'hosts are named', is: 'pass' },
  {
    when: 'a rule has none',
    is: 'fail',
    planes: ingresses({ rules: [rule()] }),
    says: 'Ingress shop/web',
  },
  {
    when: 'a rule has a wildcard',
    is: 'fail',
    planes: ingresses({ rules: [rule('*.shop.example')] }),
  },
  {
    when: 'there is a default backend alone',
    is: 'fail',
    planes: ingresses({ defaultBackend: {} }),
  },
  {
    when: 'the rule is of the system',
    is: 'not-applicable',
    planes: { ingresses: [ingress('kube-system/x', { rules: [rule()] })] },
  },
]);

const grant = (to: object) => ({
  referenceGrants: [
    object('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'shop/g', { spec: { to: [to] } }),
  ],
});
const from = (word: string) => listening({ allowedRoutes: { namespaces: { from: word } } });

check('AKS-ING-010', [
  { when: 'routes are of the same namespace', is: 'pass' },
  { when: 'routes are of any', is: 'fail', planes: from('All'), fix: 'edit gateway edge' },
  { when: 'routes are of some', is: 'pass', planes: from('Selector') },
  {
    when: 'every secret is lent out',
    is: 'fail',
    planes: grant({ kind: 'Secret' }),
    says: 'ReferenceGrant shop/g',
  },
  { when: 'one secret is lent out', is: 'pass', planes: grant({ kind: 'Secret', name: 'tls' }) },
  { when: 'services are lent out', is: 'pass', planes: grant({ kind: 'Service' }) },
  { when: 'there are none', is: 'not-applicable', planes: { gateways: [] } },
]);
