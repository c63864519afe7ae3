import ipaddr from 'ipaddr.js';

/** Documented stand-in for "only the cluster's own outbound address". */
const ownOutboundOnly = '0.0.0.0/32';

export type RangeProblem =
  | 'everyone'
  | 'too-wide'
  | 'private'
  | 'duplicate'
  | 'every-azure-customer'
  | 'not-judged';

/** Does this entry let the whole Internet in? */
export function isEveryone(entry: string): boolean {
  return prefixOf(entry) === 0;
}

/**
 * What is wrong with each entry of a list; entries without a problem are left out.
 * @param widestPrefix shortest IPv4 prefix that is still narrow.
 */
export function rangeProblems(
  entries: readonly string[],
  widestPrefix: number,
): { entry: string; problem: RangeProblem }[] {
  const before = new Set<string>();
  return entries.flatMap((entry) => {
    const key = normalised(entry);
    const problem = before.has(key) ? 'duplicate' : problemOf(entry, widestPrefix);
    before.add(key);
    return problem === undefined ? [] : [{ entry, problem }];
  });
}

function problemOf(entry: string, widestPrefix: number): RangeProblem | undefined {
  if (entry === ownOutboundOnly) return undefined;
  const range = parseRange(entry);
  // Service tags may stand in the list: AzureCloud holds the addresses of every customer of Azure.
  if (!range) return /^azurecloud\b/i.test(entry) ? 'every-azure-customer' : 'not-judged';
  const [address, prefix] = range;
  if (prefix === 0) return 'everyone';
  // An IPv6 /32 is what one provider gets; sites get /48 and narrower.
  if (prefix < (address.kind() === 'ipv4' ? widestPrefix : 32)) return 'too-wide';
  return ['private', 'uniqueLocal'].includes(address.range()) ? 'private' : undefined;
}

function prefixOf(entry: string): number | undefined {
  return parseRange(entry)?.[1];
}

/** Azure takes a bare address as a range of one. */
function parseRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  const isCidr = entry.includes('/');
  if (isCidr) return ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : undefined;
  if (!ipaddr.isValid(entry)) return undefined;
  const address = ipaddr.parse(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

function normalised(entry: string): string {
  const range = parseRange(entry);
  return range ? `${range[0].toString()}/${range[1]}` : entry.toLowerCase();
}
