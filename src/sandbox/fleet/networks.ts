/** Networks of the nodes: what AKS makes by itself, and what a team brings along. */
import type { Trait } from './builder.ts';
import {
  groupId,
  type Json,
  type PretendCluster,
  type SubscriptionName,
  seededGuid,
} from './wire.ts';

const provider = 'providers/Microsoft.Network';

/** The resource group of the nodes, as an id. */
function nodeGroupId({ managedCluster }: PretendCluster): string {
  const [scope] = managedCluster.id.split('/resourceGroups/');
  return `${scope}/resourceGroups/${managedCluster.properties.nodeResourceGroup}`;
}

/** AKS names what it makes for a cluster by eight digits. */
function digits({ managedCluster }: PretendCluster): string {
  const hex = seededGuid('digits', managedCluster.id).slice(0, 8);
  return String(Number.parseInt(hex, 16)).padStart(8, '0').slice(-8);
}

/** Network, security group and load balancer in the resource group of the nodes, as far as nobody brought their own. */
export function managedNetwork(cluster: PretendCluster): Json[] {
  const group = nodeGroupId(cluster);
  const { location, properties } = cluster.managedCluster;
  const nsgId = `${group}/${provider}/networkSecurityGroups/aks-agentpool-${digits(cluster)}-nsg`;
  const known = (id: string) => cluster.around.some((one) => one.id === id);
  const made: Json[] = [];
  if (!known(nsgId))
    made.push(
      securityGroup(nsgId, location, [allowRule('k8s-azure-lb_allow_IPv4', ['80', '443'])]),
    );
  if (properties.agentPoolProfiles.some((pool: Json) => !pool.vnetSubnetID))
    made.push(
      virtualNetwork({
        id: `${group}/${provider}/virtualNetworks/aks-vnet-${digits(cluster)}`,
        location,
        subnets: [{ name: 'aks-subnet', nsgId }],
      }),
    );
  made.push(loadBalancer(cluster));
  return made;
}

/** A security rule that lets the Internet in. */
export function allowRule(name: string, ports: string[], priority = 500): Json {
  return {
    name,
    properties: {
      protocol: 'Tcp',
      sourcePortRange: '*',
      ...(ports.length === 1
        ? { destinationPortRange: ports[0], destinationPortRanges: [] }
        : { destinationPortRanges: ports }),
      sourceAddressPrefix: 'Internet',
      sourceAddressPrefixes: [],
      destinationAddressPrefix: '*',
      destinationAddressPrefixes: [],
      access: 'Allow',
      priority,
      direction: 'Inbound',
    },
  };
}

/** Somebody's rule in the security group that AKS manages. */
export function handMadeRule(name: string, port: string): Trait {
  return (cluster) => {
    const id = `${nodeGroupId(cluster)}/${provider}/networkSecurityGroups/aks-agentpool-${digits(cluster)}-nsg`;
    const rules = [
      allowRule('k8s-azure-lb_allow_IPv4', ['80', '443']),
      allowRule(name, [port], 200),
    ];
    cluster.around.push(securityGroup(id, cluster.managedCluster.location, rules));
  };
}

export interface OwnNetwork {
  subscription: SubscriptionName;
  name: string;
  rules?: Json[];
  /** Address of the firewall through which everything leaves. */
  firewall?: string;
  ddosProtection?: boolean;
  encrypted?: boolean;
}

/** A network that the team brought along, for all pools that the cluster has by now. */
export function ownNetwork({
  subscription,
  name,
  rules = [],
  firewall,
  ddosProtection = false,
  encrypted = false,
}: OwnNetwork): Trait {
  return (cluster) => {
    const { location, properties } = cluster.managedCluster;
    const group = `${groupId(subscription, 'rg-network')}/${provider}`;
    const id = `${group}/virtualNetworks/${name}`;
    const nsgId = `${group}/networkSecurityGroups/nsg-${name}`;
    const routeTableId = `${group}/routeTables/rt-${name}`;
    cluster.around.push(
      virtualNetwork({
        id,
        location,
        subnets: [{ name: 'snet-nodes', nsgId, ...(firewall && { routeTableId }) }],
        ddosProtection,
        encrypted,
      }),
      securityGroup(nsgId, location, rules),
    );
    if (firewall) cluster.around.push(routeTable(routeTableId, location, firewall));
    for (const pool of properties.agentPoolProfiles) pool.vnetSubnetID = `${id}/subnets/snet-nodes`;
  };
}

function virtualNetwork({
  id,
  location,
  subnets,
  ddosProtection = false,
  encrypted = false,
}: {
  id: string;
  location: string;
  subnets: { name: string; nsgId: string; routeTableId?: string }[];
  ddosProtection?: boolean;
  encrypted?: boolean;
}): Json {
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.Network/virtualNetworks',
    location,
    properties: {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: ['10.224.0.0/12'] },
      ...(encrypted && { encryption: { enabled: true, enforcement: 'AllowUnencrypted' } }),
      subnets: subnets.map(({ name, nsgId, routeTableId }, index) => ({
        id: `${id}/subnets/${name}`,
        name,
        type: 'Microsoft.Network/virtualNetworks/subnets',
        properties: {
          provisioningState: 'Succeeded',
          addressPrefix: `10.${224 + index}.0.0/16`,
          networkSecurityGroup: { id: nsgId },
          ...(routeTableId && { routeTable: { id: routeTableId } }),
          privateEndpointNetworkPolicies: 'Disabled',
        },
      })),
      virtualNetworkPeerings: [],
      enableDdosProtection: ddosProtection,
    },
  };
}

function securityGroup(id: string, location: string, rules: Json[]): Json {
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.Network/networkSecurityGroups',
    location,
    properties: {
      provisioningState: 'Succeeded',
      securityRules: rules.map((rule) => ({
        ...rule,
        id: `${id}/securityRules/${rule.name}`,
        type: 'Microsoft.Network/networkSecurityGroups/securityRules',
      })),
    },
  };
}

function routeTable(id: string, location: string, firewall: string): Json {
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.Network/routeTables',
    location,
    properties: {
      provisioningState: 'Succeeded',
      disableBgpRoutePropagation: true,
      routes: [
        {
          id: `${id}/routes/to-firewall`,
          name: 'to-firewall',
          properties: {
            addressPrefix: '0.0.0.0/0',
            nextHopType: 'VirtualAppliance',
            nextHopIpAddress: firewall,
          },
        },
      ],
    },
  };
}

/** The load balancer of services; what only goes out has no rules that let traffic in. */
function loadBalancer(cluster: PretendCluster): Json {
  const id = `${nodeGroupId(cluster)}/${provider}/loadBalancers/kubernetes`;
  const frontend = `${id}/frontendIPConfigurations/service`;
  const { location, properties } = cluster.managedCluster;
  const [address] = cluster.publicIPAddresses;
  const facesInternet = properties.networkProfile.outboundType === 'loadBalancer' && address;
  return {
    id,
    name: 'kubernetes',
    type: 'Microsoft.Network/loadBalancers',
    location,
    sku: { name: 'Standard', tier: 'Regional' },
    properties: {
      provisioningState: 'Succeeded',
      frontendIPConfigurations: facesInternet
        ? [
            {
              id: frontend,
              name: 'service',
              properties: {
                publicIPAddress: { id: address.id },
                loadBalancingRules: [{ id: `${id}/loadBalancingRules/service-TCP-443` }],
              },
            },
          ]
        : [],
      outboundRules: [],
    },
  };
}
