/** Cores that a region still gives to a subscription: surge nodes need some for a while. */
import { computeUsagesApiVersion } from '../azure/api-versions.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';

export type Quota =
  | { kind: 'known'; usages: { name: string; free: number }[] }
  | { kind: 'unknown'; reason: string };

/** https://learn.microsoft.com/rest/api/compute/usage/list */
export async function readQuota(
  reader: AzureReader,
  { subscriptionId, location }: Pick<ClusterRef, 'subscriptionId' | 'location'>,
): Promise<Quota> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${location}/usages`;
  try {
    const usages = await reader.list(path, computeUsagesApiVersion);
    return {
      kind: 'known',
      usages: usages.map(({ name, limit, currentValue }) => ({
        name: String(name?.value).toLowerCase(),
        free: Number(limit) - Number(currentValue),
      })),
    };
  } catch (error) {
    if (error instanceof AzureError) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}
