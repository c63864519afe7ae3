import ipaddr from 'ipaddr.js';
import { type Sure, sure } from './sure.ts';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Reads ranges once: hundreds of rules name the same few. */
export interface Ranges {
  /** Is the address in the range? Unclear where the range is none. */
  holds(cidr: unknown, address: string): Sure;
}

export function createRanges(): Ranges {
  const read = new Map<string, Range | undefined>();
  const addresses = new Map<string, ipaddr.IPv4 | ipaddr.IPv6>();
  return {
    holds(cidr, address) {
      if (typeof cidr !== 'string') return 'unclear';
      if (!read.has(cidr)) read.set(cidr, parseRange(cidr));
      const range = read.get(cidr);
      if (!range) return 'unclear';
      const found = addresses.get(address) ?? ipaddr.parse(address);
      addresses.set(address, found);
      const [network, prefix] = range;
      return sure(found.kind() === network.kind() && found.match(network, prefix));
    },
  };
}

/** Do these ranges, taken together, hold every address of IPv4, or of IPv6? Some write the whole as two halves. */
export function holdEverything(cidrs: readonly unknown[]): boolean {
  const prefixes = { ipv4: new Set<string>(), ipv6: new Set<string>() };
  for (const cidr of cidrs) {
    const range = typeof cidr === 'string' ? parseRange(cidr) : undefined;
    if (range) prefixes[range[0].kind()].add(bitsOf(range));
  }
  return covers(prefixes.ipv4, '') || covers(prefixes.ipv6, '');
}

/** Does one prefix stand for all that begins so, or do both of its halves? */
function covers(prefixes: ReadonlySet<string>, beginning: string): boolean {
  if (prefixes.has(beginning)) return true;
  const isSplit = [...prefixes].some((prefix) => prefix.startsWith(beginning));
  return isSplit && covers(prefixes, `${beginning}0`) && covers(prefixes, `${beginning}1`);
}

function bitsOf([network, prefix]: Range): string {
  const bits = network.toByteArray().map((byte) => byte.toString(2).padStart(8, '0'));
  return bits.join('').slice(0, prefix);
}

/** Cilium takes a bare address as a range of one. Octal and shortened IPv4 are refused: they are read in two ways. */
function parseRange(text: string): Range | undefined {
  if (ipaddr.IPv6.isValid(text)) return [ipaddr.IPv6.parse(text), 128];
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return [ipaddr.IPv4.parse(text), 32];
  if (ipaddr.IPv6.isValidCIDR(text)) return ipaddr.IPv6.parseCIDR(text);
  return ipaddr.IPv4.isValidCIDRFourPartDecimal(text) ? ipaddr.IPv4.parseCIDR(text) : undefined;
}
