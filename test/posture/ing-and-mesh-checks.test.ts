import { expression } from './support/judge.ts';
import { testSurrounded } from './support/judge-surrounded.ts';
import { gatewayId, networkId, policyId } from './support/surrounded.ts';

const gateway = gatewayId.toLowerCase();
const policy = policyId.toLowerCase();

const routing = (webAppRouting: unknown) => (p: { ingressProfile: unknown }) => {
  p.ingressProfile = { webAppRouting };
};
const external = routing({ enabled: true, nginx: { defaultIngressControllerType: 'External' } });

testSurrounded('AKS-ING-001', [
  { when: 'it is not there', is: 'pass' },
  {
    when: 'it is on, spelt otherwise',
    is: 'fail',
    change: (p) => {
      p.addonProfiles.HttpApplicationRouting = { enabled: 'True' };
    },
    fix: 'http_application_routing',
  },
]);

testSurrounded('AKS-ING-002', [
  { when: 'the policy blocks', is: 'pass' },
  {
    when: 'the policy watches',
    is: 'fail',
    change: (_, planes) => {
      planes.firewallPolicies[policy].properties.policySettings.mode = 'Detection';
    },
    says: 'only watches',
    fix: '--mode Prevention',
  },
  {
    when: 'the policy is off',
    is: 'fail',
    change: (_, planes) => {
      planes.firewallPolicies[policy].properties.policySettings.state = 'Disabled';
    },
    says: 'is off',
  },
  {
    when: 'the gateway has no firewall',
    is: 'fail',
    change: (_, planes) => {
      planes.applicationGateways[gateway].properties = { sku: { tier: 'Standard_v2' } };
    },
  },
  {
    when: 'the gateway’s own settings block',
    is: 'pass',
    change: (_, planes) => {
      planes.applicationGateways[gateway].properties = {
        sku: { tier: 'WAF_v2' },
        webApplicationFirewallConfiguration: { enabled: true, firewallMode: 'Prevention' },
      };
    },
  },
  {
    when: 'the add-on is off',
    is: 'not-applicable',
    change: (p) => {
      p.addonProfiles.ingressApplicationGateway.enabled = false;
    },
  },
  {
    when: 'the gateway is gone',
    is: 'unknown',
    change: (_, planes) => {
      planes.applicationGateways = { [gateway]: null };
    },
    says: 'no gateway agw-shop',
  },
  {
    when: 'no gateway is named',
    is: 'unknown',
    change: (p) => {
      p.addonProfiles.ingressApplicationGateway.config = {};
    },
  },
  { when: 'the gateway could not be read', is: 'unknown', hidden: ['applicationGateways'] },
  { when: 'the policy could not be read', is: 'unknown', hidden: ['firewallPolicies'] },
]);

function controller(more: Record<string, unknown>, to = networkId) {
  return {
    name: 'alb-shop',
    associations: [{ name: 'a', properties: { subnet: { id: `${to}/subnets/snet-alb` } } }],
    securityPolicies: [],
    ...more,
  };
}
testSurrounded('AKS-ING-003', [
  { when: 'there is none', is: 'not-applicable' },
  {
    when: 'another network has one',
    is: 'not-applicable',
    change: (_, planes) => {
      planes.trafficControllers = [controller({}, `${networkId}-other`)];
    },
  },
  {
    when: 'a policy covers all of it',
    is: 'pass',
    change: (_, planes) => {
      const securityPolicyConfigurations = { wafSecurityPolicy: { id: '/policies/waf' } };
      planes.trafficControllers = [controller({ properties: { securityPolicyConfigurations } })];
    },
  },
  {
    when: 'it has no policy',
    is: 'fail',
    change: (_, planes) => {
      planes.trafficControllers = [controller({})];
    },
    says: 'alb-shop',
  },
  {
    when: 'policies cover parts of it',
    is: 'unknown',
    change: (_, planes) => {
      const securityPolicies = [{ name: 'p', properties: { wafPolicy: { id: policyId } } }];
      planes.trafficControllers = [controller({ securityPolicies })];
    },
  },
  { when: 'they could not be read', is: 'unknown', hidden: ['trafficControllers'] },
]);

testSurrounded('AKS-ING-004', [
  { when: 'nothing faces the Internet', is: 'not-applicable' },
  {
    when: 'an address only leads out',
    is: 'not-applicable',
    change: (_, planes) => {
      planes.loadBalancers = [balancer([])];
    },
  },
  {
    when: 'a service faces the Internet',
    is: 'unknown',
    change: (_, planes) => {
      planes.loadBalancers = [balancer([{ id: '/rules/443' }])];
    },
    says: 'One public address',
  },
  { when: 'load balancers could not be read', is: 'unknown', hidden: ['loadBalancers'] },
]);

