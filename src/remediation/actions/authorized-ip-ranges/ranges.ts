import ipaddr from 'ipaddr.js';

/** An IPv4 network: its network address and the length of its prefix. */
export interface Range {
  address: ipaddr.IPv4;
  prefix: number;
}

/** What an entry of a cluster's list is. Entries come from Azure and are never taken for granted. */
export type Entry =
  | { kind: 'range'; text: string; range: Range }
  /** `0.0.0.0/32`: nobody but the cluster's own outbound address. */
  | { kind: 'own-outbound'; text: string }
  | { kind: 'service-tag'; text: string }
  | { kind: 'unreadable'; text: string };

/** https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges */
export const ownOutboundEntry = '0.0.0.0/32';

/** Blocks from which nobody comes over the Internet. */
const notPublic: readonly { block: string; name: string }[] = [
  { block: '0.0.0.0/8', name: 'it means "this network"' },
  { block: '10.0.0.0/8', name: 'a private network (RFC 1918)' },
  { block: '100.64.0.0/10', name: 'shared by providers behind carrier-grade NAT (RFC 6598)' },
  { block: '127.0.0.0/8', name: 'a loopback address' },
  { block: '169.254.0.0/16', name: 'a link-local address' },
  { block: '172.16.0.0/12', name: 'a private network (RFC 1918)' },
  { block: '192.0.0.0/24', name: 'reserved for protocols (RFC 6890)' },
  { block: '192.168.0.0/16', name: 'a private network (RFC 1918)' },
  { block: '198.18.0.0/15', name: 'reserved for benchmarks (RFC 2544)' },
  { block: '224.0.0.0/4', name: 'multicast' },
  { block: '240.0.0.0/4', name: 'reserved' },
];

/** Reads `203.0.113.0/24`, or a single address as its /32; undefined when it is neither. Host bits are kept. */
export function parseRange(text: string): Range | undefined {
  const [address = '', prefix = '32', ...rest] = text.trim().split('/');
  if (rest.length > 0 || !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
  if (!/^(\d|[12]\d|3[012])$/.test(prefix)) return undefined;
  return { address: ipaddr.IPv4.parse(address), prefix: Number(prefix) };
}

export function showRange({ address, prefix }: Range): string {
  return `${address.toString()}/${prefix}`;
}

export function networkOf(range: Range): Range {
  return {
    address: ipaddr.IPv4.networkAddressFromCIDR(showRange(range)),
    prefix: range.prefix,
  };
}

export function hasHostBits(range: Range): boolean {
  return showRange(networkOf(range)) !== showRange(range);
}

export function covers(outer: Range, inner: Range): boolean {
  return outer.prefix <= inner.prefix && inner.address.match(outer.address, outer.prefix);
}

function overlaps(a: Range, b: Range): boolean {
  return covers(a, b) || covers(b, a);
}

export function addressesIn({ prefix }: Range): number {
  return 2 ** (32 - prefix);
}

/** Why a range, or a part of it, is not on the Internet, or undefined when all of it is. */
export function whyNotPublic(
  range: Range,
): { block: string; name: string; isInside: boolean } | undefined {
  const network = networkOf(range);
  const found = notPublic.find(({ block }) => overlaps(network, parseRange(block) as Range));
  return found && { ...found, isInside: covers(parseRange(found.block) as Range, network) };
}

/** Understands one entry of a list. Anything is answered; nothing is thrown or dropped. */
export function readEntry(text: string): Entry {
  const range = parseRange(text);
  if (range && showRange(range) === ownOutboundEntry) return { kind: 'own-outbound', text };
  if (range) return { kind: 'range', text, range: networkOf(range) };
  if (/^[a-z][a-z0-9.]*$/i.test(text)) return { kind: 'service-tag', text };
  return { kind: 'unreadable', text };
}

/** The spelling under which two entries are the same one. */
export function keyOf(text: string): string {
  const range = parseRange(text);
  return range ? showRange(networkOf(range)) : text.trim().toLowerCase();
}

export function includes(list: readonly string[], text: string): boolean {
  return list.some((entry) => keyOf(entry) === keyOf(text));
}

/** Those of some entries that a list does not have, in their order. */
export function without(entries: readonly string[], list: readonly string[]): string[] {
  const known = new Set(list.map(keyOf));
  return entries.filter((entry) => !known.has(keyOf(entry)));
}

/** The entry of a list that lets a range in, if one does. */
export function coveredBy(list: readonly string[], text: string): string | undefined {
  const wanted = parseRange(text);
  if (!wanted) return list.find((entry) => keyOf(entry) === keyOf(text));
  return list.find((entry) => {
    const known = readEntry(entry);
    return known.kind === 'range' && covers(known.range, networkOf(wanted));
  });
}
