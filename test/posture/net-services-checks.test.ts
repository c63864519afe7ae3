import { goodNetwork, service } from './support/good-network.ts';
import { testerOn } from './support/judge.ts';

const check = testerOn(goodNetwork);

const one = (spec: object, annotations = {}, place = 'shop/web') => ({
  services: [service(place, { ports: [{ port: 80 }], ...spec }, annotations)],
});
const balanced = { type: 'LoadBalancer' };
const prefix = 'service.beta.kubernetes.io';

check('AKS-NET-020', [
  { when: 'none is public', is: 'not-applicable' },
  {
    when: 'one is open',
    is: 'fail',
    planes: one(balanced),
    says: 'Service shop/web',
    fix: 'azure-load-balancer-internal',
  },
  {
    when: 'it is internal',
    is: 'not-applicable',
    planes: one(balanced, { [`${prefix}/azure-load-balancer-internal`]: 'true' }),
  },
  {
    when: 'the annotation is in capitals, which Azure does not read',
    is: 'fail',
    planes: one(balanced, { [`${prefix}/azure-load-balancer-internal`]: 'True' }),
  },
  {
    when: 'ranges are named',
    is: 'pass',
    planes: one({ ...balanced, loadBalancerSourceRanges: ['203.0.113.0/24'] }),
  },
  {
    when: 'the range is everyone',
    is: 'fail',
    planes: one({ ...balanced, loadBalancerSourceRanges: ['203.0.113.0/24', '0.0.0.0/0'] }),
  },
  {
    when: 'the range is everyone of IPv6',
    is: 'fail',
    planes: one({ ...balanced, loadBalancerSourceRanges: ['::/0'] }),
  },
  {
    when: 'everyone is written in halves',
    is: 'fail',
    planes: one({ ...balanced, loadBalancerSourceRanges: ['0.0.0.0/1', '128.0.0.0/1'] }),
  },
  {
    when: 'tags are named',
    is: 'pass',
    planes: one(balanced, {
      [`${prefix}/azure-allowed-service-tags`]: 'AzureFrontDoor.Backend, AzureMonitor',
    }),
  },
  {
    when: 'the tag is the Internet',
    is: 'fail',
    planes: one(balanced, { [`${prefix}/azure-allowed-service-tags`]: 'Internet' }),
  },
  {
    when: 'the tag is every customer of Azure',
    is: 'fail',
    planes: one(balanced, { [`${prefix}/azure-allowed-service-tags`]: 'AzureCloud.westeurope' }),
  },
  {
    when: 'an annotation names ranges',
    is: 'pass',
    planes: one(balanced, { [`${prefix}/azure-allowed-ip-ranges`]: '203.0.113.0/24' }),
  },
  {
    when: 'another load balancer serves it',
    is: 'unknown',
    planes: one({ ...balanced, loadBalancerClass: 'tailscale' }),
  },
  {
    when: 'it is of the system',
    is: 'not-applicable',
    planes: one(balanced, {}, 'app-routing-system/nginx'),
  },
  { when: 'services could not be read', is: 'unknown', hidden: ['services'] },
]);

check('AKS-NET-021', [
  { when: 'none is there', is: 'pass' },
  { when: 'one is there', is: 'fail', planes: one({ type: 'NodePort' }), fix: 'ClusterIP' },
  { when: 'a load balancer has node ports as well', is: 'pass', planes: one(balanced) },
  {
    when: 'it is of the system',
    is: 'not-applicable',
    planes: one({ type: 'NodePort' }, {}, 'kube-system/x'),
  },
]);

check('AKS-NET-022', [
  { when: 'none claims any', is: 'pass' },
  {
    when: 'one claims an address',
    is: 'fail',
    planes: one({ externalIPs: ['8.8.8.8'] }),
    fix: 'externalIPs',
  },
  {
    when: 'one of the system claims an address',
    is: 'fail',
    planes: one({ externalIPs: ['8.8.8.8'] }, {}, 'kube-system/x'),
  },
  {
    when: 'the address is allowed',
    is: 'pass',
    planes: one({ externalIPs: ['10.1.2.3'] }),
    config: { allowedExternalIps: ['10.1.2.3'] },
  },
]);

check('AKS-NET-023', [
  { when: 'no ports are configured', is: 'not-applicable' },
  { when: 'the port is allowed', is: 'pass', config: { allowedServicePorts: [80, 443] } },
  {
    when: 'the port is another',
    is: 'fail',
    config: { allowedServicePorts: [443] },
    says: 'than 443',
  },
]);
