import {
  listMaintenanceConfigurations,
  listPrivateEndpointConnections,
  listTrustedAccessRoleBindings,
  readCluster,
  readUpgradeProfile,
} from '../azure/clusters.ts';
import { listActivityLogAlerts, listDiagnosticSettings } from '../azure/diagnostics.ts';
import { listKubernetesVersions, listMeshRevisionProfiles } from '../azure/versions.ts';
import { readWorkspace } from '../azure/workspaces.ts';
import { defenderReadings } from './around/defender.ts';
import { eachById } from './around/each-by-id.ts';
import { gatewayReadings } from './around/gateways.ts';
import { governanceReadings } from './around/governance.ts';
import { identityReadings } from './around/identities.ts';
import { keyVaultReadings } from './around/key-vaults.ts';
import { networkReadings } from './around/networks.ts';
import { privateLinkReadings } from './around/private-links.ts';
import { workloadReadings } from './around/workloads.ts';
import { type PlaneReading, planeReading } from './plane-reading.ts';

/** Every plane but the one that comes from the list of the fleet. */
export const planeReadings: readonly PlaneReading[] = [
  planeReading({
    plane: 'managedCluster',
    title: 'cluster',
    permission: 'Microsoft.ContainerService/managedClusters/read',
    read: async (reader, { id }, options) => (await readCluster(reader, id, options)).json,
  }),
  planeReading({
    plane: 'diagnosticSettings',
    title: 'diagnostic settings',
    permission: 'Microsoft.Insights/diagnosticSettings/read',
    read: (reader, { id }, options) => listDiagnosticSettings(reader, id, options),
  }),
  planeReading({
    plane: 'upgradeProfile',
    title: 'upgrade profile',
    permission: 'Microsoft.ContainerService/managedClusters/upgradeProfiles/read',
    read: (reader, { id }, options) => readUpgradeProfile(reader, id, options),
  }),
  planeReading({
    plane: 'kubernetesVersions',
    title: 'Kubernetes versions of the region',
    permission: 'Microsoft.ContainerService/locations/kubernetesVersions/read',
    read: (reader, { subscriptionId, location }, options) =>
      listKubernetesVersions(reader, { subscriptionId, location }, options),
  }),
  planeReading({
    plane: 'maintenanceConfigurations',
    title: 'maintenance windows',
    permission: 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read',
    read: (reader, { id }, options) => listMaintenanceConfigurations(reader, id, options),
  }),
  planeReading({
    plane: 'trustedAccessRoleBindings',
    title: 'trusted access bindings',
    permission: 'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read',
    read: (reader, { id }, options) => listTrustedAccessRoleBindings(reader, id, options),
  }),
  planeReading({
    plane: 'privateEndpointConnections',
    title: 'private endpoint connections',
    permission: 'Microsoft.ContainerService/managedClusters/privateEndpointConnections/read',
    read: (reader, { id }, options) => listPrivateEndpointConnections(reader, id, options),
  }),
  planeReading({
    plane: 'activityLogAlerts',
    title: 'activity log alerts of the subscription',
    permission: 'Microsoft.Insights/activityLogAlerts/read',
    read: (reader, { id }, options) => listActivityLogAlerts(reader, id, options),
  }),
  planeReading({
    plane: 'meshRevisionProfiles',
    title: 'Istio revisions of the region',
    permission: 'Microsoft.ContainerService/locations/meshRevisionProfiles/read',
    read: (reader, { subscriptionId, location }, options) =>
      listMeshRevisionProfiles(reader, { subscriptionId, location }, options),
  }),
  planeReading({
    plane: 'workspaces',
    title: 'Log Analytics workspaces',
    permission: 'Microsoft.OperationalInsights/workspaces/read',
    after: ['diagnosticSettings'],
    read: (reader, _cluster, options, { diagnosticSettings }) =>
      eachById(
        diagnosticSettings.map((setting) => setting?.properties?.workspaceId),
        (id) => readWorkspace(reader, id, options),
      ),
  }),
  ...networkReadings,
  ...gatewayReadings,
  ...keyVaultReadings,
  ...privateLinkReadings,
  ...defenderReadings,
  ...identityReadings,
  ...governanceReadings,
  ...workloadReadings,
];
