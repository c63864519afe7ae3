import { expression } from './support/judge.ts';
import { testSurrounded } from './support/judge-surrounded.ts';
import { clusterId } from './support/planes.ts';
import {
  endpoint,
  networkId,
  registryId,
  routeTableId,
  rule,
  securityGroup,
  securityGroupId,
  storageId,
} from './support/surrounded.ts';

const nsg = securityGroupId.toLowerCase();
const vnet = networkId.toLowerCase();
const routes = routeTableId.toLowerCase();

testSurrounded('AKS-NET-001', [
  { when: 'Cilium enforces', is: 'pass' },
  {
    when: 'only the data plane says so',
    is: 'pass',
    change: (p) => {
      delete p.networkProfile.networkPolicy;
    },
  },
  {
    when: 'Calico enforces',
    is: 'pass',
    change: (p) => {
      Object.assign(p.networkProfile, { networkPolicy: 'Calico', networkDataplane: 'azure' });
    },
  },
  {
    when: 'the policy is the word none',
    is: 'fail',
    change: (p) => {
      Object.assign(p.networkProfile, { networkPolicy: 'none', networkDataplane: 'azure' });
    },
    fix: '--network-policy cilium',
  },
  {
    when: 'nothing is said',
    is: 'fail',
    change: (p) => {
      p.networkProfile = { networkPlugin: 'azure' };
    },
  },
  {
    when: 'there are Windows nodes, which Cilium does not serve',
    is: 'fail',
    change: (p) => {
      p.networkProfile = { networkPlugin: 'azure' };
      p.agentPoolProfiles.push({ name: 'win', osType: 'Windows' });
    },
    fix: '--network-policy calico',
  },
  {
    when: 'the plug-in is kubenet, which goes away',
    is: 'fail',
    change: (p) => {
      p.networkProfile = { networkPlugin: 'kubenet', networkPolicy: 'none' };
    },
    fix: '--network-plugin-mode overlay',
  },
  {
    when: 'the plug-in is the team’s own',
    is: 'unknown',
    change: (p) => {
      p.networkProfile = { networkPlugin: 'none', networkPolicy: 'none' };
    },
  },
  {
    when: 'a template leaves it open',
    is: 'unknown',
    change: (p) => {
      p.networkProfile.networkPolicy = expression;
    },
  },
]);

testSurrounded('AKS-NET-002', [
  {
    when: 'Azure itself restricts',
    is: 'pass',
    change: (p) => {
      p.networkProfile.podLinkLocalAccess = 'None';
    },
  },
  {
    when: 'nothing enforces policies',
    is: 'fail',
    change: (p) => {
      p.networkProfile = { networkPolicy: 'none' };
    },
    says: 'AKS-NET-001',
  },
  { when: 'policies are enforced and not seen', is: 'unknown', says: 'objects' },
]);

const withoutExclusions = (p: { addonProfiles: unknown }) => {
  p.addonProfiles = {};
};
testSurrounded('AKS-NET-003', [
  {
    when: 'it is restricted',
    is: 'pass',
    change: (p) => {
      p.networkProfile.podLinkLocalAccess = 'None';
    },
  },
  { when: 'an add-on excludes it', is: 'not-applicable', says: 'Application Gateway' },
  {
    when: 'a Windows pool excludes it',
    is: 'not-applicable',
    change: (p) => {
      withoutExclusions(p);
      p.networkProfile.podLinkLocalAccess = 'IMDS';
      p.agentPoolProfiles.push({ name: 'win', osType: 'Windows' });
    },
    says: 'Windows pool win',
  },
  {
    when: 'an add-on is spelt otherwise and on as text',
    is: 'not-applicable',
    change: (p) => {
      p.addonProfiles = { omsAgent: { enabled: 'true' }, azurePolicy: { enabled: true } };
    },
    says: 'Container Insights and Azure Policy',
  },
  {
    when: 'it is open',
    is: 'fail',
    change: (p) => {
      withoutExclusions(p);
      p.networkProfile.podLinkLocalAccess = 'IMDS';
    },
    fix: '--enable-imds-restriction',
  },
  { when: 'the API does not show it', is: 'unknown', change: withoutExclusions, says: 'preview' },
]);

