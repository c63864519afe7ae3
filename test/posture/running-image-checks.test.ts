import { expect, test } from 'vitest';
import { comesFrom, parseImage } from '../../src/posture/image-reference.ts';
import { digest, object, testImages as testCheck, workload } from './support/good-images.ts';
import { imageFinding, verdict } from './support/good-surroundings.ts';

test.each([
  ['nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['nginx:1.29', { registry: 'docker.io', repository: 'library/nginx', tag: '1.29' }],
  ['bitnami/redis', { registry: 'docker.io', repository: 'bitnami/redis' }],
  ['index.docker.io/library/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
  ['localhost/a', { registry: 'localhost', repository: 'a' }],
  ['r.example.com:5000/a/b:1', { registry: 'r.example.com:5000', repository: 'a/b', tag: '1' }],
  [`ghcr.io/a/b@${digest}`, { registry: 'ghcr.io', repository: 'a/b', digest }],
  [`ghcr.io/a/b:2@${digest}`, { registry: 'ghcr.io', repository: 'a/b', tag: '2', digest }],
  ['', undefined],
  ['$(IMAGE)', undefined],
  ['a b', undefined],
  ['ghcr.io//a', undefined],
])('%s is read as container runtimes read it', (text, parsed) => {
  expect(parseImage(text)).toEqual(parsed);
});

test.each([
  ['shop.azurecr.io/a', '*.azurecr.io', true],
  ['shop.azurecr.io.example.org/a', '*.azurecr.io', false],
  ['ghcr.io/contoso/web', 'ghcr.io/contoso', true],
  ['ghcr.io/contoso-evil/web', 'ghcr.io/contoso', false],
  ['ghcr.io/contoso/web', 'ghcr.io/contoso/*', true],
  ['nginx', 'docker.io/library/nginx', true],
  ['nginx-evil', 'docker.io/library/nginx', false],
])('%s against %s', (image, pattern, allowed) => {
  const parsed = parseImage(image);
  expect(parsed && comesFrom(parsed, pattern)).toBe(allowed);
});

const running = (...args: Parameters<typeof workload>) => ({ workloads: [workload(...args)] });

testCheck('AKS-IMG-001', [
  { when: 'images come from an attached registry', is: 'pass' },
  { when: 'images come from Microsoft', is: 'pass', planes: running('mcr.microsoft.com/a:1') },
  {
    when: 'one comes from Docker Hub',
    is: 'fail',
    planes: running('nginx:1.29'),
    says: 'Deployment shop/web',
  },
  {
    when: 'only the init container’s does',
    is: 'fail',
    planes: running(undefined, { spec: { initContainers: [{ name: 'i', image: 'busybox:1' }] } }),
  },
  {
    when: 'somebody debugs with one',
    is: 'fail',
    planes: running(undefined, {
      variants: [
        {
          pods: 1,
          examples: ['web-1'],
          annotations: {},
          spec: { containers: [], ephemeralContainers: [{ name: 'd', image: 'busybox' }] },
        },
      ],
    }),
    says: 'running pods',
  },
  { when: 'the name is no name', is: 'fail', planes: running('$(IMAGE)') },
  {
    when: 'it is allowed',
    is: 'pass',
    planes: running('ghcr.io/contoso/web:1'),
    config: { allowedRegistries: ['ghcr.io/contoso'] },
  },
  {
    when: 'another Azure registry is not attached',
    is: 'fail',
    planes: running('other.azurecr.io/a:1'),
  },
  {
    when: 'nobody knows which are attached',
    is: 'unknown',
    hidden: ['containerRegistries'],
    says: 'posture.allowedRegistries',
  },
  {
    when: 'nobody knows, and one is foreign anyway',
    is: 'fail',
    hidden: ['containerRegistries'],
    planes: running('nginx:1'),
  },
  {
    when: 'it runs in a system namespace',
    is: 'not-applicable',
    planes: running('nginx', { metadata: { name: 'a', namespace: 'kube-system' } }),
  },
  { when: 'workloads could not be read', is: 'unknown', hidden: ['workloads'] },
]);

testCheck('AKS-IMG-002', [
  { when: 'a digest says which', is: 'pass', planes: running(`nginx@${digest}`) },
  { when: 'there is a tag', is: 'pass', planes: running('nginx:1.29') },
  { when: 'there is none', is: 'fail', planes: running('r.example.com:5000/nginx') },
  { when: 'it is latest', is: 'fail', planes: running('nginx:latest'), fix: 'image: shop' },
]);

testCheck('AKS-IMG-003', [
  { when: 'there is a digest', is: 'pass' },
  { when: 'there is only a tag', is: 'fail', planes: running('nginx:1.29') },
]);

testCheck('AKS-IMG-004', [
  { when: 'there is a digest', is: 'pass' },
  {
    when: 'it is pulled each time',
    is: 'pass',
    planes: running('nginx:1', { container: { imagePullPolicy: 'Always' } }),
  },
  { when: 'nothing is said of latest', is: 'pass', planes: running('nginx') },
  {
    when: 'nothing is said of a tag',
    is: 'fail',
    planes: running('nginx:1'),
    fix: 'imagePullPolicy',
  },
  {
    when: 'it is pulled once',
    is: 'fail',
    planes: running('nginx', { container: { imagePullPolicy: 'IfNotPresent' } }),
  },
]);

testCheck('AKS-IMG-014', [
  { when: 'registries are alive', is: 'pass' },
  { when: 'one was given up', is: 'fail', planes: running('k8s.gcr.io/pause:3.9') },
  { when: 'a path of one was', is: 'fail', planes: running('gcr.io/google-containers/pause:1') },
  { when: 'another path was not', is: 'pass', planes: running('gcr.io/other/pause:1') },
]);

const holes = { imageFindings: [imageFinding()], securityAssessments: [verdict('Unhealthy')] };
const service = (more: object = {}, annotations = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'shop', annotations },
  spec: { type: 'LoadBalancer', selector: { app: 'web' }, ...more },
});
const ingress = (ip?: string) =>
  object('networking.k8s.io/v1', 'Ingress', 'web', {
    spec: { rules: [{ http: { paths: [{ backend: { service: { name: 'web' } } }] } }] },
    status: { loadBalancer: ip ? { ingress: [{ ip }] } : {} },
  });
