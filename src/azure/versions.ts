import { aksApiVersion } from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

/** The Kubernetes versions that a region offers to a subscription: the answer's `values`. */
export async function listKubernetesVersions(
  reader: AzureReader,
  { subscriptionId, location }: { subscriptionId: string; location: string },
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${regionName(location)}/kubernetesVersions`;
  const { json } = await reader.get(path, aksApiVersion, options);
  if (!Array.isArray(json?.values))
    throw new AzureError(
      'server',
      `reading the Kubernetes versions of ${location}: no list in the answer`,
    );
  return json.values;
}

/** Which revisions of the Istio add-on a region offers. */
export function listMeshRevisionProfiles(
  reader: AzureReader,
  { subscriptionId, location }: { subscriptionId: string; location: string },
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${regionName(location)}/meshRevisionProfiles`;
  return reader.list(path, aksApiVersion, options);
}

/** "West Europe" and "westeurope" are the same region; the path wants the second. */
function regionName(location: string): string {
  const name = location.replaceAll(' ', '').toLowerCase();
  if (!/^[a-z0-9]{1,60}$/.test(name))
    throw new AzureError('invalid', `"${location}" is no Azure region`, { mayHaveArrived: false });
  return name;
}
