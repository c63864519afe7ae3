import { gateway, goodNetwork, ingress, object, service } from './support/good-network.ts';
import { testerOn } from './support/judge.ts';

const check = testerOn(goodNetwork);

const waf = (targetRef: object) => ({
  gatewayFirewallPolicies: [
    object('alb.networking.azure.io/v1', 'WebApplicationFirewallPolicy', 'shop/waf', {
      spec: { targetRef },
    }),
  ],
});

check('AKS-ING-003', [
  { when: 'a policy is for the gateway', is: 'pass' },
  {
    when: 'no policy is there',
    is: 'fail',
    planes: { gatewayFirewallPolicies: [] },
    says: 'Gateway shop/edge',
    fix: 'Gateway shop/edge',
  },
  {
    when: 'the policy is for another gateway',
    is: 'fail',
    planes: waf({ kind: 'Gateway', name: 'other' }),
  },
  {
    when: 'the policy is for a gateway of another namespace',
    is: 'fail',
    planes: waf({ kind: 'Gateway', name: 'edge', namespace: 'bank' }),
  },
  {
    when: 'the policy is for a route',
    is: 'fail',
    planes: waf({ kind: 'HTTPRoute', name: 'edge' }),
  },
  {
    when: 'the policy is for every listener by name',
    is: 'pass',
    planes: waf({ kind: 'Gateway', name: 'edge', sectionNames: ['https'] }),
  },
  {
    when: 'the policy is for another listener',
    is: 'fail',
    planes: waf({ kind: 'Gateway', name: 'edge', sectionNames: ['other'] }),
  },
  {
    when: 'gateways are of another kind',
    is: 'not-applicable',
    planes: { gateways: [gateway('shop/edge', { gatewayClassName: 'istio' })] },
  },
  { when: 'gateways could not be read, nor what Azure has', is: 'unknown', hidden: ['gateways'] },
]);

const one = (spec: object = {}, annotations = {}) => ({
  services: [
    service('app-routing-system/nginx', { type: 'LoadBalancer', ports: [], ...spec }, annotations),
  ],
});
const tags = 'service.beta.kubernetes.io/azure-allowed-service-tags';

check('AKS-ING-004', [
  { when: 'no service is public', is: 'not-applicable' },
  {
    when: 'a service of the system is open',
    is: 'fail',
    planes: one(),
    says: 'Service app-routing-system/nginx',
    fix: 'annotate service nginx',
  },
  {
    when: 'it is open to an office alone',
    is: 'pass',
    planes: one({ loadBalancerSourceRanges: ['203.0.113.0/24'] }),
  },
  {
    when: 'only Front Door reaches it',
    is: 'unknown',
    planes: one({}, { [tags]: 'AzureFrontDoor.Backend' }),
    says: 'Front Door stands in front',
  },
  {
    when: 'another load balancer serves it',
    is: 'unknown',
    planes: one({ loadBalancerClass: 'x' }),
  },
  {
    when: 'services and load balancers could not be read',
    is: 'unknown',
    hidden: ['services', 'loadBalancers'],
  },
]);

const listening = (listener: object) => ({
  gateways: [gateway('shop/edge', { listeners: [{ name: 'web', ...listener }] })],
});
const route = (rules: object[], parent: object = { name: 'edge' }) => ({
  httpRoutes: [
    object('gateway.networking.k8s.io/v1', 'HTTPRoute', 'shop/r', {
      spec: { parentRefs: [parent], rules },
    }),
  ],
});
const toHttps = { filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https' } }] };
const toHost = { filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'a' } }] };
const rule = (host?: string) => ({ ...(host && { host }), http: { paths: [] } });
const ingresses = (spec: object, metadata = {}) => ({
  ingresses: [ingress('shop/web', spec, metadata)],
  gateways: [],
});
const shop = { rules: [rule('shop.example')] };

check('AKS-ING-005', [
  { when: 'all use TLS', is: 'pass' },
  {
    when: 'an ingress has none',
    is: 'fail',
    planes: ingresses(shop),
    says: 'Ingress shop/web',
    fix: 'edit ingress web',
  },
  {
    when: 'the certificate is for every host',
    is: 'pass',
    planes: ingresses({ ...shop, tls: [{ secretName: 'a' }] }),
  },
  {
    when: 'the certificate is for another host',
    is: 'fail',
    planes: ingresses({ ...shop, tls: [{ hosts: ['bank.example'] }] }),
  },
  {
    when: 'the certificate is a wildcard',
    is: 'pass',
    planes: ingresses({ ...shop, tls: [{ hosts: ['*.example'] }] }),
  },
  {
    when: 'Application Gateway brings the certificate',
    is: 'pass',
    planes: ingresses(shop, {
      annotations: { 'appgw.ingress.kubernetes.io/appgw-ssl-certificate': 'shop' },
    }),
  },
  {
    when: 'an annotation for TLS is off',
    is: 'fail',
    planes: ingresses(shop, {
      annotations: { 'nginx.ingress.kubernetes.io/ssl-passthrough': 'false' },
    }),
  },
  {
    when: 'it is a challenge of an authority',
    is: 'not-applicable',
    planes: ingresses(shop, { labels: { 'acme.cert-manager.io/http01-solver': 'true' } }),
  },
  {
    when: 'a listener takes plain HTTP',
    is: 'fail',
    planes: listening({ protocol: 'HTTP' }),
    says: 'Gateway shop/edge',
  },
  {
    when: 'all it does is redirect',
    is: 'pass',
    planes: { ...listening({ protocol: 'HTTP' }), ...route([toHttps]) },
  },
  {
    when: 'it redirects elsewhere in plain',
    is: 'fail',
    planes: { ...listening({ protocol: 'HTTP' }), ...route([toHost]) },
  },
  {
    when: 'some of it redirects',
    is: 'fail',
    planes: { ...listening({ protocol: 'HTTP' }), ...route([toHttps, {}]) },
  },
  {
    when: 'a route of another listener redirects',
    is: 'fail',
    planes: {
      ...listening({ protocol: 'HTTP' }),
      ...route([toHttps], { name: 'edge', sectionName: 'other' }),
    },
  },
  { when: 'it speaks TLS through', is: 'pass', planes: listening({ protocol: 'TLS' }) },
  { when: 'it is no HTTP', is: 'pass', planes: listening({ protocol: 'TCP' }) },
  { when: 'ingresses could not be read', is: 'unknown', hidden: ['ingresses'] },
]);