const cart = workload('acrshop.azurecr.io/shop/cart:1');
const reached = (more: object) => ({ ...holes, workloads: [cart], ...more });

testCheck('AKS-IMG-005', [
  { when: 'a workload runs a hole', is: 'fail', planes: reached({}), says: 'Deployment shop/web' },
]);

testCheck('AKS-IMG-006', [
  { when: 'nothing leads to it', is: 'pass', planes: reached({}) },
  {
    when: 'routes that may lead to it cannot be read',
    is: 'unknown',
    planes: reached({}),
    hidden: ['httpRoutes'],
    says: 'could not be read',
  },
  {
    when: 'a public service does',
    is: 'fail',
    planes: reached({ services: [service()] }),
    says: 'Service shop/web',
  },
  {
    when: 'an internal one does',
    is: 'pass',
    planes: reached({
      services: [
        service({}, { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' }),
      ],
    }),
  },
  {
    when: 'few may come in',
    is: 'pass',
    planes: reached({ services: [service({ loadBalancerSourceRanges: ['203.0.113.0/28'] })] }),
  },
  {
    when: 'the service selects others',
    is: 'pass',
    planes: reached({ services: [service({ selector: { app: 'api' } })] }),
  },
  {
    when: 'an Ingress with a public address does',
    is: 'fail',
    planes: reached({
      services: [service({ type: 'ClusterIP' })],
      ingresses: [ingress('20.1.2.3')],
    }),
    says: 'Ingress shop/web',
  },
  {
    when: 'an Ingress with an internal address does',
    is: 'pass',
    planes: reached({
      services: [service({ type: 'ClusterIP' })],
      ingresses: [ingress('10.1.2.3')],
    }),
  },
  {
    when: 'an Ingress without an address does',
    is: 'unknown',
    planes: reached({ services: [service({ type: 'ClusterIP' })], ingresses: [ingress()] }),
  },
  {
    when: 'the nodes run another version of it',
    is: 'unknown',
    planes: {
      ...holes,
      workloads: [
        { ...cart, imageIds: [`acrshop.azurecr.io/shop/cart@sha256:${'ff'.repeat(32)}`] },
      ],
      services: [service()],
    },
    says: 'no workload',
  },
  {
    when: 'nobody is known to run it',
    is: 'unknown',
    planes: { ...holes, workloads: [workload('mcr.microsoft.com/a:1')] },
    says: 'shop/cart',
  },
  { when: 'services could not be read', is: 'unknown', planes: reached({}), hidden: ['services'] },
]);

const ratify = (enforcementAction?: string) => ({
  constraints: [
    object('constraints.gatekeeper.sh/v1beta1', 'RatifyVerification', 'ratify', {
      spec: { ...(enforcementAction && { enforcementAction }) },
    }),
  ],
});

testCheck('AKS-IMG-007', [
  { when: 'nothing anywhere checks', is: 'fail', says: 'Nothing checks' },
  { when: 'Ratify refuses', is: 'pass', planes: ratify() },
  { when: 'Ratify only warns', is: 'fail', planes: ratify('warn') },
  {
    when: 'Kyverno is there',
    is: 'unknown',
    planes: {
      webhookConfigurations: [
        object(
          'admissionregistration.k8s.io/v1',
          'ValidatingWebhookConfiguration',
          'kyverno-resource-validating-webhook-cfg',
        ),
      ],
    },
    says: 'kyverno',
  },
  { when: 'constraints could not be read', is: 'unknown', hidden: ['constraints'] },
]);
