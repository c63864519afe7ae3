/** What stands around a cluster: the way out, logs, maintenance windows, and bindings. */
import type { Trait } from './builder.ts';
import { groupId, type Json, type SubscriptionName, seededGuid, subscriptions } from './wire.ts';

const logGroups = {
  'log-platform-weu': { location: 'westeurope', retentionInDays: 180 },
  'log-platform-eus': { location: 'eastus', retentionInDays: 30 },
} as const;

export type WorkspaceName = keyof typeof logGroups | 'log-deleted-in-spring';

export function workspaceId(name: WorkspaceName): string {
  return `${groupId('production', 'rg-platform-logs')}/providers/Microsoft.OperationalInsights/workspaces/${name}`;
}

/** The workspaces that exist: what a cluster logs into may have been deleted since. */
export function workspaces(): Json[] {
  return Object.entries(logGroups).map(([name, { location, retentionInDays }]) => {
    const id = workspaceId(name as WorkspaceName);
    return {
      id,
      name,
      type: 'Microsoft.OperationalInsights/workspaces',
      location,
      etag: `"${seededGuid('etag', id)}"`,
      tags: { team: 'platform' },
      properties: {
        customerId: seededGuid('customer', id),
        provisioningState: 'Succeeded',
        sku: { name: 'PerGB2018' },
        retentionInDays,
        features: { enableLogAccessUsingOnlyResourcePermissions: true },
        publicNetworkAccessForIngestion: 'Enabled',
        publicNetworkAccessForQuery: 'Enabled',
      },
    };
  });
}

/** A load balancer with addresses that Azure manages. */
export function egress(...addresses: string[]): Trait {
  return (cluster) => {
    const { id, location, properties: p } = cluster.managedCluster;
    const made = addresses.map((ipAddress) => {
      const name = seededGuid('address', id, ipAddress);
      const own = `${id.split('/resourceGroups/')[0]}/resourceGroups/${p.nodeResourceGroup}/providers/Microsoft.Network/publicIPAddresses/${name}`;
      return publicIPAddress({ id: own, name, location, ipAddress });
    });
    cluster.publicIPAddresses.push(...made);
    p.networkProfile.loadBalancerProfile = {
      managedOutboundIPs: { count: made.length },
      effectiveOutboundIPs: made.map((address) => ({ id: address.id })),
      backendPoolType: 'nodeIPConfiguration',
    };
  };
}

/** A managed NAT gateway instead of the load balancer's rules. */
export function natGateway(...addresses: string[]): Trait {
  return (cluster, now) => {
    egress(...addresses)(cluster, now);
    const { networkProfile } = cluster.managedCluster.properties;
    const { effectiveOutboundIPs } = networkProfile.loadBalancerProfile;
    delete networkProfile.loadBalancerProfile;
    networkProfile.outboundType = 'managedNATGateway';
    networkProfile.natGatewayProfile = {
      managedOutboundIPProfile: { count: addresses.length },
      effectiveOutboundIPs,
      idleTimeoutInMinutes: 4,
    };
  };
}

/** A prefix that the team brought along: the way out is any address of it. */
export function egressPrefix(ipPrefix: string): Trait {
  return (cluster) => {
    const { id, name: clusterName, location, properties: p } = cluster.managedCluster;
    const name = `ippre-${clusterName}`;
    const own = `${id.split('/providers/')[0]}/providers/Microsoft.Network/publicIPPrefixes/${name}`;
    cluster.publicIPPrefixes.push({
      id: own,
      name,
      type: 'Microsoft.Network/publicIPPrefixes',
      location,
      sku: { name: 'Standard', tier: 'Regional' },
      properties: {
        provisioningState: 'Succeeded',
        ipPrefix,
        prefixLength: Number(ipPrefix.split('/')[1]),
        publicIPAddressVersion: 'IPv4',
      },
    });
    p.networkProfile.loadBalancerProfile = {
      outboundIPPrefixes: { publicIPPrefixes: [{ id: own }] },
      effectiveOutboundIPs: [{ id: own }],
      backendPoolType: 'nodeIPConfiguration',
    };
  };
}

/** Traffic leaves through somebody's firewall: Azure knows no address for it. */
export const userDefinedRouting: Trait = (cluster) => {
  const { networkProfile } = cluster.managedCluster.properties;
  networkProfile.outboundType = 'userDefinedRouting';
  delete networkProfile.loadBalancerProfile;
  cluster.publicIPAddresses.length = 0;
};

