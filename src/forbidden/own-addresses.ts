/** By which addresses a cluster's own pods reach its API server where they use its public name. */
import ipaddr from 'ipaddr.js';
import { readCluster } from '../azure/clusters.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import { resolveOutbound } from '../fleet/outbound.ts';

export interface OwnAddresses {
  /** One by one: `20.50.1.2`. */
  list: readonly string[];
  /** Why there may be more, as parts of sentences. */
  unknown: readonly string[];
}

/** Larger prefixes are not written out. */
const mostInPrefix = 256;

/** What cannot be read is in `unknown`; nothing is thrown but the abort of the signal. */
export async function readOwnAddresses(
  reader: AzureReader,
  clusterId: string,
  signal?: AbortSignal,
): Promise<OwnAddresses> {
  try {
    const { json } = await readCluster(reader, clusterId, { signal });
    const { known, unknown } = await resolveOutbound(reader, json, { signal });
    const large = known.filter((range) => sizeOf(range) > mostInPrefix);
    return {
      list: known.filter((range) => !large.includes(range)).flatMap(addressesIn),
      unknown: [...unknown, ...large.map((range) => `${range} is too large to be compared with`)],
    };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof AzureError)) throw error;
    return { list: [], unknown: [error.message] };
  }
}

/** A sentence about what is not known of them; null where all of it is. */
export function ownAddressesUnread({ unknown }: OwnAddresses): string | null {
  if (unknown.length === 0) return null;
  return `The cluster's own outbound addresses are not all known, and its pods may look as if they were outside: ${unknown.join('; ')}.`;
}

function sizeOf(range: string): number {
  return 2 ** (32 - Number(range.split('/')[1] ?? 32));
}

function addressesIn(range: string): string[] {
  if (!ipaddr.IPv4.isValidFourPartDecimal(range.split('/')[0] ?? '')) return [];
  const cidr = range.includes('/') ? range : `${range}/32`;
  const first = ipaddr.IPv4.networkAddressFromCIDR(cidr).toByteArray();
  const number = first.reduce((sum, byte) => sum * 256 + byte, 0);
  return Array.from({ length: sizeOf(range) }, (_, index) => {
    const address = number + index;
    return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
  });
}