function balancer(loadBalancingRules: unknown[]) {
  const publicIPAddress = { id: '/addresses/a' };
  return {
    name: 'kubernetes',
    properties: {
      frontendIPConfigurations: [
        { name: 'f', properties: { publicIPAddress, loadBalancingRules } },
      ],
    },
  };
}

testSurrounded('AKS-ING-006', [
  { when: 'only the cluster’s objects tell', is: 'unknown', says: 'objects' },
  {
    when: 'the managed one is still patched',
    is: 'unknown',
    change: external,
    at: '2026-11-30T23:59:00Z',
    says: 'until the end of November',
  },
  {
    when: 'the managed one is patched no more, beside Istio',
    is: 'fail',
    change: external,
    at: '2026-12-01T00:00:00Z',
    fix: /cannot be had beside Istio(?!.*gateway istio enable)/,
  },
  {
    when: 'the managed one is patched no more',
    is: 'fail',
    change: (p) => {
      routing({ enabled: true })(p);
      delete p.serviceMeshProfile;
    },
    at: '2027-01-01T00:00:00Z',
    fix: 'approuting gateway istio enable',
  },
  {
    when: 'application routing runs without NGINX',
    is: 'unknown',
    change: routing({ enabled: true, nginx: { defaultIngressControllerType: 'None' } }),
    at: '2027-01-01T00:00:00Z',
  },
]);

testSurrounded('AKS-ING-009', [
  { when: 'application routing is off', is: 'not-applicable' },
  { when: 'it is left to annotations', is: 'pass', change: routing({ enabled: true }) },
  {
    when: 'it is internal',
    is: 'pass',
    change: routing({ enabled: true, nginx: { defaultIngressControllerType: 'Internal' } }),
  },
  { when: 'it is external', is: 'fail', change: external, fix: '--nginx Internal' },
]);

testSurrounded('AKS-MESH-001', [
  { when: 'Istio is on', is: 'pass' },
  {
    when: 'WireGuard is on',
    is: 'pass',
    change: (p) => {
      delete p.serviceMeshProfile;
    },
    says: 'WireGuard',
  },
  {
    when: 'neither is',
    is: 'unknown',
    change: (p) => {
      p.serviceMeshProfile = { mode: 'Disabled' };
      delete p.networkProfile.advancedNetworking;
    },
  },
]);

const revisions =
  (...installed: unknown[]) =>
  (p: { serviceMeshProfile: { istio: { revisions: unknown } } }) => {
    p.serviceMeshProfile.istio.revisions = installed;
  };
testSurrounded('AKS-MESH-005', [
  { when: 'the revision is offered', is: 'pass' },
  {
    when: 'it is not offered any more',
    is: 'fail',
    change: revisions('asm-1-24'),
    says: 'asm-1-24',
    fix: 'mesh upgrade start',
  },
  {
    when: 'two are installed since lately',
    is: 'unknown',
    change: revisions('asm-1-28', 'asm-1-29'),
    says: 'asm-1-28 and asm-1-29',
  },
  {
    when: 'two have been installed for long',
    is: 'fail',
    change: revisions('asm-1-28', 'asm-1-29'),
    at: '2026-12-31T00:00:00Z',
  },
  {
    when: 'two may be installed for longer',
    is: 'unknown',
    change: revisions('asm-1-28', 'asm-1-29'),
    at: '2026-12-31T00:00:00Z',
    config: { maxMeshUpgradeDays: 60 },
  },
  {
    when: 'Istio is off',
    is: 'not-applicable',
    change: (p) => {
      delete p.serviceMeshProfile;
    },
  },
  { when: 'a template leaves it open', is: 'unknown', change: revisions(expression) },
  { when: 'revisions could not be read', is: 'unknown', hidden: ['meshRevisionProfiles'] },
]);

testSurrounded('AKS-MESH-006', [
  { when: 'the authority is in a vault', is: 'pass' },
  {
    when: 'the mesh made its own',
    is: 'fail',
    change: (p) => {
      delete p.serviceMeshProfile.istio.certificateAuthority;
    },
  },
  {
    when: 'Istio is off',
    is: 'not-applicable',
    change: (p) => {
      delete p.serviceMeshProfile;
    },
  },
]);
