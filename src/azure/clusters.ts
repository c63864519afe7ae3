import { aksApiVersion } from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

export interface ClusterName {
  subscriptionId: string;
  resourceGroup: string;
  name: string;
}

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
// Names of resource groups and clusters: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
const resourceGroup = '[\\p{L}\\p{N}_.()-]{0,89}[\\p{L}\\p{N}_()-]';
const clusterName = '[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const clusterIdPattern = new RegExp(
  `^/subscriptions/(${guid})/resourceGroups/(${resourceGroup})/providers/Microsoft\\.ContainerService/managedClusters/(${clusterName})$`,
  'iu',
);

/**
 * The parts of a managed cluster's ARM id.
 * @throws AzureError `invalid` for everything else, so that no foreign text gets into a request's path.
 */
export function parseClusterId(id: string): ClusterName {
  const [, subscriptionId, group, name] = clusterIdPattern.exec(id) ?? [];
  if (!subscriptionId || !group || !name)
    throw new AzureError('invalid', `"${id.slice(0, 200)}" is not the id of a managed cluster`, {
      mayHaveArrived: false,
    });
  return { subscriptionId, resourceGroup: group, name };
}

export function isClusterId(text: string): boolean {
  return clusterIdPattern.test(text);
}

/** The ARM id, in Azure's own spelling. */
export function clusterId({ subscriptionId, resourceGroup: group, name }: ClusterName): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** A path below a cluster, made from its id alone. */
function pathOf(id: string, below = ''): string {
  return clusterId(parseClusterId(id)) + below;
}

export function readCluster(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<{ json: Json; etag?: string }> {
  return reader.get(pathOf(id), aksApiVersion, options);
}

export async function readUpgradeProfile(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json> {
  const path = pathOf(id, '/upgradeProfiles/default');
  return (await reader.get(path, aksApiVersion, options)).json;
}

export function listMaintenanceConfigurations(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  return reader.list(pathOf(id, '/maintenanceConfigurations'), aksApiVersion, options);
}

export function listTrustedAccessRoleBindings(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  return reader.list(pathOf(id, '/trustedAccessRoleBindings'), aksApiVersion, options);
}

export function listPrivateEndpointConnections(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  return reader.list(pathOf(id, '/privateEndpointConnections'), aksApiVersion, options);
}
