import type { AzureReader } from './reader.ts';

export const permissionsApiVersion = '2022-04-01';

/**
 * What the identity that reads needs, and why. deploy/azure-role-reader.json is made from this.
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/containers
 */
export const readerActions: Record<string, string> = {
  'Microsoft.Resources/subscriptions/read': 'finding the clusters with Resource Graph',
  'Microsoft.ContainerService/managedClusters/read': 'the cluster and its etag',
  'Microsoft.ContainerService/managedClusters/agentPools/read': 'node pools and their etags',
  'Microsoft.ContainerService/managedClusters/upgradeProfiles/read':
    'which versions a cluster may take',
  'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read':
    'maintenance windows',
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read':
    'who has trusted access',
  'Microsoft.ContainerService/managedClusters/privateEndpointConnections/read':
    'private endpoint connections',
  'Microsoft.ContainerService/locations/kubernetesVersions/read': 'supported Kubernetes versions',
  'Microsoft.Insights/diagnosticSettings/read': 'where the audit log goes',
  'Microsoft.Insights/activityLogAlerts/read': 'alerts on sensitive operations',
  'Microsoft.OperationalInsights/workspaces/read': 'how long logs are kept',
  'Microsoft.Network/publicIPAddresses/read': 'the addresses from which nodes leave',
  'Microsoft.Network/publicIPPrefixes/read': 'the addresses from which nodes leave',
};

/** One entry of `Microsoft.Authorization/permissions`; patterns hold `*`. */
export interface Permission {
  actions?: string[];
  notActions?: string[];
}

/**
 * Whether somebody with these permissions may do an action: one role has to allow it without
 * taking it back. https://learn.microsoft.com/azure/role-based-access-control/role-definitions#actions
 */
export function allows(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ actions = [], notActions = [] }) =>
      actions.some((pattern) => matches(pattern, action)) &&
      !notActions.some((pattern) => matches(pattern, action)),
  );
}

/** What the caller may do in a subscription, resource group or resource. */
export async function readPermissions(
  reader: Pick<AzureReader, 'list'>,
  scope: string,
): Promise<Permission[]> {
  return reader.list(
    `${scope}/providers/Microsoft.Authorization/permissions`,
    permissionsApiVersion,
  );
}

function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}
