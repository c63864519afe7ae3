/** Policies, locks, backups and what was done: some clusters are held to the rules, some are not. */
import { administrators, ownRoles, registries } from './roles.ts';
import {
  groupId,
  type Json,
  type PretendCluster,
  type SubscriptionName,
  seededGuid,
  subscriptions,
} from './wire.ts';

const day = 24 * 60 * 60 * 1000;
const authorization = 'Microsoft.Authorization';

const podSecurity = 'a8640138-9b0a-4a28-b8cb-1666c838647d';
const runningImages = 'c609cf0f-71ab-41e9-a3c6-9a1f7fe1b8d5';

const scopeOf = (name: SubscriptionName) => `/subscriptions/${subscriptions[name].id}`;

function podSecurityPolicy(subscription: SubscriptionName, effect: 'deny' | 'audit'): Json {
  const scope = scopeOf(subscription);
  return {
    id: `${scope}/providers/${authorization}/policyAssignments/pod-security-baseline`,
    name: 'pod-security-baseline',
    type: `${authorization}/policyAssignments`,
    properties: {
      displayName: 'Pod security baseline',
      policyDefinitionId: `/providers/${authorization}/policySetDefinitions/${podSecurity}`,
      scope,
      notScopes: [],
      enforcementMode: 'Default',
      parameters: {
        effect: { value: effect },
        excludedNamespaces: {
          value: ['kube-system', 'gatekeeper-system', ...(effect === 'audit' ? ['demo'] : [])],
        },
      },
    },
  };
}

function policyExemption({ managedCluster: { id } }: PretendCluster, expiresOn: Date): Json {
  return {
    id: `${id}/providers/${authorization}/policyExemptions/log-collector`,
    name: 'log-collector',
    type: `${authorization}/policyExemptions`,
    properties: {
      policyAssignmentId: `${id.split('/').slice(0, 3).join('/')}/providers/${authorization}/policyAssignments/pod-security-baseline`,
      exemptionCategory: 'Waiver',
      displayName: 'The log collector mounts paths of the node',
      expiresOn: expiresOn.toISOString(),
    },
  };
}

function policyStates({ managedCluster: { id, properties } }: PretendCluster): Json[] {
  const on = properties.addonProfiles?.azurepolicy?.enabled;
  return ['no-privileged-containers', 'authorized-ranges'].map((policy, index) => ({
    id: `${id}/providers/Microsoft.PolicyInsights/policyStates/${policy}`,
    name: policy,
    type: 'Microsoft.PolicyInsights/policyStates',
    properties: {
      resourceId: id.toLowerCase(),
      resourceType: 'Microsoft.ContainerService/managedClusters',
      complianceState: on || index === 1 ? 'Compliant' : 'NonCompliant',
      policyDefinitionId: `/providers/${authorization}/policyDefinitions/${policy}`,
      policyAssignmentId: `${id.split('/').slice(0, 3).join('/')}/providers/${authorization}/policyAssignments/pod-security-baseline`,
    },
  }));
}

function lock({ managedCluster: { id } }: PretendCluster): Json {
  const group = id.split('/providers/')[0];
  return {
    id: `${group}/providers/${authorization}/locks/production`,
    name: 'production',
    type: `${authorization}/locks`,
    properties: { level: 'CanNotDelete', notes: 'Production: ask the platform team' },
  };
}

function safeguards(
  { managedCluster: { id } }: PretendCluster,
  level: 'Warn' | 'Enforce',
  standard: 'Baseline' | 'Restricted',
): Json {
  return {
    id: `${id}/providers/Microsoft.ContainerService/deploymentSafeguards/default`,
    name: 'default',
    type: 'Microsoft.ContainerService/deploymentSafeguards',
    properties: {
      provisioningState: 'Succeeded',
      level,
      podSecurityStandardsLevel: standard,
      excludedNamespaces: [],
      systemExcludedNamespaces: ['kube-system', 'gatekeeper-system'],
    },
  };
}

/** Somebody did this to the cluster, as the activity log tells it: it has begun, and it has succeeded. */
function done(
  { managedCluster: { id } }: PretendCluster,
  operation: string,
  { caller, at }: { caller: string; at: Date },
): Json[] {
  return ['Started', 'Succeeded'].map((status) => ({
    id: `${id}/events/${seededGuid('event', id, operation, status)}`,
    type: 'Microsoft.Insights/eventtypes/values',
    caller,
    channels: 'Operation',
    category: { value: 'Administrative', localizedValue: 'Administrative' },
    correlationId: seededGuid('correlation', id, operation),
    eventTimestamp: at.toISOString(),
    submissionTimestamp: new Date(at.getTime() + 60_000).toISOString(),
    level: 'Informational',
    operationName: {
      value: `Microsoft.ContainerService/managedClusters/${operation}`,
      localizedValue: operation,
    },
    resourceId: id,
    status: { value: status, localizedValue: status },
  }));
}

