import type { Json, PlaneName, Planes } from '../../../src/fleet/snapshot.ts';
import { clusterId } from './planes.ts';

export const now = new Date('2026-11-23T12:00:00Z');

const subscription = clusterId.split('/resourceGroups/')[0];
const networks = `${subscription}/resourceGroups/rg-network/providers/Microsoft.Network`;
export const networkId = `${networks}/virtualNetworks/vnet-shop`;
const subnetId = `${networkId}/subnets/snet-nodes`;
export const securityGroupId = `${networks}/networkSecurityGroups/nsg-nodes`;
export const routeTableId = `${networks}/routeTables/rt-nodes`;
export const gatewayId = `${networks}/applicationGateways/agw-shop`;
export const policyId = `${networks}/ApplicationGatewayWebApplicationFirewallPolicies/waf-shop`;
export const vaultId = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.KeyVault/vaults/kv-shop`;
export const keyId = `https://kv-shop.vault.azure.net/keys/etcd/${'0a'.repeat(16)}`;
export const registryId = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/crshop`;
export const storageId = `${subscription}/resourceGroups/rg-logs/providers/Microsoft.Storage/storageAccounts/stlogs`;

export type Surrounded = Pick<Planes, (typeof read)[number]>;

export const read = [
  'managedCluster',
  'diagnosticSettings',
  'virtualNetworks',
  'subnetSecurityGroups',
  'nodeSecurityGroups',
  'routeTables',
  'loadBalancers',
  'applicationGateways',
  'firewallPolicies',
  'trafficControllers',
  'keyVaults',
  'keyVaultKeys',
  'privateEndpoints',
  'registryRoleAssignments',
  'meshRevisionProfiles',
  'containersPlan',
  'securityAlerts',
  'securityAssessments',
] as const satisfies readonly PlaneName[];

const day = 24 * 60 * 60;
const seconds = Math.floor(now.getTime() / 1000);

/** A cluster in a network of its own, behind a gateway, a firewall and Defender: every check that can pass does. */
export function surrounded(): Surrounded {
  return {
    managedCluster: managedCluster(),
    diagnosticSettings: [],
    virtualNetworks: { [networkId.toLowerCase()]: virtualNetwork() },
    subnetSecurityGroups: {
      [securityGroupId.toLowerCase()]: securityGroup('nsg-nodes', [rule('https', { port: '443' })]),
    },
    nodeSecurityGroups: [
      securityGroup('aks-agentpool-12345678-nsg', [
        rule('k8s-azure-lb_allow_IPv4_556f7044ec03', { port: '443' }),
      ]),
    ],
    routeTables: { [routeTableId.toLowerCase()]: routeTable() },
    loadBalancers: [{ name: 'kubernetes-internal', properties: { frontendIPConfigurations: [] } }],
    applicationGateways: { [gatewayId.toLowerCase()]: gateway() },
    firewallPolicies: {
      [policyId.toLowerCase()]: {
        id: policyId,
        name: 'waf-shop',
        properties: { policySettings: { state: 'Enabled', mode: 'Prevention' } },
      },
    },
    trafficControllers: [],
    keyVaults: {
      [vaultId.toLowerCase()]: {
        id: vaultId,
        name: 'kv-shop',
        properties: { enableSoftDelete: true, enablePurgeProtection: true },
      },
    },
    keyVaultKeys: {
      [keyId.toLowerCase()]: {
        name: '0a'.repeat(16),
        properties: {
          attributes: { enabled: true, created: seconds - 90 * day, exp: seconds + 275 * day },
        },
      },
    },
    privateEndpoints: [endpoint(registryId), endpoint(vaultId)],
    registryRoleAssignments: [{ name: 'r1', principalId: 'kubelet-1', scope: registryId }],
    meshRevisionProfiles: [
      {
        name: 'istio',
        properties: { meshRevisions: [{ revision: 'asm-1-28' }, { revision: 'asm-1-29' }] },
      },
    ],
    containersPlan: {
      name: 'Containers',
      properties: {
        pricingTier: 'Standard',
        extensions: [
          { name: 'AgentlessDiscoveryForKubernetes', isEnabled: 'True' },
          { name: 'ContainerRegistriesVulnerabilityAssessments', isEnabled: 'True' },
          { name: 'ContainerSensor', isEnabled: 'True' },
        ],
      },
    },
    securityAlerts: [],
    securityAssessments: [{ name: 'a1', title: 'Defender profile', code: 'Healthy' }],
  };
}

function managedCluster(): Json {
  return {
    id: clusterId,
    name: 'aks-shop',
    systemData: { lastModifiedAt: '2026-11-20T10:00:00Z' },
    properties: {
      nodeResourceGroup: 'MC_rg-shop',
      identityProfile: { kubeletidentity: { objectId: 'kubelet-1' } },
      agentPoolProfiles: [
        { name: 'system', osType: 'Linux', vnetSubnetID: subnetId, enableNodePublicIP: false },
        { name: 'user', osType: 'Linux', vnetSubnetID: subnetId },
      ],
      networkProfile: {
        networkPlugin: 'azure',
        networkPolicy: 'cilium',
        networkDataplane: 'cilium',
        loadBalancerSku: 'Standard',
        outboundType: 'userDefinedRouting',
        advancedNetworking: {
          enabled: true,
          security: {
            enabled: true,
            advancedNetworkPolicies: 'L7',
            transitEncryption: { type: 'WireGuard' },
          },
        },
      },
      addonProfiles: {
        ingressApplicationGateway: {
          enabled: true,
          config: { effectiveApplicationGatewayId: gatewayId },
        },
        azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: 'True' } },
      },
      ingressProfile: {},
      serviceMeshProfile: {
        mode: 'Istio',
        istio: {
          revisions: ['asm-1-29'],
          certificateAuthority: { plugin: { keyVaultId: vaultId } },
        },
      },
      securityProfile: {
        azureKeyVaultKms: { enabled: true, keyId, keyVaultNetworkAccess: 'Public' },
        defender: {
          logAnalyticsWorkspaceResourceId: '/subscriptions/s/workspaces/w',
          securityMonitoring: { enabled: true },
        },
      },
    },
  };
}

function virtualNetwork(): Json {
  return {
    id: networkId,
    name: 'vnet-shop',
    properties: {
      encryption: { enabled: true, enforcement: 'AllowUnencrypted' },
      enableDdosProtection: true,
      subnets: [
        {
          id: subnetId,
          name: 'snet-nodes',
          properties: {
            networkSecurityGroup: { id: securityGroupId },
            routeTable: { id: routeTableId },
          },
        },
      ],
      virtualNetworkPeerings: [],
    },
  };
}

export function securityGroup(name: string, securityRules: Json[]): Json {
  return { id: `${networks}/networkSecurityGroups/${name}`, name, properties: { securityRules } };
}

export function rule(
  name: string,
  { port, from = 'Internet', access = 'Allow', priority = 500, ...more }: Record<string, unknown>,
): Json {
  return {
    name,
    properties: {
      protocol: 'Tcp',
      sourceAddressPrefix: from,
      destinationAddressPrefix: '*',
      destinationPortRange: port,
      access,
      priority,
      direction: 'Inbound',
      ...more,
    },
  };
}

function routeTable(): Json {
  return {
    id: routeTableId,
    name: 'rt-nodes',
    properties: {
      routes: [
        {
          name: 'all',
          properties: {
            addressPrefix: '0.0.0.0/0',
            nextHopType: 'VirtualAppliance',
            nextHopIpAddress: '10.0.0.4',
          },
        },
      ],
    },
  };
}

function gateway(): Json {
  return {
    id: gatewayId,
    name: 'agw-shop',
    properties: { sku: { tier: 'WAF_v2' }, firewallPolicy: { id: policyId } },
  };
}

/** A row of Resource Graph: a private endpoint in the nodes' network. */
export function endpoint(
  to: string,
  { status = 'Approved', network = networkId }: { status?: string; network?: string } = {},
): Json {
  return {
    name: `pe-${to.split('/').at(-1)}`,
    subnet: `${network}/subnets/snet-endpoints`,
    connections: [
      {
        properties: {
          privateLinkServiceId: to,
          privateLinkServiceConnectionState: { status },
        },
      },
    ],
    manualConnections: [],
  };
}
