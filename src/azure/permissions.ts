import type { AzureReader } from './reader.ts';

const permissionsApiVersion = '2022-04-01';

/**
 * What the identity that reads needs, and why. deploy/azure-role-reader.json is made from this.
 * https://learn.microsoft.com/azure/role-based-access-control/permissions/containers
 */
export const readerActions: Record<string, string> = {
  'Microsoft.Resources/subscriptions/read': 'finding the clusters with Resource Graph',
  'Microsoft.ContainerService/managedClusters/read': 'the cluster and its etag',
  'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action':
    'address and certificate authority of a cluster’s API server; nothing secret is taken',
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
  'Microsoft.OperationalInsights/workspaces/tables/read':
    'which plan and retention the tables of the audit log have',
  'Microsoft.OperationalInsights/workspaces/query/read': 'querying the audit log',
  'Microsoft.OperationalInsights/workspaces/query/AKSAudit/read': 'who was refused what',
  'Microsoft.OperationalInsights/workspaces/query/AKSAuditAdmin/read': 'who changed what',
  'Microsoft.OperationalInsights/workspaces/query/AKSControlPlane/read':
    'whether Entra ID and Azure RBAC could be asked',
  'Microsoft.OperationalInsights/workspaces/query/AzureDiagnostics/read':
    'the audit log where it goes into the legacy table',
  'Microsoft.OperationalInsights/workspaces/query/AzureActivity/read':
    'what was changed in Azure before something broke',
  'Microsoft.OperationalInsights/workspaces/query/ContainerLogV2/read':
    'what kured says of nodes that wait for a restart',
  'Microsoft.OperationalInsights/workspaces/query/InsightsMetrics/read':
    'which nodes wait for a restart',
  'Microsoft.OperationalInsights/workspaces/query/KubeEvents/read':
    'what Azure has scheduled for the machines of nodes',
  'Microsoft.OperationalInsights/workspaces/query/KubeNodeInventory/read':
    'the nodes that Container insights has seen',
  'Microsoft.ContainerService/locations/meshRevisionProfiles/read':
    'supported revisions of the Istio add-on',
  'Microsoft.ContainerService/fleets/read': 'whether a Fleet Manager upgrades the cluster too',
  'Microsoft.ContainerService/fleets/members/read': 'which clusters belong to a fleet',
  'Microsoft.ContainerService/fleets/updateRuns/read':
    'update runs that are under way, with which an upgrade would get in the way',
  'Microsoft.ManagedIdentity/userAssignedIdentities/read':
    'which identities there are, to find those that trust a cluster',
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read':
    'which identities trust a cluster that is to be replaced',
  'Microsoft.Compute/locations/usages/read': 'whether the quota has room for surge nodes',
  'Microsoft.Network/virtualNetworks/read': 'the network and subnets of the nodes',
  'Microsoft.Network/networkSecurityGroups/read': 'who reaches the nodes',
  'Microsoft.Network/routeTables/read': 'which way traffic leaves the nodes',
  'Microsoft.Network/loadBalancers/read': 'which services face the Internet',
  'Microsoft.Network/applicationGateways/read': 'the web application firewall of ingress',
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/read':
    'whether the firewall blocks or only watches',
  'Microsoft.Network/privateEndpoints/read': 'which services are reached privately',
  'Microsoft.ServiceNetworking/trafficControllers/read': 'Application Gateway for Containers',
  'Microsoft.ServiceNetworking/trafficControllers/associations/read':
    'which networks an Application Gateway for Containers serves',
  'Microsoft.ServiceNetworking/trafficControllers/securityPolicies/read':
    'the web application firewall of an Application Gateway for Containers',
  'Microsoft.KeyVault/vaults/read': 'how the vault of the etcd key is protected',
  'Microsoft.KeyVault/vaults/keys/read': 'how old the etcd key is; never the key itself',
  'Microsoft.KeyVault/vaults/keys/versions/read': 'how old the etcd key is; never the key itself',
  'Microsoft.Security/pricings/read': 'whether Defender for Containers is on',
  'Microsoft.Security/locations/alerts/read': 'open alerts of Defender',
  'Microsoft.Security/assessments/read': 'recommendations of Defender',
  'Microsoft.Authorization/roleAssignments/read': 'from which registries nodes pull',
  'Microsoft.Authorization/permissions/read':
    'whether an empty answer means that there is nothing, or that a right is missing',
  'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles/read':
    'the latest node image of each pool',
  'Microsoft.ContainerService/deploymentSafeguards/read': 'deployment safeguards',
  'Microsoft.ContainerRegistry/registries/read': 'how the registries of the nodes are protected',
  'Microsoft.Authorization/policyAssignments/read': 'which policies hold for a cluster',
  'Microsoft.Authorization/policyExemptions/read': 'what is exempt from policy, and until when',
  'Microsoft.PolicyInsights/policyStates/queryResults/read': 'what violates policy',
  'Microsoft.Authorization/locks/read': 'whether a cluster can be deleted by mistake',
  'Microsoft.Insights/eventtypes/values/read':
    'who fetched the admin credential, and who began an upgrade that failed',
  'Microsoft.Security/assessments/subAssessments/read': 'holes in images that run',
  'Microsoft.DataProtection/backupVaults/backupInstances/read': 'whether a cluster is backed up',
  'Microsoft.KubernetesConfiguration/extensions/read': 'which extensions a cluster has',
  'Microsoft.KubernetesConfiguration/fluxConfigurations/read': 'whether GitOps works',
  'Microsoft.Network/publicIPAddresses/read': 'the addresses from which nodes leave',
  'Microsoft.Network/publicIPPrefixes/read': 'the addresses from which nodes leave',
};

/** What the identity that changes things needs beside what each remediation declares. */
export const writerActions: Record<string, string> = {
  'Microsoft.ContainerService/locations/operations/read':
    'following an operation that takes longer',
  'Microsoft.Authorization/permissions/read':
    'telling in `drawbridge doctor` which permissions it lacks',
};

/**
 * Azure asks for these on what a cluster is linked with, each time the whole cluster is written.
 * Where no cluster has such a link, the permission is not used.
 * https://learn.microsoft.com/azure/aks/concepts-identity#aks-cluster-identity-permissions
 */
export const linkedActions: Record<string, string> = {
  'Microsoft.Network/virtualNetworks/subnets/join/action': 'clusters in a network of your own',
  'Microsoft.Network/publicIPAddresses/join/action': 'clusters that leave by addresses of your own',
  'Microsoft.Network/publicIPPrefixes/join/action': 'clusters that leave by prefixes of your own',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action':
    'clusters with identities of your own',
  'Microsoft.Compute/diskEncryptionSets/read': 'clusters whose disks have keys of your own',
  'Microsoft.OperationalInsights/workspaces/read':
    'clusters with Container insights, and audit logs that a change ships',
  'Microsoft.OperationalInsights/workspaces/sharedkeys/action': 'audit logs that a change ships',
  'Microsoft.OperationalInsights/workspaces/sharedkeys/read': 'clusters with Container insights',
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
