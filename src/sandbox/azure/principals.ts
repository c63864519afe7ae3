/** Who calls: the sandbox's two identities and what each of them may do. */
import { seededGuid } from '../fleet/wire.ts';

export interface Principal {
  name: string;
  /** The bearer token that it shows; made up, and worth nothing anywhere else. */
  token: string;
  clientId: string;
  objectId: string;
  /** Azure's actions; `*` stands for any text. */
  actions: string[];
  /** Only these subscriptions, if said. */
  subscriptions?: string[];
}

const aks = 'Microsoft.ContainerService';

const readerActions = [
  `${aks}/managedClusters/read`,
  `${aks}/managedClusters/listClusterUserCredential/action`,
  `${aks}/managedClusters/agentPools/read`,
  `${aks}/managedClusters/agentPools/upgradeProfiles/read`,
  `${aks}/managedClusters/agentPools/machines/read`,
  `${aks}/managedClusters/upgradeProfiles/read`,
  'Microsoft.Compute/locations/usages/read',
  'Microsoft.ManagedIdentity/userAssignedIdentities/read',
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read',
  `${aks}/fleets/read`,
  `${aks}/fleets/members/read`,
  `${aks}/fleets/updateRuns/read`,
  `${aks}/managedClusters/maintenanceConfigurations/read`,
  `${aks}/managedClusters/trustedAccessRoleBindings/read`,
  `${aks}/managedClusters/privateEndpointConnections/read`,
  `${aks}/locations/kubernetesVersions/read`,
  `${aks}/locations/operations/read`,
  `${aks}/locations/operationresults/read`,
  `${aks}/locations/meshRevisionProfiles/read`,
  'Microsoft.Authorization/permissions/read',
  'Microsoft.Authorization/roleAssignments/read',
  'Microsoft.Authorization/policyAssignments/read',
  'Microsoft.Authorization/policyExemptions/read',
  'Microsoft.Authorization/locks/read',
  'Microsoft.ContainerRegistry/registries/read',
  `${aks}/deploymentSafeguards/read`,
  'Microsoft.DataProtection/backupVaults/backupInstances/read',
  'Microsoft.Insights/eventtypes/values/read',
  'Microsoft.KubernetesConfiguration/extensions/read',
  'Microsoft.KubernetesConfiguration/fluxConfigurations/read',
  'Microsoft.PolicyInsights/policyStates/read',
  'Microsoft.PolicyInsights/policyStates/queryResults/read',
  'Microsoft.Security/assessments/subAssessments/read',
  'Microsoft.KeyVault/vaults/read',
  'Microsoft.KeyVault/vaults/keys/read',
  'Microsoft.KeyVault/vaults/keys/versions/read',
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/read',
  'Microsoft.Network/applicationGateways/read',
  'Microsoft.Network/loadBalancers/read',
  'Microsoft.Network/networkSecurityGroups/read',
  'Microsoft.Network/privateEndpoints/read',
  'Microsoft.Network/routeTables/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Security/assessments/read',
  'Microsoft.Security/locations/alerts/read',
  'Microsoft.Security/pricings/read',
  'Microsoft.ServiceNetworking/trafficControllers/read',
  'Microsoft.ServiceNetworking/trafficControllers/associations/read',
  'Microsoft.ServiceNetworking/trafficControllers/securityPolicies/read',
  'Microsoft.Insights/activityLogAlerts/read',
  'Microsoft.Insights/diagnosticSettings/read',
  'Microsoft.Network/publicIPAddresses/read',
  'Microsoft.Network/publicIPPrefixes/read',
  'Microsoft.OperationalInsights/workspaces/read',
  'Microsoft.OperationalInsights/workspaces/tables/read',
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/AKSAudit/read',
  'Microsoft.OperationalInsights/workspaces/query/AKSAuditAdmin/read',
  'Microsoft.OperationalInsights/workspaces/query/AKSControlPlane/read',
  'Microsoft.OperationalInsights/workspaces/query/AzureDiagnostics/read',
  'Microsoft.OperationalInsights/workspaces/query/AzureActivity/read',
  'Microsoft.OperationalInsights/workspaces/query/ContainerLogV2/read',
  'Microsoft.OperationalInsights/workspaces/query/InsightsMetrics/read',
  'Microsoft.OperationalInsights/workspaces/query/KubeEvents/read',
  'Microsoft.OperationalInsights/workspaces/query/KubeNodeInventory/read',
  'Microsoft.ResourceGraph/resources/read',
  'Microsoft.Resources/subscriptions/read',
];

