/**
 * What the service says of a list of authorized ranges.
 * https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
 */
import ipaddr from 'ipaddr.js';
import type { Json } from '../fleet/wire.ts';
import { invalidParameter } from './errors.ts';

const target = 'apiServerAccessProfile.authorizedIPRanges';
const onlyOwnEgress = '0.0.0.0/32';

/**
 * The list as the service keeps it: a single address becomes a /32.
 * @param properties of the cluster as it would be after the write
 * @throws ArmError 400
 */
export function checkedRanges(properties: Json): string[] | undefined {
  const {
    authorizedIPRanges: given,
    enablePrivateCluster,
    enableVnetIntegration,
  } = properties.apiServerAccessProfile ?? {};
  if (given === undefined || given === null) return undefined;
  if (!Array.isArray(given) || given.some((range) => typeof range !== 'string'))
    throw invalidParameter(
      `The value of parameter ${target} is invalid: it is no list of ranges.`,
      target,
    );
  if (given.length === 0) return given;
  if (enablePrivateCluster)
    throw invalidParameter('Authorized IP ranges are not supported for a private cluster.', target);
  if (properties.networkProfile?.loadBalancerSku?.toLowerCase() !== 'standard')
    throw invalidParameter(
      'Authorized IP ranges are supported with a Standard load balancer only.',
      target,
    );
  const most = enableVnetIntegration ? 2000 : 200;
  if (given.length > most)
    throw invalidParameter(
      `The number of authorized IP ranges ${given.length} exceeds the limit of ${most}.`,
      target,
    );
  const ranges = given.map(checkedRange);
  if (ranges.filter((range) => !range.includes('/')).length > 1)
    throw invalidParameter('Only one service tag is allowed in the authorized IP ranges.', target);
  if (ranges.includes(onlyOwnEgress) && ranges.length > 1)
    throw invalidParameter(
      `Setting apiServerAuthorizedIPRange to ${onlyOwnEgress} is not allowed with other IP ranges. Refer to https://aka.ms/aks/auth-ip-ranges for more details`,
      target,
    );
  return ranges;
}

function checkedRange(range: string): string {
  if (/^[A-Za-z][A-Za-z0-9.]*$/.test(range)) return range;
  const cidr = range.includes('/') ? range : `${range}/32`;
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr))
    throw invalidParameter(
      `The value '${range}' of parameter ${target} is invalid: it is no IPv4 address or CIDR.`,
      target,
    );
  const network = ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
  if (network !== cidr.split('/')[0])
    throw invalidParameter(
      `The value '${range}' of parameter ${target} is invalid: the network address of the CIDR is ${network}/${cidr.split('/')[1]}.`,
      target,
    );
  return cidr;
}
