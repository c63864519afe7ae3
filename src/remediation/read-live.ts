import { aksApiVersion } from '../azure/api-versions.ts';
import type { AzureReader } from '../azure/reader.ts';
import { resolveOutbound } from '../fleet/outbound.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';
import type { LiveCluster } from './live-cluster.ts';

/**
 * Reads a cluster for planning or writing: the document, where its nodes go out, and last of all
 * its pools, so that what moves while reading shows as a difference. Throws AzureError.
 */
export async function readLive(
  reader: AzureReader,
  clusterId: string,
  now: Date,
): Promise<LiveCluster> {
  const { json: document } = await reader.get(clusterId, aksApiVersion);
  const outbound = await resolveOutbound(reader, document);
  const pools = await readPools(reader, clusterId);
  const cluster = clusterRef(document, clusterId);
  return { cluster, document, pools, outbound, readAt: now.toISOString() };
}

export async function readPools(reader: AzureReader, clusterId: string): Promise<Json[]> {
  return reader.list(`${clusterId}/agentPools`, aksApiVersion);
}

function clusterRef(document: Json, clusterId: string): ClusterRef {
  const id = String(document?.id ?? clusterId);
  const parts = id.split('/');
  return {
    id,
    name: String(document?.name ?? nameOf(id)),
    resourceGroup: parts[4] ?? '',
    subscriptionId: parts[2] ?? '',
    location: String(document?.location ?? ''),
    tags: document?.tags ?? {},
  };
}

function nameOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}