const writerActions = [
  `${aks}/managedClusters/read`,
  `${aks}/managedClusters/listClusterUserCredential/action`,
  `${aks}/managedClusters/write`,
  `${aks}/managedClusters/agentPools/read`,
  `${aks}/managedClusters/agentPools/write`,
  `${aks}/managedClusters/agentPools/upgradeProfiles/read`,
  `${aks}/managedClusters/agentPools/upgradeNodeImageVersion/action`,
  `${aks}/managedClusters/agentPools/abort/action`,
  `${aks}/managedClusters/abort/action`,
  `${aks}/managedClusters/maintenanceConfigurations/read`,
  `${aks}/managedClusters/upgradeProfiles/read`,
  `${aks}/locations/kubernetesVersions/read`,
  `${aks}/locations/meshRevisionProfiles/read`,
  `${aks}/fleets/read`,
  `${aks}/fleets/members/read`,
  `${aks}/fleets/updateRuns/read`,
  `${aks}/managedClusters/maintenanceConfigurations/write`,
  `${aks}/managedClusters/maintenanceConfigurations/delete`,
  `${aks}/locations/operations/read`,
  `${aks}/locations/operationresults/read`,
  'Microsoft.Authorization/permissions/read',
  'Microsoft.ResourceGraph/resources/read',
  'Microsoft.Insights/diagnosticSettings/read',
  'Microsoft.Insights/diagnosticSettings/write',
  'Microsoft.Insights/diagnosticSettings/delete',
  'Microsoft.Network/publicIPAddresses/read',
  'Microsoft.Network/publicIPPrefixes/read',
  'Microsoft.Network/virtualNetworks/read',
  'Microsoft.Compute/locations/usages/read',
  'Microsoft.Network/virtualNetworks/subnets/join/action',
  'Microsoft.Network/publicIPAddresses/join/action',
  'Microsoft.Network/publicIPPrefixes/join/action',
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
  'Microsoft.Compute/diskEncryptionSets/read',
  'Microsoft.OperationalInsights/workspaces/read',
  'Microsoft.OperationalInsights/workspaces/tables/read',
  'Microsoft.OperationalInsights/workspaces/query/read',
  'Microsoft.OperationalInsights/workspaces/query/AKSAudit/read',
  'Microsoft.OperationalInsights/workspaces/query/AKSAuditAdmin/read',
  'Microsoft.OperationalInsights/workspaces/query/AzureDiagnostics/read',
  'Microsoft.OperationalInsights/workspaces/sharedkeys/read',
  'Microsoft.OperationalInsights/workspaces/sharedkeys/action',
];

function principal(name: string, actions: string[]): Principal {
  return {
    name,
    token: `sandbox-${name}`,
    clientId: seededGuid('client', name),
    objectId: seededGuid('object', name),
    actions,
  };
}

/** The reader may not write, and the writer reads no more than it needs. */
export function defaultPrincipals(): Principal[] {
  return [principal('reader', readerActions), principal('writer', writerActions)];
}

/** Azure compares actions without regard to case: `Microsoft.Network/*` covers `microsoft.network/x/read`. */
export function mayDo({ actions }: Principal, action: string): boolean {
  return actions.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
  });
}

export function maySee({ subscriptions }: Principal, subscriptionId: string): boolean {
  return !subscriptions || subscriptions.some((id) => id.toLowerCase() === subscriptionId);
}
