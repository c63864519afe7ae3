/** From where an API server answers at all. */
import ipaddr from 'ipaddr.js';
import type { Json } from '../fleet/wire.ts';

/**
 * @param properties of the cluster as Azure has them now
 * @param within whether the caller stands in the cluster's own network
 * @param from the caller's public address
 */
export function answers(
  properties: Json,
  { within, from }: { within: boolean; from: string },
): boolean {
  if (properties.powerState?.code === 'Stopped') return false;
  if (within) return true;
  const { enablePrivateCluster, authorizedIPRanges = [] } = properties.apiServerAccessProfile ?? {};
  if (enablePrivateCluster) return false;
  const ranges: string[] = authorizedIPRanges ?? [];
  return ranges.length === 0 || ranges.some((range) => holds(range, from));
}

/** A service tag holds addresses of Azure's, and no caller of the sandbox has one. */
function holds(range: string, address: string): boolean {
  return ipaddr.isValidCIDR(range) && ipaddr.parse(address).match(ipaddr.parseCIDR(range));
}
