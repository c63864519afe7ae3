/** Who holds which role, and the registries that the nodes pull from. */
import {
  groupId,
  type Json,
  type PretendCluster,
  type SubscriptionName,
  seededGuid,
  subscriptions,
} from './wire.ts';

const authorization = 'Microsoft.Authorization';

const roles = {
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AcrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
} as const;

const registryGroup = `${groupId('production', 'rg-registries')}/providers/Microsoft.ContainerRegistry/registries`;

function roleAssignment(
  principalId: string,
  principalType: 'Group' | 'User' | 'ServicePrincipal',
  role: keyof typeof roles,
  scope: string,
): Json {
  const name = seededGuid('role', principalId, role, scope);
  const subscription = scope.split('/').slice(0, 3).join('/');
  return {
    id: `${scope}/providers/${authorization}/roleAssignments/${name}`,
    name,
    type: `${authorization}/roleAssignments`,
    properties: {
      principalId,
      principalType,
      scope,
      roleDefinitionId: `${subscription}/providers/${authorization}/roleDefinitions/${roles[role]}`,
    },
  };
}

const scopeOf = (name: SubscriptionName) => `/subscriptions/${subscriptions[name].id}`;

/** Production has few administrators; where people try things out, everybody is one. */
export function administrators(): Json[] {
  const everybody = Array.from({ length: 6 }, (_, index) => seededGuid('developer', String(index)));
  return [
    ...(['production', 'nonProduction', 'payments'] as const).flatMap((name) => [
      roleAssignment(seededGuid('group', 'platform'), 'Group', 'Owner', scopeOf(name)),
      roleAssignment(seededGuid('drawbridge'), 'ServicePrincipal', 'Reader', scopeOf(name)),
    ]),
    ...everybody.map((id) => roleAssignment(id, 'User', 'Contributor', scopeOf('nonProduction'))),
  ];
}

/** What AKS gives a cluster's identity, and what somebody gave on top of it. */
export function ownRoles({
  managedCluster: { id, name, identity, properties },
}: PretendCluster): Json[] {
  const kubelet = properties.identityProfile?.kubeletidentity?.objectId;
  if (!identity || !kubelet) return [];
  const subscription = id.split('/').slice(0, 3).join('/');
  const nodes = `${subscription}/resourceGroups/${properties.nodeResourceGroup}`;
  const give = (role: keyof typeof roles, scope: string, to = kubelet) =>
    roleAssignment(to, 'ServicePrincipal', role, scope);
  return [
    give('Contributor', nodes, identity.principalId),
    ...(name === 'aks-dev-weu' ? [give('Contributor', subscription)] : []),
    ...(name === 'aks-staging-weu' ? [give('AcrPush', `${registryGroup}/crcontoso`)] : []),
    ...(name.includes('-dev-') ? [give('AcrPull', `${registryGroup}/crtrial`)] : []),
  ];
}

function registry(name: string, properties: Json): Json {
  return {
    id: `${registryGroup}/${name}`,
    name,
    type: 'Microsoft.ContainerRegistry/registries',
    location: 'westeurope',
    tags: { team: 'platform' },
    properties: {
      loginServer: `${name}.azurecr.io`,
      provisioningState: 'Succeeded',
      ...properties,
    },
  };
}

/** The company's registry, and one that somebody made to try something. */
export function registries(): Json[] {
  const policies = (retention: 'enabled' | 'disabled') => ({
    quarantinePolicy: { status: 'disabled' },
    retentionPolicy: { days: 7, status: retention },
    exportPolicy: { status: 'enabled' },
    softDeletePolicy: { status: 'disabled', retentionDays: 7 },
  });
  return [
    {
      ...registry('crcontoso', {
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        publicNetworkAccess: 'Disabled',
        networkRuleSet: { defaultAction: 'Deny', ipRules: [] },
        policies: policies('enabled'),
      }),
      sku: { name: 'Premium', tier: 'Premium' },
    },
    {
      ...registry('crtrial', {
        adminUserEnabled: true,
        anonymousPullEnabled: true,
        publicNetworkAccess: 'Enabled',
        policies: policies('disabled'),
      }),
      sku: { name: 'Standard', tier: 'Standard' },
    },
  ];
}