const outbound = (outboundType: unknown) => (p: { networkProfile: Record<string, unknown> }) => {
  p.networkProfile.outboundType = outboundType;
};
testSurrounded('AKS-NET-010', [
  { when: 'own routes lead out', is: 'pass', says: 'AKS-NET-011' },
  { when: 'there is no way out', is: 'pass', change: outbound('none') },
  { when: 'Azure blocks', is: 'pass', change: outbound('block') },
  {
    when: 'a NAT gateway leads out',
    is: 'pass',
    change: outbound('managedNATGateway'),
    says: 'anywhere',
  },
  {
    when: 'the team’s NAT gateway leads out',
    is: 'pass',
    change: outbound('userAssignedNATGateway'),
    says: 'anywhere',
  },
  {
    when: 'the load balancer leads out',
    is: 'fail',
    change: outbound('loadBalancer'),
    fix: '--outbound-type userDefinedRouting',
  },
  {
    when: 'the load balancer leads out of a network that AKS made',
    is: 'fail',
    change: (p) => {
      outbound('loadBalancer')(p);
      delete p.agentPoolProfiles[0].vnetSubnetID;
    },
    fix: '--outbound-type none',
  },
  { when: 'nothing is said', is: 'fail', change: outbound(undefined) },
  { when: 'a template leaves it open', is: 'unknown', change: outbound(expression) },
]);

testSurrounded('AKS-NET-011', [
  { when: 'everything goes to a firewall', is: 'pass' },
  { when: 'the load balancer leads out', is: 'not-applicable', change: outbound('loadBalancer') },
  {
    when: 'the route leads to the Internet',
    is: 'fail',
    change: (_, planes) => {
      planes.routeTables[routes].properties.routes[0].properties = {
        addressPrefix: '0.0.0.0/0',
        nextHopType: 'Internet',
      };
    },
    says: 'vnet-shop',
    fix: 'route-table route create',
  },
  {
    when: 'only some addresses go to a firewall',
    is: 'fail',
    change: (_, planes) => {
      planes.routeTables[routes].properties.routes[0].properties.addressPrefix = '10.0.0.0/8';
    },
  },
  {
    when: 'the subnet has no table',
    is: 'fail',
    change: (_, planes) => {
      delete planes.virtualNetworks[vnet].properties.subnets[0].properties.routeTable;
    },
  },
  { when: 'tables could not be read', is: 'unknown', hidden: ['routeTables'] },
  { when: 'the network could not be read', is: 'unknown', hidden: ['virtualNetworks'] },
  {
    when: 'the network is gone',
    is: 'unknown',
    change: (_, planes) => {
      planes.virtualNetworks = { [vnet]: null };
    },
    says: 'no network vnet-shop',
  },
]);

testSurrounded('AKS-NET-012', [
  { when: 'there is a way out', is: 'not-applicable' },
  {
    when: 'isolated nodes start from a registry',
    is: 'pass',
    change: (p) => {
      outbound('none')(p);
      p.bootstrapProfile = { artifactSource: 'Cache', containerRegistryId: registryId };
    },
  },
  {
    when: 'isolated nodes start from the Internet',
    is: 'fail',
    change: (p) => {
      outbound('block')(p);
      p.bootstrapProfile = { artifactSource: 'Direct' };
    },
  },
  {
    when: 'no registry is named',
    is: 'fail',
    change: (p) => {
      outbound('none')(p);
      p.bootstrapProfile = { artifactSource: 'Cache' };
    },
  },
]);

testSurrounded('AKS-NET-013', [
  { when: 'they are on', is: 'pass' },
  {
    when: 'the kind is left to Azure',
    is: 'pass',
    change: (p) => {
      p.networkProfile.advancedNetworking.security = { enabled: true };
    },
    says: 'FQDN',
  },
  {
    when: 'they are none',
    is: 'fail',
    change: (p) => {
      p.networkProfile.advancedNetworking.security.advancedNetworkPolicies = 'None';
    },
  },
  {
    when: 'the services are off',
    is: 'fail',
    change: (p) => {
      p.networkProfile.advancedNetworking.enabled = false;
    },
  },
  {
    when: 'the data plane is not Cilium',
    is: 'not-applicable',
    change: (p) => {
      p.networkProfile.networkDataplane = 'azure';
    },
  },
]);

const noWireGuard = (p: { networkProfile: { advancedNetworking?: unknown } }) => {
  delete p.networkProfile.advancedNetworking;
};
testSurrounded('AKS-NET-014', [
  { when: 'WireGuard encrypts', is: 'pass', says: 'WireGuard', hidden: ['virtualNetworks'] },
  { when: 'the network encrypts', is: 'pass', change: noWireGuard },
  {
    when: 'neither does',
    is: 'fail',
    change: (p, planes) => {
      noWireGuard(p);
      delete p.serviceMeshProfile;
      planes.virtualNetworks[vnet].properties.encryption = { enabled: false };
    },
    says: 'vnet-shop',
    fix: 'acns-transit-encryption-type',
  },
  {
    when: 'neither does and a mesh may',
    is: 'unknown',
    change: (p, planes) => {
      noWireGuard(p);
      delete planes.virtualNetworks[vnet].properties.encryption;
    },
    says: 'mTLS',
  },
  {
    when: 'the network could not be read',
    is: 'unknown',
    change: noWireGuard,
    hidden: ['virtualNetworks'],
  },
]);

