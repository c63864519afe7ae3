/** Where a cluster stands in the network: its profile, and the subnets of its pools. */

import type { Look } from './look.ts';
import { poolsOf } from './pools.ts';
import { type Node, NotKnown } from './read.ts';
import { resourceGroupOf } from './resource-id.ts';

const profile = 'properties.networkProfile';

/** Paths of the cluster's network profile. */
export const network = {
  plugin: `${profile}.networkPlugin`,
  policy: `${profile}.networkPolicy`,
  dataplane: `${profile}.networkDataplane`,
  outbound: `${profile}.outboundType`,
  loadBalancer: `${profile}.loadBalancerSku`,
  linkLocal: `${profile}.podLinkLocalAccess`,
  advanced: `${profile}.advancedNetworking`,
} as const;

export function isCilium({ cluster }: Look): boolean {
  return cluster.word(network.dataplane).value === 'cilium';
}

interface Place {
  network: Node;
  networkId: string;
  subnet: Node;
}

/**
 * The subnets of all pools, each once. A pool that names none is in the network that AKS made in the
 * resource group of the nodes.
 */
export function subnetsOf(look: Look): Place[] {
  const places = poolsOf(look).flatMap((pool) => {
    const id = pool.text('vnetSubnetID');
    return id.value ? [namedPlace(look, id.value)] : managedPlaces(look);
  });
  if (places.length === 0)
    throw new NotKnown(
      'Not known: in which network the nodes are.',
      look.evidenceOf('virtualNetworks'),
    );
  return [...new Map(places.map((place) => [keyOf(place), place])).values()];
}

function keyOf({ networkId, subnet }: Place): string {
  return `${networkId} ${subnet.word('name').value}`;
}

function namedPlace(look: Look, id: string): Place {
  const [networkId = '', name = ''] = id.toLowerCase().split('/subnets/');
  const found = look.resource('virtualNetworks', networkId);
  if (!found)
    throw new NotKnown(
      `Not known: Azure has no network ${networkId.split('/').at(-1)}, which a node pool names.`,
      look.evidenceOf('virtualNetworks', id),
    );
  const subnet = subnetsIn(found).find((one) => one.word('name').value === name);
  if (!subnet)
    throw new NotKnown(
      `Not known: the network ${found.object} has no subnet ${name}, which a node pool names.`,
      look.evidenceOf('virtualNetworks', id),
    );
  return { network: found, networkId, subnet };
}

function managedPlaces(look: Look): Place[] {
  const group = look.cluster.word('properties.nodeResourceGroup').value;
  return look
    .resources('virtualNetworks')
    .filter(([id]) => resourceGroupOf(id) === group)
    .flatMap(([networkId, found]) =>
      subnetsIn(found).map((subnet) => ({ network: found, networkId, subnet })),
    );
}

function subnetsIn(found: Node): Node[] {
  return found.children('properties.subnets').value ?? [];
}

/** The networks of all pools, each once, with their ids in lower case. */
export function networksOf(look: Look): Map<string, Node> {
  return new Map(subnetsOf(look).map(({ networkId, network: found }) => [networkId, found]));
}
