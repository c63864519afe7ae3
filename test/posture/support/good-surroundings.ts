import type { Json, Planes } from '../../../src/fleet/snapshot.ts';

const subscription = '/subscriptions/5a1e0000-0000-4000-8000-000000000001';
const clusterId = `${subscription}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
export const nodeGroup = `${subscription}/resourceGroups/MC_rg-shop`;
export const registryId = `${subscription}/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry/registries/acrshop`;
export const kubeletObjectId = 'aaaaaaaa-0000-4000-8000-0000000000c1';
export const clusterPrincipalId = 'aaaaaaaa-0000-4000-8000-0000000000c0';

const roles = {
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AcrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  'Cluster Admin': '0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8',
} as const;

/** A row of Resource Graph, or of what stands at the cluster. */
export function assignment(
  principalId: string,
  role: keyof typeof roles,
  scope: string = subscription,
): Json {
  const name = `${principalId}-${roles[role]}`;
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    principalId,
    principalType: 'ServicePrincipal',
    scope,
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roles[role]}`,
  };
}

export function registry(name: string, properties: Record<string, unknown> = {}): Json {
  return {
    id: registryId.replace('acrshop', name),
    name,
    type: 'microsoft.containerregistry/registries',
    sku: { name: 'Premium', tier: 'Premium' },
    properties: {
      loginServer: `${name}.azurecr.io`,
      adminUserEnabled: false,
      anonymousPullEnabled: false,
      publicNetworkAccess: 'Disabled',
      networkRuleSet: { defaultAction: 'Deny', ipRules: [] },
      policies: { retentionPolicy: { days: 7, status: 'enabled' } },
      ...properties,
    },
  };
}

/** An assignment of the baseline initiative for pods, unless said otherwise. */
export function policyAssignment(
  name: string,
  { definition = 'a8640138-9b0a-4a28-b8cb-1666c838647d', effect = 'deny', ...more }: Json = {},
): Json {
  return {
    id: `${subscription}/providers/Microsoft.Authorization/policyAssignments/${name}`,
    name,
    properties: {
      policyDefinitionId: `/providers/Microsoft.Authorization/policySetDefinitions/${definition}`,
      scope: subscription,
      notScopes: [],
      enforcementMode: 'Default',
      parameters: {
        effect: { value: effect },
        excludedNamespaces: { value: ['kube-system', 'gatekeeper-system'] },
      },
      ...more,
    },
  };
}

export function exemption(name: string, expiresOn?: string): Json {
  return {
    id: `${clusterId}/providers/Microsoft.Authorization/policyExemptions/${name}`,
    name,
    properties: { exemptionCategory: 'Waiver', ...(expiresOn && { expiresOn }) },
  };
}

export function policyState(policy: string, complianceState: string): Json {
  return {
    id: `${clusterId}/providers/Microsoft.PolicyInsights/policyStates/${policy}`,
    name: policy,
    resourceId: clusterId,
    complianceState,
    policyDefinitionId: `/providers/Microsoft.Authorization/policyDefinitions/${policy}`,
  };
}

export function lock(scope: string, level = 'CanNotDelete'): Json {
  return {
    id: `${scope}/providers/Microsoft.Authorization/locks/keep`,
    name: 'keep',
    properties: { level },
  };
}

/** An event of the activity log; `operation` is the last part of its name. */
export function event(operation: string, eventTimestamp: string, status = 'Succeeded'): Json {
  return {
    caller: 'ana@contoso.example',
    eventTimestamp,
    operationName: {
      value: `Microsoft.ContainerService/managedClusters/${operation}/action`,
      localizedValue: operation,
    },
    status: { value: status, localizedValue: status },
    resourceId: clusterId,
  };
}

export function upgradeProfile(latestNodeImageVersion: string): Json {
  return { name: 'default', properties: { latestNodeImageVersion, upgrades: [] } };
}

const runningImages = 'c609cf0f-71ab-41e9-a3c6-9a1f7fe1b8d5';

export function verdict(code: string, name = runningImages): Json {
  return { id: `${clusterId}/providers/Microsoft.Security/assessments/${name}`, name, code };
}

export function imageFinding(more: Record<string, unknown> = {}): Json {
  return {
    name: 'finding',
    cve: 'CVE-2026-1234',
    code: 'Unhealthy',
    severity: 'High',
    fixStatus: 'FixAvailable',
    fixedVersion: '1.2.3',
    repository: 'shop/cart',
    digest: 'sha256:0a',
    ...more,
  };
}

const nodeImage = 'AKSUbuntu-2404gen2containerd-202611.09.0';

/** What stands around the good cluster; every check of it passes. */
export function goodSurroundings(): Pick<
  Planes,
  | 'roleAssignments'
  | 'identityRoles'
  | 'containerRegistries'
  | 'policyAssignments'
  | 'policyExemptions'
  | 'policyStates'
  | 'locks'
  | 'deploymentSafeguards'
  | 'activityLog'
  | 'poolUpgradeProfiles'
  | 'imageFindings'
  | 'backupInstances'
  | 'extensions'
  | 'fluxConfigurations'
> {
  return {
    roleAssignments: [
      assignment('bbbbbbbb-0000-4000-8000-000000000001', 'Owner'),
      assignment('bbbbbbbb-0000-4000-8000-000000000002', 'Reader'),
    ],
    identityRoles: [
      assignment(kubeletObjectId, 'AcrPull', registryId),
      assignment(clusterPrincipalId, 'Contributor', nodeGroup),
    ],
    containerRegistries: [registry('acrshop')],
    policyAssignments: [policyAssignment('pod-security')],
    policyExemptions: [exemption('batch', '2027-01-31T00:00:00Z')],
    policyStates: [policyState('no-privileged', 'Compliant')],
    locks: [lock(clusterId.split('/providers/')[0] ?? '')],
    deploymentSafeguards: {
      name: 'default',
      properties: { level: 'Warn', podSecurityStandardsLevel: 'Baseline' },
    },
    activityLog: [event('listClusterUserCredential', '2026-11-20T08:00:00Z')],
    poolUpgradeProfiles: { system: upgradeProfile(nodeImage), user: upgradeProfile(nodeImage) },
    imageFindings: [imageFinding({ severity: 'Low' })],
    backupInstances: [{ name: 'nightly', state: 'ProtectionConfigured' }],
    extensions: [
      {
        name: 'flux',
        properties: { extensionType: 'microsoft.flux', provisioningState: 'Succeeded' },
      },
    ],
    fluxConfigurations: [{ name: 'platform', properties: { complianceState: 'Compliant' } }],
  };
}

/** What every pool of the good cluster has. */
export const goodPool = {
  type: 'VirtualMachineScaleSets',
  osType: 'Linux',
  osSKU: 'Ubuntu',
  nodeImageVersion: nodeImage,
  vmSize: 'Standard_D4ds_v5',
  count: 3,
  maxPods: 110,
  availabilityZones: ['1', '2', '3'],
  enableAutoScaling: true,
  minCount: 3,
  maxCount: 9,
  osDiskType: 'Ephemeral',
  enableEncryptionAtHost: true,
  enableFIPS: false,
  securityProfile: { sshAccess: 'Disabled', enableSecureBoot: true, enableVTPM: true },
  kubeletConfig: { podMaxPids: 2048, allowedUnsafeSysctls: [] },
};
