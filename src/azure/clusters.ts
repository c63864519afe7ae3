import {
  aksApiVersion,
  deploymentSafeguardsApiVersion,
  kubernetesConfigurationApiVersion,
} from './api-versions.ts';
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

const poolName = /^[a-z][a-z0-9]{0,11}$/i;

/** Which versions and which node image a pool may take. */
export async function readPoolUpgradeProfile(
  reader: AzureReader,
  { id, pool }: { id: string; pool: string },
  options?: ReadOptions,
): Promise<Json> {
  if (!poolName.test(pool))
    throw new AzureError('invalid', `"${pool.slice(0, 40)}" is not the name of a node pool`, {
      mayHaveArrived: false,
    });
  const path = pathOf(id, `/agentPools/${pool}/upgradeProfiles/default`);
  return (await reader.get(path, aksApiVersion, options)).json;
}

/** The deployment safeguards of a cluster; null where they were never turned on. */
export async function readDeploymentSafeguards(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json | null> {
  const path = pathOf(id, '/providers/Microsoft.ContainerService/deploymentSafeguards/default');
  try {
    return (await reader.get(path, deploymentSafeguardsApiVersion, options)).json;
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return null;
    throw error;
  }
}

/** Extensions that Azure has installed into a cluster: Flux, backup, Dapr … */
export function listExtensions(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = pathOf(id, '/providers/Microsoft.KubernetesConfiguration/extensions');
  return reader.list(path, kubernetesConfigurationApiVersion, options);
}

/** What the Flux extension brings into a cluster, and whether it arrived. */
export function listFluxConfigurations(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = pathOf(id, '/providers/Microsoft.KubernetesConfiguration/fluxConfigurations');
  return reader.list(path, kubernetesConfigurationApiVersion, options);
}