testSurrounded('AKS-NET-015', [
  { when: 'no pool has any', is: 'pass' },
  {
    when: 'the second pool has',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].enableNodePublicIP = true;
    },
    says: 'in user.',
  },
  {
    when: 'a template leaves one pool open',
    is: 'unknown',
    change: (p) => {
      p.agentPoolProfiles[1].enableNodePublicIP = expression;
    },
  },
  {
    when: 'no pools are named',
    is: 'unknown',
    change: (p) => {
      delete p.agentPoolProfiles;
    },
  },
]);

const groupWith = (...rules: unknown[]) => ({
  when: '',
  change: (_: unknown, planes: { subnetSecurityGroups: Record<string, unknown> }) => {
    planes.subnetSecurityGroups[nsg] = securityGroup('nsg-nodes', rules);
  },
});
testSurrounded('AKS-NET-016', [
  { when: 'only services are open', is: 'pass' },
  ...[
    ['SSH is open', rule('ssh', { port: '22' })],
    ['remote desktop is open', rule('rdp', { port: '3389', from: '*' })],
    ['everything is open', rule('all', { port: '*', from: '0.0.0.0/0', protocol: '*' })],
    ['a span holds SSH', rule('span', { port: '20-30', from: 'Any' })],
    [
      'a list holds SSH',
      rule('list', { port: undefined, destinationPortRanges: ['443', '22'], from: 'Internet' }),
    ],
    [
      'one of several sources is everybody',
      rule('many', {
        port: '22',
        from: undefined,
        sourceAddressPrefixes: ['10.0.0.0/8', '0.0.0.0/0'],
      }),
    ],
  ].map(([when, open]) => ({
    ...groupWith(open),
    when: String(when),
    is: 'fail' as const,
    says: 'nsg-nodes',
    fix: `nsg rule delete --ids ${securityGroupId}/securityRules/`,
  })),
  ...[
    [
      'an earlier rule forbids it',
      [rule('no', { port: '22', access: 'Deny', priority: 100 }), rule('ssh', { port: '22' })],
    ],
    ['the office alone gets in', [rule('ssh', { port: '22', from: '203.0.113.0/26' })]],
    ['it is for what goes out', [rule('out', { port: '*', direction: 'Outbound' })]],
    ['it is for UDP', [rule('udp', { port: '22', protocol: 'Udp' })]],
  ].map(([when, rules]) => ({
    ...groupWith(...(rules as unknown[])),
    when: String(when),
    is: 'pass' as const,
  })),
  {
    ...groupWith(
      rule('ssh', { port: '22', priority: 100 }),
      rule('no', { port: '22', access: 'Deny', priority: 200 }),
    ),
    when: 'the rule that forbids comes too late',
    is: 'fail',
  },
  {
    when: 'AKS’s own group is open',
    is: 'fail',
    change: (_, planes) => {
      planes.nodeSecurityGroups[0] = securityGroup('aks-agentpool-12345678-nsg', [
        rule('debug', { port: '22' }),
      ]);
    },
    says: 'aks-agentpool-12345678-nsg',
  },
  {
    when: 'the subnet has a group and AKS’s own could not be read',
    is: 'pass',
    hidden: ['nodeSecurityGroups'],
  },
  {
    when: 'the subnet has none and AKS’s own could not be read',
    is: 'unknown',
    change: (_, planes) => {
      delete planes.virtualNetworks[vnet].properties.subnets[0].properties.networkSecurityGroup;
    },
    hidden: ['nodeSecurityGroups'],
  },
  {
    when: 'no group guards anything',
    is: 'fail',
    change: (_, planes) => {
      delete planes.virtualNetworks[vnet].properties.subnets[0].properties.networkSecurityGroup;
      planes.nodeSecurityGroups = [];
    },
    says: 'No security group',
  },
  {
    when: 'AKS made the network',
    is: 'fail',
    change: (p, planes) => {
      for (const pool of p.agentPoolProfiles) delete pool.vnetSubnetID;
      const group = clusterId.replace(/rg-shop\/.*/, 'MC_rg-shop');
      const id = `${group}/providers/Microsoft.Network/virtualNetworks/aks-vnet`;
      const made = structuredClone(planes.virtualNetworks[vnet]);
      planes.virtualNetworks[id.toLowerCase()] = { ...made, id, name: 'aks-vnet' };
      planes.subnetSecurityGroups[nsg] = securityGroup('nsg-nodes', [rule('ssh', { port: '22' })]);
    },
  },
  { when: 'groups could not be read', is: 'unknown', hidden: ['subnetSecurityGroups'] },
]);

