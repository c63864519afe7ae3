import ipaddr from 'ipaddr.js';
import {
  addressesIn,
  hasHostBits,
  networkOf,
  parseRange,
  readEntry,
  showRange,
  whyNotPublic,
} from './ranges.ts';

/**
 * Why a range that somebody typed cannot be added, quoting it and saying what would work;
 * undefined when it can.
 */
export function whyNotAdded(word: string, widestPrefix: number): string | undefined {
  const text = word.trim();
  if (text.includes(':') && ipaddr.IPv6.isValid(text.split('/')[0] ?? ''))
    return `"${text}" is IPv6: AKS authorizes IPv4 ranges only. Give the IPv4 address that you leave through, such as 203.0.113.7/32.`;
  const entry = readEntry(text);
  if (entry.kind === 'own-outbound') return undefined;
  if (entry.kind === 'service-tag')
    return `"${text}" is not a range. Service tags are not added from here, because a tag such as AzureCloud lets in every customer of Azure. Give a range such as 203.0.113.0/24.`;
  const range = parseRange(text);
  if (!range)
    return `"${text}" is not an IPv4 range. Write one address as 203.0.113.7/32, a network as 203.0.113.0/24.`;
  if (range.prefix === 0)
    return `"${text}" is the whole Internet. Give the range that needs access, such as 203.0.113.0/24.`;
  const special = whyNotPublic(range);
  // First for what lies in such a block altogether: to narrow it would not help.
  if (special?.isInside) return notOverTheInternet(text, special);
  if (range.prefix < widestPrefix)
    return `"${text}" is too wide: ${addressesIn(range).toLocaleString('en')} addresses. The widest allowed here is a /${widestPrefix}, such as ${exampleOf(range.address, widestPrefix)}.`;
  return special ? notOverTheInternet(text, special) : whyHostBits(text);
}

function notOverTheInternet(text: string, { block, name }: { block: string; name: string }) {
  return `"${text}" does not come over the Internet: ${block} is ${name}. Give the public address that you leave through, such as 203.0.113.7/32.`;
}

/** Azure takes network addresses alone; the one that was perhaps meant is offered. */
export function whyHostBits(word: string): string | undefined {
  const range = parseRange(word);
  if (!range || !hasHostBits(range)) return undefined;
  const network = networkOf(range);
  return `"${word.trim()}" has host bits set, and Azure takes network addresses alone. Did you mean ${showRange(network)} (${addressesIn(network).toLocaleString('en')} addresses) or ${range.address.toString()}/32 (this one)?`;
}

function exampleOf(address: ipaddr.IPv4, prefix: number): string {
  return showRange(networkOf({ address, prefix }));
}
