import {
  listMaintenanceConfigurations,
  listPrivateEndpointConnections,
  listTrustedAccessRoleBindings,
  readCluster,
  readUpgradeProfile,
} from '../azure/clusters.ts';
import { listActivityLogAlerts, listDiagnosticSettings } from '../azure/diagnostics.ts';
import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import { listKubernetesVersions } from '../azure/versions.ts';
import { readWorkspace } from '../azure/workspaces.ts';
import type { ClusterRef, Json, PlaneName, Planes } from './snapshot.ts';

/** How one plane of a snapshot is read from Azure. */
export interface PlaneReading<P extends PlaneName> {
  plane: P;
  /** What it is, for a person: in progress, evidence and reasons. */
  title: string;
  /** What the reading identity needs; Azure names it too, but not always. */
  permission: string;
  read(reader: AzureReader, cluster: ClusterRef, options: ReadOptions): Promise<Planes[P]>;
}

type AnyReading = { [P in PlaneName]: PlaneReading<P> }[PlaneName];

export const planeReadings = [
  {
    plane: 'managedCluster',
    title: 'cluster',
    permission: 'Microsoft.ContainerService/managedClusters/read',
    read: async (reader, { id }, options) => (await readCluster(reader, id, options)).json,
  },
  {
    plane: 'diagnosticSettings',
    title: 'diagnostic settings',
    permission: 'Microsoft.Insights/diagnosticSettings/read',
    read: (reader, { id }, options) => listDiagnosticSettings(reader, id, options),
  },
  {
    plane: 'upgradeProfile',
    title: 'upgrade profile',
    permission: 'Microsoft.ContainerService/managedClusters/upgradeProfiles/read',
    read: (reader, { id }, options) => readUpgradeProfile(reader, id, options),
  },
  {
    plane: 'kubernetesVersions',
    title: 'Kubernetes versions of the region',
    permission: 'Microsoft.ContainerService/locations/kubernetesVersions/read',
    read: (reader, { subscriptionId, location }, options) =>
      listKubernetesVersions(reader, { subscriptionId, location }, options),
  },
  {
    plane: 'maintenanceConfigurations',
    title: 'maintenance windows',
    permission: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read',
    read: (reader, { id }, options) => listMaintenanceConfigurations(reader, id, options),
  },
  {
    plane: 'trustedAccessRoleBindings',
    title: 'trusted access bindings',
    permission: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read',
    read: (reader, { id }, options) => listTrustedAccessRoleBindings(reader, id, options),
  },
  {
    plane: 'privateEndpointConnections',
    title: 'private endpoint connections',
    permission: 'Microsoft.ContainerService/managedClusters/privateEndpointConnections/read',
    read: (reader, { id }, options) => listPrivateEndpointConnections(reader, id, options),
  },
  {
    plane: 'activityLogAlerts',
    title: 'activity log alerts of the subscription',
    permission: 'Microsoft.Insights/activityLogAlerts/read',
    read: (reader, { id }, options) => listActivityLogAlerts(reader, id, options),
  },
] as const satisfies readonly AnyReading[];

/** The workspaces that diagnostic settings name. One that may not be read makes the whole plane unreadable. */
export function readWorkspaces(settings: readonly Json[]): PlaneReading<'workspaces'> {
  const ids = new Set<string>(
    settings.map((setting) => setting?.properties?.workspaceId?.toLowerCase()).filter(Boolean),
  );
  return {
    plane: 'workspaces',
    title: 'Log Analytics workspaces',
    permission: 'Microsoft.OperationalInsights/workspaces/read',
    async read(reader, _cluster, options) {
      const read = async (id: string) => [id, await readWorkspace(reader, id, options)] as const;
      return Object.fromEntries(await Promise.all([...ids].map(read)));
    },
  };
}
