import { BlockList, isIP } from 'node:net';

/**
 * Addresses that no caller on the Internet has: private, shared and link-local ones, and Azure's own probe.
 * https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const inside = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  // https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
  ['168.63.129.16', 32],
] as const)
  inside.addSubnet(network, prefix, 'ipv4');
inside.addSubnet('fc00::', 7, 'ipv6');
inside.addSubnet('fe80::', 10, 'ipv6');
inside.addAddress('::1', 'ipv6');

/** Whether a text is an address that a caller on the Internet may have. */
export function isPublicAddress(text: string): boolean {
  const family = isIP(text);
  return family !== 0 && !inside.check(text, family === 4 ? 'ipv4' : 'ipv6');
}
