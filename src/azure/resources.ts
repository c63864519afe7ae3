/** Resources around a cluster, read by their ids or listed where they lie. */
import {
  keyVaultApiVersion,
  networkApiVersion,
  trafficControllersApiVersion,
} from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

const apiVersions = {
  'Microsoft.Network/virtualNetworks': networkApiVersion,
  'Microsoft.Network/networkSecurityGroups': networkApiVersion,
  'Microsoft.Network/routeTables': networkApiVersion,
  'Microsoft.Network/loadBalancers': networkApiVersion,
  'Microsoft.Network/applicationGateways': networkApiVersion,
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies': networkApiVersion,
  'Microsoft.KeyVault/vaults': keyVaultApiVersion,
  'Microsoft.ServiceNetworking/trafficControllers': trafficControllersApiVersion,
} as const;

export type ResourceType = keyof typeof apiVersions;

const subscriptionPart = '/subscriptions/[0-9a-f-]{36}';
const groupPart = '/resourceGroups/[\\p{L}\\p{N}_.()-]{1,90}';
const namePart = '[\\p{L}\\p{N}_.-]{1,260}';

/** What may stand below a resource: `keys/etcd/versions/0a1b`. */
const belowPattern = /^(\/[\w.-]{1,127})*$/;

/**
 * A resource, or null where Azure says that there is none.
 * @param below the rest of the path, for what lies inside the resource.
 * @throws AzureError, `invalid` for an id that is none of this type: no foreign text gets into a path.
 */
export async function readResource(
  reader: AzureReader,
  type: ResourceType,
  { id, below = '' }: { id: string; below?: string },
  options?: ReadOptions,
): Promise<Json | null> {
  const path = checkedPath(type, id, below);
  try {
    return (await reader.get(path, apiVersions[type], options)).json;
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return null;
    throw error;
  }
}

/** What a resource holds as a collection of its own, e.g. `/associations`. @throws AzureError */
export function listBelow(
  reader: AzureReader,
  type: ResourceType,
  { id, below }: { id: string; below: string },
  options?: ReadOptions,
): Promise<Json[]> {
  return reader.list(checkedPath(type, id, below), apiVersions[type], options);
}

/** All resources of a type in a subscription, or in one of its resource groups. @throws AzureError */
export function listResources(
  reader: AzureReader,
  type: ResourceType,
  { subscriptionId, resourceGroup }: { subscriptionId: string; resourceGroup?: string },
  options?: ReadOptions,
): Promise<Json[]> {
  const group = resourceGroup === undefined ? '' : `/resourceGroups/${resourceGroup}`;
  const scope = `/subscriptions/${subscriptionId}${group}`;
  const whole = group === '' ? subscriptionPart : subscriptionPart + groupPart;
  if (!new RegExp(`^${whole}$`, 'iu').test(scope)) throw notAnId(scope, 'a resource group');
  return reader.list(`${scope}/providers/${type}`, apiVersions[type], options);
}

function checkedPath(type: ResourceType, id: string, below: string): string {
  const pattern = `^${subscriptionPart}${groupPart}/providers/${type.replaceAll('.', '\\.')}/${namePart}$`;
  if (!new RegExp(pattern, 'iu').test(id) || !belowPattern.test(below))
    throw notAnId(id + below, `the id of a resource of the type ${type}`);
  return id + below;
}

function notAnId(text: string, what: string): AzureError {
  return new AzureError('invalid', `"${text.slice(0, 200)}" is not ${what}`, {
    mayHaveArrived: false,
  });
}
