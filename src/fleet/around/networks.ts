/** The network of the nodes: their subnets, who reaches them and which way they go out. */
import type { AzureReader, ReadOptions } from '../../azure/reader.ts';
import { listResources, readResource } from '../../azure/resources.ts';
import { planeReading } from '../plane-reading.ts';
import type { ClusterRef, Json, Planes } from '../snapshot.ts';
import { eachById } from './each-by-id.ts';

type Networks = Pick<Planes, 'managedCluster' | 'virtualNetworks'>;

/** Ids of the subnets that the pools name; a pool without one lives in a network of AKS's own. */
function subnetIds(cluster: Json): Json[] {
  const pools: Json = cluster?.properties?.agentPoolProfiles;
  return (Array.isArray(pools) ? pools : []).map((pool) => pool?.vnetSubnetID || undefined);
}

function networkOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]*$/i, '');
}

/** Ids of the networks that the pools name; undefined for a pool in a network of AKS's own. */
export function networkIds(cluster: Json): (string | undefined)[] {
  return subnetIds(cluster).map((id) => (typeof id === 'string' ? networkOf(id) : undefined));
}

export function securityGroupIds(networks: Networks): Json[] {
  return subnets(networks).flatMap(({ properties }) => properties?.networkSecurityGroup?.id ?? []);
}

export function routeTableIds(networks: Networks): Json[] {
  return subnets(networks).flatMap(({ properties }) => properties?.routeTable?.id ?? []);
}

/** The subnets in which the pools are, as their networks show them. */
function subnets({ managedCluster, virtualNetworks }: Networks): Json[] {
  const wanted = subnetIds(managedCluster).map((id) => id && String(id).toLowerCase());
  const all: Json[] = Object.values(virtualNetworks).flatMap(
    (network) => network?.properties?.subnets ?? [],
  );
  const inNodeGroup = wanted.includes(undefined) ? managedSubnets(managedCluster, all) : [];
  return [...inNodeGroup, ...all.filter(({ id }) => wanted.includes(String(id).toLowerCase()))];
}

function managedSubnets(cluster: Json, all: readonly Json[]): Json[] {
  const group = `/resourcegroups/${cluster?.properties?.nodeResourceGroup}/`.toLowerCase();
  return all.filter(({ id }) => String(id).toLowerCase().includes(group));
}

function nodeGroup({ subscriptionId }: ClusterRef, cluster: Json) {
  return { subscriptionId, resourceGroup: String(cluster?.properties?.nodeResourceGroup) };
}

async function readNetworks(
  reader: AzureReader,
  ref: ClusterRef,
  options: ReadOptions,
  cluster: Json,
): Promise<Record<string, Json | null>> {
  const type = 'Microsoft.Network/virtualNetworks';
  const ids = networkIds(cluster);
  const named = await eachById(ids, (id) => readResource(reader, type, { id }, options));
  if (!ids.includes(undefined)) return named;
  const managed = await listResources(reader, type, nodeGroup(ref, cluster), options);
  return { ...named, ...Object.fromEntries(managed.map((one) => [one.id.toLowerCase(), one])) };
}

export const networkReadings = [
  planeReading({
    plane: 'virtualNetworks',
    title: 'virtual networks',
    permission: 'Microsoft.Network/virtualNetworks/read',
    after: ['managedCluster'],
    read: (reader, ref, options, { managedCluster }) =>
      readNetworks(reader, ref, options, managedCluster),
  }),
  planeReading({
    plane: 'subnetSecurityGroups',
    title: 'security groups of the subnets',
    permission: 'Microsoft.Network/networkSecurityGroups/read',
    after: ['managedCluster', 'virtualNetworks'],
    read: (reader, _ref, options, found) =>
      eachById(securityGroupIds(found), (id) =>
        readResource(reader, 'Microsoft.Network/networkSecurityGroups', { id }, options),
      ),
  }),
  planeReading({
    plane: 'nodeSecurityGroups',
    title: 'security groups of the nodes',
    permission: 'Microsoft.Network/networkSecurityGroups/read',
    after: ['managedCluster'],
    read: (reader, ref, options, { managedCluster }) =>
      listResources(
        reader,
        'Microsoft.Network/networkSecurityGroups',
        nodeGroup(ref, managedCluster),
        options,
      ),
  }),
  planeReading({
    plane: 'routeTables',
    title: 'route tables',
    permission: 'Microsoft.Network/routeTables/read',
    after: ['managedCluster', 'virtualNetworks'],
    read: (reader, _ref, options, found) =>
      eachById(routeTableIds(found), (id) =>
        readResource(reader, 'Microsoft.Network/routeTables', { id }, options),
      ),
  }),
  planeReading({
    plane: 'loadBalancers',
    title: 'load balancers',
    permission: 'Microsoft.Network/loadBalancers/read',
    after: ['managedCluster'],
    read: (reader, ref, options, { managedCluster }) =>
      listResources(
        reader,
        'Microsoft.Network/loadBalancers',
        nodeGroup(ref, managedCluster),
        options,
      ),
  }),
];