function imageVerdict(
  { managedCluster: { id } }: PretendCluster,
  holes: readonly string[],
): Json[] {
  const assessment = `${id}/providers/Microsoft.Security/assessments/${runningImages}`;
  return [
    {
      id: assessment,
      name: runningImages,
      type: 'Microsoft.Security/assessments',
      properties: {
        displayName: 'Azure running container images should have vulnerabilities resolved',
        status: { code: holes.length > 0 ? 'Unhealthy' : 'Healthy', cause: '', description: '' },
        resourceDetails: { Source: 'Azure', Id: id },
        metadata: { severity: 'High', assessmentType: 'BuiltIn' },
      },
    },
    ...holes.map((cve) => ({
      id: `${assessment}/subassessments/${seededGuid('hole', id, cve)}`,
      name: seededGuid('hole', id, cve),
      type: 'Microsoft.Security/assessments/subassessments',
      properties: {
        id: cve,
        status: { code: 'Unhealthy', cause: '', severity: 'High' },
        additionalData: {
          assessedResourceType: 'AzureContainerRegistryVulnerability',
          vulnerabilityDetails: { cveId: cve, severity: 'High' },
          softwareDetails: {
            packageName: 'libssl3',
            fixStatus: 'FixAvailable',
            fixedVersion: '3.0.19',
          },
          artifactDetails: {
            registryHost: 'crcontoso.azurecr.io',
            repositoryName: 'data/ingest',
            digest: `sha256:${seededGuid('digest', cve).replaceAll('-', '')}`,
          },
          clusterDetails: { clusterResourceId: id },
        },
      },
    })),
  ];
}

function backup({ managedCluster: { id, name } }: PretendCluster): Json {
  const vault = `${groupId('production', 'rg-backup')}/providers/Microsoft.DataProtection/backupVaults/bv-production`;
  return {
    id: `${vault}/backupInstances/${name}`,
    name,
    type: 'Microsoft.DataProtection/backupVaults/backupInstances',
    properties: {
      dataSourceInfo: {
        resourceID: id,
        datasourceType: 'Microsoft.ContainerService/managedClusters',
      },
      currentProtectionState: 'ProtectionConfigured',
    },
  };
}

function flux(
  { managedCluster: { id } }: PretendCluster,
  complianceState: 'Compliant' | 'Non-Compliant',
): Json[] {
  const provider = `${id}/providers/Microsoft.KubernetesConfiguration`;
  return [
    {
      id: `${provider}/extensions/flux`,
      name: 'flux',
      type: 'Microsoft.KubernetesConfiguration/extensions',
      properties: {
        extensionType: 'microsoft.flux',
        provisioningState: 'Succeeded',
        version: '1.18.2',
      },
    },
    {
      id: `${provider}/fluxConfigurations/platform`,
      name: 'platform',
      type: 'Microsoft.KubernetesConfiguration/fluxConfigurations',
      properties: { complianceState, sourceKind: 'GitRepository', provisioningState: 'Succeeded' },
    },
  ];
}

export function governance(clusters: readonly PretendCluster[], now: Date): Json[] {
  const named = (name: string) =>
    clusters.filter(({ managedCluster }) => managedCluster.name === name);
  const isIn = (subscription: SubscriptionName) => (cluster: PretendCluster) =>
    cluster.managedCluster.id.includes(subscriptions[subscription].id);
  const ago = (days: number) => new Date(now.getTime() - days * day);
  const fetched = 'listClusterAdminCredential/action';
  return [
    ...administrators(),
    ...clusters.flatMap(ownRoles),
    ...registries(),
    podSecurityPolicy('production', 'deny'),
    podSecurityPolicy('payments', 'deny'),
    podSecurityPolicy('nonProduction', 'audit'),
    ...named('aks-prod-weu').map((cluster) => policyExemption(cluster, ago(-60))),
    ...named('aks-staging-weu').map((cluster) => policyExemption(cluster, ago(20))),
    ...clusters.flatMap(policyStates),
    ...clusters.filter(isIn('production')).map(lock),
    ...named('aks-prod-weu').map((cluster) => safeguards(cluster, 'Warn', 'Baseline')),
    ...named('aks-prod-neu').map((cluster) => safeguards(cluster, 'Enforce', 'Restricted')),
    ...named('aks-staging-weu').flatMap((cluster) =>
      done(cluster, fetched, { caller: 'leon.vogt@contoso.example', at: ago(3) }),
    ),
    ...named('aks-staging-eus').flatMap((cluster) =>
      done(cluster, 'rotateClusterCertificates/action', {
        caller: 'platform-pipeline',
        at: ago(40),
      }),
    ),
    ...clusters
      .filter((cluster) => !isIn('nonProduction')(cluster))
      .flatMap((cluster) =>
        imageVerdict(
          cluster,
          cluster.managedCluster.name === 'aks-data-prod-neu'
            ? ['CVE-2026-31415', 'CVE-2026-27182']
            : [],
        ),
      ),
    ...[...named('aks-prod-weu'), ...named('aks-prod-neu')].map(backup),
    ...named('aks-prod-neu').flatMap((cluster) => flux(cluster, 'Compliant')),
    ...named('aks-data-staging-weu').flatMap((cluster) => flux(cluster, 'Non-Compliant')),
  ];
}
