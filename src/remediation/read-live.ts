import { aksApiVersion } from '../azure/api-versions.ts';
import { effectiveOutboundIds, readPublicAddresses } from '../azure/network.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';
import type { LiveCluster, Outbound } from './live-cluster.ts';

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

/** From which addresses the nodes of a cluster reach the Internet. What cannot be told is said, never left out. */
export async function resolveOutbound(reader: AzureReader, document: Json): Promise<Outbound> {
  const type = String(document?.properties?.networkProfile?.outboundType ?? 'loadBalancer');
  const prefixes = nodePrefixes(document);
  const ids = [...effectiveOutboundIds(document), ...prefixes.ids];
  const { known, unknown } = await readPublicAddresses(reader, ids);
  const unread = unknown.map((id) => `the address behind ${nameOf(id)} could not be read`);
  const reason = whyNotListed(type, ids.length);
  return {
    // Lists of authorized ranges hold IPv4 alone.
    known: known.filter((range) => !range.includes(':')),
    unknown: [...(reason ? [reason] : []), ...unread, ...prefixes.unknown],
  };
}

/** https://learn.microsoft.com/azure/aks/egress-outboundtype */
function whyNotListed(outboundType: string, listed: number): string | undefined {
  switch (outboundType) {
    case 'none':
    case 'block':
      return undefined;
    case 'userDefinedRouting':
      return 'they leave by user-defined routing, through a firewall or gateway that Azure does not name here';
    case 'userAssignedNATGateway':
      return 'they leave through a NAT gateway of their own, whose addresses Azure does not name here';
    default:
      if (listed > 0) return undefined;
      return `Azure names no outbound address (outbound type ${outboundType})`;
  }
}

/** Nodes with public addresses of their own do not leave through the load balancer. */
function nodePrefixes(document: Json): { ids: string[]; unknown: string[] } {
  const pools: Json[] = document?.properties?.agentPoolProfiles ?? [];
  const own = pools.filter((pool) => pool.enableNodePublicIP === true);
  return {
    ids: own.flatMap(({ nodePublicIPPrefixID: id }) => (typeof id === 'string' ? [id] : [])),
    unknown: own
      .filter(({ nodePublicIPPrefixID: id }) => typeof id !== 'string')
      .map(({ name }) => `the nodes of pool ${name} have public addresses of their own`),
  };
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