testSurrounded('AKS-NET-017', [
  { when: 'services made every rule', is: 'pass' },
  {
    when: 'an old service made one',
    is: 'pass',
    change: (_, planes) => {
      planes.nodeSecurityGroups[0].properties.securityRules.push(
        rule(`a${'0f'.repeat(15)}0-TCP-80-Internet`, { port: '80' }),
      );
    },
  },
  {
    when: 'somebody made one',
    is: 'fail',
    change: (_, planes) => {
      planes.nodeSecurityGroups[0].properties.securityRules.push(rule('debug', { port: '8080' }));
    },
    says: 'debug',
    fix: 'securityRules/debug',
  },
  {
    when: 'AKS manages none',
    is: 'not-applicable',
    change: (_, planes) => {
      planes.nodeSecurityGroups = [securityGroup('bastion', [])];
    },
  },
  { when: 'they could not be read', is: 'unknown', hidden: ['nodeSecurityGroups'] },
]);

testSurrounded('AKS-NET-018', [
  { when: 'a plan covers it', is: 'pass' },
  {
    when: 'none does',
    is: 'fail',
    change: (_, planes) => {
      planes.virtualNetworks[vnet].properties.enableDdosProtection = false;
    },
    fix: '--ddos-protection true',
  },
  { when: 'the network could not be read', is: 'unknown', hidden: ['virtualNetworks'] },
]);

testSurrounded('AKS-NET-019', [
  { when: 'it is Standard', is: 'pass' },
  {
    when: 'it is Basic',
    is: 'fail',
    change: (p) => {
      p.networkProfile.loadBalancerSku = 'Basic';
    },
  },
  {
    when: 'a template leaves it out',
    is: 'pass',
    change: (p) => {
      delete p.networkProfile.loadBalancerSku;
    },
  },
]);

testSurrounded('AKS-NET-024', [
  { when: 'it is Azure CNI', is: 'pass' },
  {
    when: 'it is the team’s own',
    is: 'pass',
    change: (p) => {
      p.networkProfile.networkPlugin = 'none';
    },
  },
  {
    when: 'it is kubenet',
    is: 'fail',
    change: (p) => {
      p.networkProfile.networkPlugin = 'kubenet';
    },
    fix: 'overlay',
  },
]);

testSurrounded('AKS-NET-025', [
  { when: 'registry and vault have endpoints', is: 'pass' },
  {
    when: 'the registry has none',
    is: 'fail',
    change: (_, planes) => {
      planes.privateEndpoints.shift();
    },
    says: 'crshop',
  },
  {
    when: 'the registry’s waits for approval',
    is: 'fail',
    change: (_, planes) => {
      planes.privateEndpoints[0] = endpoint(registryId, { status: 'Pending' });
    },
  },
  {
    when: 'the registry’s is in a foreign network',
    is: 'fail',
    change: (_, planes) => {
      planes.privateEndpoints[0] = endpoint(registryId, { network: `${networkId}-other` });
    },
  },
  {
    when: 'the registry’s is in a network next door',
    is: 'pass',
    change: (_, planes) => {
      planes.privateEndpoints[0] = endpoint(registryId, { network: `${networkId}-hub` });
      planes.virtualNetworks[vnet].properties.virtualNetworkPeerings = [
        { name: 'hub', properties: { remoteVirtualNetwork: { id: `${networkId}-hub` } } },
      ];
    },
  },
  {
    when: 'logs go to storage in the open',
    is: 'fail',
    change: (_, planes) => {
      planes.diagnosticSettings = [{ name: 'a', properties: { storageAccountId: storageId } }];
    },
    says: 'stlogs',
  },
  {
    when: 'nothing is linked',
    is: 'not-applicable',
    change: (p, planes) => {
      delete p.securityProfile.azureKeyVaultKms;
      planes.registryRoleAssignments = [{ name: 'r', principalId: 'other', scope: registryId }];
    },
  },
  { when: 'endpoints could not be read', is: 'unknown', hidden: ['privateEndpoints'] },
  { when: 'roles could not be read', is: 'unknown', hidden: ['registryRoleAssignments'] },
]);
