import { readCluster } from '../azure/clusters.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import type { ClusterRef } from './snapshot.ts';

export interface Confirmation {
  gone: ClusterRef[];
  kept: { cluster: ClusterRef; reason: string }[];
}

/** Asked one by one, so not for a whole fleet at once: the rest waits for the next look. */
const mostAsked = 50;

/**
 * Asks Resource Manager for each cluster that Resource Graph no longer shows. Only "no such resource" or
 * "no such resource group" is believed: Azure answers 403 for what may not be seen, and "no such
 * subscription" also to a login of another tenant.
 */
export async function confirmGone(
  reader: AzureReader,
  missing: readonly ClusterRef[],
  options?: ReadOptions,
): Promise<Confirmation> {
  const result: Confirmation = { gone: [], kept: [] };
  for (const cluster of missing.slice(0, mostAsked)) {
    const reason = await reasonToKeep(reader, cluster, options);
    if (reason === undefined) result.gone.push(cluster);
    else result.kept.push({ cluster, reason });
  }
  for (const cluster of missing.slice(mostAsked))
    result.kept.push({ cluster, reason: 'not asked for yet' });
  return result;
}

async function reasonToKeep(
  reader: AzureReader,
  { id }: ClusterRef,
  options?: ReadOptions,
): Promise<string | undefined> {
  try {
    await readCluster(reader, id, options);
    return 'Resource Manager still has it';
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    if (error.kind === 'not-found' && error.code !== 'SubscriptionNotFound') return undefined;
    return error.kind === 'denied' ? 'reading it is denied' : error.message;
  }
}
