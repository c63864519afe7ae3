import type { Json, Plane, PlaneName, Planes, Snapshot } from '../../../src/fleet/snapshot.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';

const now = new Date('2026-11-23T12:00:00Z');

const subscription = '/subscriptions/5a1e0000-0000-4000-8000-000000000001';
const group = `${subscription}/resourceGroups/rg-shop`;
export const clusterId = `${group}/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
export const workspaceId = `${subscription}/resourcegroups/rg-logs/providers/microsoft.operationalinsights/workspaces/log-security`;
export const kubeletIdentity = `${subscription}/resourcegroups/mc_rg-shop/providers/microsoft.managedidentity/userassignedidentities/aks-shop-agentpool`;

/** The planes that access, logs and upgrades are judged by. */
export type CorePlanes = Pick<
  Planes,
  | 'managedCluster'
  | 'diagnosticSettings'
  | 'upgradeProfile'
  | 'kubernetesVersions'
  | 'maintenanceConfigurations'
  | 'trustedAccessRoleBindings'
  | 'privateEndpointConnections'
  | 'workspaces'
  | 'activityLogAlerts'
  | 'kubeletIdentities'
>;

/** A public cluster that passes every check that applies to it, as the wire would have it. */
export function goodPlanes(): CorePlanes {
  return {
    managedCluster: {
      id: clusterId,
      name: 'aks-shop',
      type: 'Microsoft.ContainerService/ManagedClusters',
      location: 'westeurope',
      sku: { name: 'Base', tier: 'Standard' },
      identity: { type: 'SystemAssigned' },
      properties: {
        provisioningState: 'Succeeded',
        powerState: { code: 'Running' },
        kubernetesVersion: '1.35',
        currentKubernetesVersion: '1.35.6',
        supportPlan: 'KubernetesOfficial',
        enableRBAC: true,
        disableLocalAccounts: true,
        nodeResourceGroup: 'MC_rg-shop',
        servicePrincipalProfile: { clientId: 'msi' },
        identityProfile: { kubeletidentity: { resourceId: kubeletIdentity, clientId: 'c1' } },
        aadProfile: {
          managed: true,
          enableAzureRBAC: false,
          adminGroupObjectIDs: ['aaaaaaaa-0000-4000-8000-000000000001'],
        },
        apiServerAccessProfile: {
          authorizedIPRanges: ['203.0.113.0/28', '198.51.100.7/32'],
          disableRunCommand: true,
          enableVnetIntegration: true,
        },
        oidcIssuerProfile: { enabled: true },
        securityProfile: { workloadIdentity: { enabled: true } },
        podIdentityProfile: {},
        addonProfiles: { omsagent: { enabled: true, config: { useAADAuth: 'true' } } },
        azureMonitorProfile: { metrics: { enabled: true } },
        autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' },
        networkProfile: { advancedNetworking: { enabled: true, observability: { enabled: true } } },
        agentPoolProfiles: [
          {
            name: 'system',
            mode: 'System',
            provisioningState: 'Succeeded',
            orchestratorVersion: '1.35',
            currentOrchestratorVersion: '1.35.6',
            upgradeSettings: { maxSurge: '33%' },
          },
          {
            name: 'user',
            mode: 'User',
            provisioningState: 'Succeeded',
            currentOrchestratorVersion: '1.35.6',
            upgradeSettings: { maxSurge: '2', drainTimeoutInMinutes: 30 },
          },
        ],
      },
    },
    diagnosticSettings: [
      setting('audit', { logs: ['kube-audit', 'guard'] }),
      setting('platform', {
        logs: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'cluster-autoscaler'],
        metrics: ['AllMetrics'],
      }),
    ],
    upgradeProfile: {
      name: 'default',
      properties: {
        controlPlaneProfile: {
          kubernetesVersion: '1.35.6',
          upgrades: [
            { kubernetesVersion: '1.36.2' },
            { kubernetesVersion: '1.35.7', isPreview: true },
          ],
        },
      },
    },
    kubernetesVersions: [
      offered('1.34', ['AKSLongTermSupport', 'KubernetesOfficial']),
      offered('1.35', ['KubernetesOfficial']),
      { ...offered('1.38', ['KubernetesOfficial']), isPreview: true },
    ],
    maintenanceConfigurations: [
      window('aksManagedAutoUpgradeSchedule'),
      window('aksManagedNodeOSUpgradeSchedule'),
    ],
    trustedAccessRoleBindings: [],
    privateEndpointConnections: [],
    workspaces: { [workspaceId]: { id: workspaceId, properties: { retentionInDays: 180 } } },
    activityLogAlerts: [
      alert('Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action'),
      alert('Microsoft.Insights/diagnosticSettings/delete'),
      alert('Microsoft.ContainerService/managedClusters/write'),
      alert('Microsoft.ContainerService/managedClusters/delete'),
    ],
    kubeletIdentities: { [kubeletIdentity]: [clusterId.toLowerCase()] },
  };
}

export function setting(
  name: string,
  {
    logs = [],
    groups = [],
    off = [],
    metrics = [],
    to = { workspaceId },
  }: {
    logs?: string[];
    groups?: string[];
    off?: string[];
    metrics?: string[];
    to?: Record<string, string>;
  },
): Json {
  return {
    id: `${clusterId}/providers/microsoft.insights/diagnosticSettings/${name}`,
    name,
    properties: {
      ...to,
      logs: [
        ...logs.map((category) => ({ category, enabled: true })),
        ...groups.map((categoryGroup) => ({ categoryGroup, enabled: true })),
        ...off.map((category) => ({ category, enabled: false })),
      ],
      metrics: metrics.map((category) => ({ category, enabled: true })),
    },
  };
}

export function window(name: string, more: Record<string, unknown> = {}): Json {
  return {
    id: `${clusterId}/maintenanceConfigurations/${name}`,
    name,
    properties: {
      maintenanceWindow: {
        schedule: { weekly: { intervalWeeks: 1, dayOfWeek: 'Sunday' } },
        durationHours: 6,
        utcOffset: '+02:00',
        startTime: '01:00',
        ...more,
      },
    },
  };
}

export function alert(operation: string, more: Record<string, unknown> = {}): Json {
  return {
    name: operation.split('/').slice(1).join('-'),
    location: 'global',
    properties: {
      enabled: true,
      scopes: [subscription],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          { field: 'operationName', equals: operation },
        ],
      },
      ...more,
    },
  };
}

function offered(version: string, supportPlan: string[]): Json {
  return {
    version,
    capabilities: { supportPlan },
    patchVersions: { [`${version}.1`]: { upgrades: [] } },
  };
}

/** Planes that no check of ours needs are as if they were not in the file. @param hidden planes that could not be read. */
export function snapshotOf(
  planes: Partial<Planes>,
  { hidden = [] }: { hidden?: PlaneName[] } = {},
): Snapshot {
  const readAt = now.toISOString();
  const names = new Set([
    ...Object.keys(planes),
    ...checks.flatMap(({ needs, uses = [] }) => [...needs, ...uses]),
  ]) as Set<PlaneName>;
  const plane = (name: PlaneName): Plane<unknown> => {
    if (hidden.includes(name))
      return { state: 'unreadable', code: 'denied', reason: `reading ${name} is denied` };
    if (!(name in planes))
      return { state: 'unreadable', code: 'not-in-file', reason: `${name}: not in the file` };
    const value = planes[name];
    return { state: 'read', value, source: `Azure Resource Manager ${name}`, readAt };
  };
  return {
    cluster: {
      id: clusterId,
      name: 'aks-shop',
      resourceGroup: 'rg-shop',
      subscriptionId: '5a1e0000-0000-4000-8000-000000000001',
      location: 'westeurope',
      tags: {},
    },
    takenAt: readAt,
    planes: Object.fromEntries(
      [...names].map((name) => [name, plane(name)]),
    ) as unknown as Snapshot['planes'],
  };
}