function publicIPAddress(options: {
  id: string;
  name: string;
  location: string;
  ipAddress: string;
}) {
  const { id, name, location, ipAddress } = options;
  return {
    id,
    name,
    type: 'Microsoft.Network/publicIPAddresses',
    location,
    sku: { name: 'Standard', tier: 'Regional' },
    tags: { 'aks-managed-type': 'aks-slb-managed-outbound-ip' },
    properties: {
      provisioningState: 'Succeeded',
      ipAddress,
      publicIPAddressVersion: 'IPv4',
      publicIPAllocationMethod: 'Static',
      idleTimeoutInMinutes: 4,
    },
  };
}

/** A diagnostic setting: categories by name, or `group:audit` for a category group; `-` turns one off. */
export function logs(
  name: string,
  categories: string[],
  {
    workspace = 'log-platform-weu',
    legacy = false,
  }: {
    workspace?: WorkspaceName;
    /** Into the table AzureDiagnostics, as settings do that nobody has touched for years. */
    legacy?: boolean;
  } = {},
): Trait {
  return (cluster) => {
    cluster.diagnosticSettings.push({
      id: `${cluster.managedCluster.id}/providers/microsoft.insights/diagnosticSettings/${name}`,
      name,
      type: 'Microsoft.Insights/diagnosticSettings',
      location: null,
      kind: null,
      tags: null,
      identity: null,
      properties: {
        storageAccountId: null,
        serviceBusRuleId: null,
        workspaceId: workspaceId(workspace),
        eventHubAuthorizationRuleId: null,
        eventHubName: null,
        metrics: [logLine('AllMetrics')],
        logs: categories.map(logLine),
        logAnalyticsDestinationType: legacy ? null : 'Dedicated',
      },
    });
  };
}

function logLine(word: string): Json {
  const enabled = !word.startsWith('-');
  const category = word.replace(/^-/, '');
  const [, group] = category.split('group:');
  return {
    category: group ? null : category,
    categoryGroup: group ?? null,
    enabled,
    retentionPolicy: { enabled: false, days: 0 },
  };
}

const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

/** What an investigation needs: who did what, who logged in, and what the control plane thought. */
export function auditLogs(workspace?: WorkspaceName): Trait {
  const categories = ['kube-audit', 'guard', ...controlPlane, 'cluster-autoscaler'];
  return logs('security', categories, { workspace });
}

/** Windows on Sunday (Kubernetes) and Saturday night (node images). */
export function maintenanceWindows({ hours = 6 }: { hours?: number } = {}): Trait {
  const window = (dayOfWeek: string) => ({
    schedule: { weekly: { intervalWeeks: 1, dayOfWeek } },
    durationHours: hours,
    utcOffset: '+01:00',
    startDate: '2025-04-01',
    startTime: '02:00',
    notAllowedDates: [{ start: '2026-12-21', end: '2027-01-04' }],
  });
  return (cluster) => {
    for (const [name, day] of [
      ['aksManagedAutoUpgradeSchedule', 'Sunday'],
      ['aksManagedNodeOSUpgradeSchedule', 'Saturday'],
    ] as const)
      cluster.maintenanceConfigurations.push({
        id: `${cluster.managedCluster.id}/maintenanceConfigurations/${name}`,
        name,
        type: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations',
        properties: { maintenanceWindow: window(day) },
      });
  };
}

/** Another Azure service that may act inside the cluster, past authorized ranges and private links. */
export function trustedAccess(name: string, sourceResourceId: string, role: string): Trait {
  return (cluster) => {
    cluster.trustedAccessRoleBindings.push({
      id: `${cluster.managedCluster.id}/trustedAccessRoleBindings/${name}`,
      name,
      type: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings',
      properties: { provisioningState: 'Succeeded', sourceResourceId, roles: [role] },
    });
  };
}

export function privateEndpoint(
  name: string,
  status: 'Approved' | 'Pending',
  from: SubscriptionName | { subscriptionId: string },
): Trait {
  const subscriptionId = typeof from === 'string' ? subscriptions[from].id : from.subscriptionId;
  return (cluster) => {
    cluster.privateEndpointConnections.push({
      id: `${cluster.managedCluster.id}/privateEndpointConnections/${name}`,
      name,
      type: 'Microsoft.ContainerService/managedClusters/privateEndpointConnections',
      properties: {
        provisioningState: 'Succeeded',
        privateEndpoint: {
          id: `/subscriptions/${subscriptionId}/resourceGroups/rg-network/providers/Microsoft.Network/privateEndpoints/${name}`,
        },
        privateLinkServiceConnectionState: { status, description: '' },
      },
    });
  };
}
