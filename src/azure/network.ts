import { networkApiVersion } from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

const publicAddressId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourcegroups\/[\p{L}\p{N}_.()-]{1,90}\/providers\/microsoft\.network\/(publicipaddresses|publicipprefixes)\/[a-z0-9_.-]{1,80}$/iu;

export interface PublicAddresses {
  /** Ranges in CIDR form: `203.0.113.7/32`, `198.51.100.0/28`. */
  known: string[];
  /** Ids whose address could not be read, whatever the reason: never to be taken for "none". */
  unknown: string[];
}

/** Ids of the public addresses by which a cluster's nodes go out: load balancer or managed NAT gateway. */
export function effectiveOutboundIds(cluster: Json): string[] {
  const profile = cluster?.properties?.networkProfile;
  const listed: Json[] = [
    ...(profile?.loadBalancerProfile?.effectiveOutboundIPs ?? []),
    ...(profile?.natGatewayProfile?.effectiveOutboundIPs ?? []),
  ];
  return listed.flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}

/** The ranges behind public IP addresses and prefixes. Faults do not throw: their ids come back as unknown. */
export async function readPublicAddresses(
  reader: AzureReader,
  ids: readonly string[],
  options?: ReadOptions,
): Promise<PublicAddresses> {
  const ranges = await Promise.all(ids.map((id) => rangeBehind(reader, id, options)));
  return {
    known: ranges.filter((range) => range !== undefined),
    unknown: ids.filter((_, index) => ranges[index] === undefined),
  };
}

async function rangeBehind(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<string | undefined> {
  if (!publicAddressId.test(id)) return undefined;
  try {
    const { json } = await reader.get(id, networkApiVersion, options);
    const { ipPrefix, ipAddress } = json?.properties ?? {};
    if (typeof ipPrefix === 'string') return ipPrefix;
    if (typeof ipAddress !== 'string') return undefined;
    return `${ipAddress}/${ipAddress.includes(':') ? 128 : 32}`;
  } catch (error) {
    if (error instanceof AzureError) return undefined;
    throw error;
  }
}
