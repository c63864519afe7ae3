import { effectiveOutboundIds, readPublicAddresses } from '../azure/network.ts';
import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import type { Json } from './snapshot.ts';

/** Addresses from which a cluster's own nodes reach the Internet, and those that could not be learnt. */
export interface Outbound {
  /** Addresses or prefixes: `20.50.1.2`, `20.50.1.0/28`. */
  known: string[];
  /** What could not be resolved, each as a sentence with the reason. */
  unknown: string[];
}

/** From which addresses the nodes of a cluster reach the Internet. What cannot be told is said, never left out. */
export async function resolveOutbound(
  reader: AzureReader,
  document: Json,
  options?: ReadOptions,
): Promise<Outbound> {
  const type = String(document?.properties?.networkProfile?.outboundType ?? 'loadBalancer');
  const prefixes = nodePrefixes(document);
  const ids = [...effectiveOutboundIds(document), ...prefixes.ids];
  const { known, unknown } = await readPublicAddresses(reader, ids, options);
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

function nameOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}
