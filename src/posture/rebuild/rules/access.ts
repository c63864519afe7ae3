import { rangeProblems } from '../../checks/api/_ranges.ts';
import { clusterPart, type Draft, leave, type Part, parameter } from '../draft.ts';
import { bringsOwnNetwork } from '../own-network.ts';

const profile = 'properties.apiServerAccessProfile';

/** Who reaches the API server. A private cluster has no authorized ranges: Azure refuses both together. */
export function access(draft: Draft): void {
  const cluster = clusterPart(draft);
  const wasPrivate = cluster.isOn(`${profile}.enablePrivateCluster`);
  const ranges = cluster.list(`${profile}.authorizedIPRanges`);
  const good = goodRanges(draft, ranges);
  const demanded = draft.look.config.demandPublicNetworkAccessDisabled;
  if (wasPrivate || good.length === 0 || demanded) closed(draft, cluster);
  else ranged(draft, cluster, ranges, good);
  cluster.set(`${profile}.disableRunCommand`, true, {
    check: 'AKS-API-005',
    why: 'Commands run in the cluster through Kubernetes’ own rights alone.',
  });
  vnetIntegration(draft, cluster);
}

function goodRanges({ look }: Draft, ranges: string[]): string[] {
  const bad = rangeProblems(ranges, look.config.widestPrefix);
  const counts = new Map<string, number>();
  for (const { entry } of bad) counts.set(entry, (counts.get(entry) ?? 0) + 1);
  // A range that stands there twice is reported once for its second place.
  return ranges
    .toReversed()
    .flatMap((range) => {
      const count = counts.get(range) ?? 0;
      if (count === 0) return range;
      counts.set(range, count - 1);
      return [];
    })
    .toReversed();
}

function closed(draft: Draft, cluster: Part): void {
  cluster.set(`${profile}.enablePrivateCluster`, true, {
    check: 'AKS-API-002',
    why: 'The API server has no public address.',
  });
  cluster.set(`${profile}.enablePrivateClusterPublicFQDN`, false, {
    check: 'AKS-API-004',
    why: 'Nobody outside learns its inner address.',
  });
  cluster.drop(`${profile}.authorizedIPRanges`, {
    why: 'Authorized ranges do not exist on a private cluster.',
  });
  if (draft.look.config.demandPublicNetworkAccessDisabled)
    cluster.set('properties.publicNetworkAccess', 'Disabled', {
      check: 'AKS-API-008',
      why: 'Policy demands it here.',
    });
  privateZone(draft, cluster);
  leave(draft, {
    check: 'AKS-API-002',
    path: `${profile}.enablePrivateCluster`,
    why: 'Only networks that are joined to the cluster’s reach it: give people, pipelines and this bot’s worker a way in.',
  });
}

/** `none` works with a public name alone. */
function privateZone(draft: Draft, cluster: Part): void {
  const zone = cluster.get(`${profile}.privateDNSZone`);
  if (typeof zone === 'string' && zone.startsWith('/')) {
    cluster.write(
      `${profile}.privateDNSZone`,
      parameter(draft, {
        name: 'privateDnsZoneId',
        type: 'string',
        description: 'ARM id of the private DNS zone of the API server',
        default: zone,
      }),
    );
    return;
  }
  if (cluster.word(`${profile}.privateDNSZone`) !== 'system')
    cluster.set(`${profile}.privateDNSZone`, 'system', {
      why: 'Without a public name the private one has to be found.',
    });
}

function ranged(draft: Draft, cluster: Part, ranges: string[], good: string[]): void {
  for (const setting of ['privateDNSZone', 'enablePrivateClusterPublicFQDN'])
    cluster.drop(`${profile}.${setting}`, { why: 'It belongs to private clusters.' });
  const wanted = parameter(draft, {
    name: 'authorizedRanges',
    type: 'array',
    description:
      'Address ranges that reach the API server; if traffic leaves through a firewall, its addresses too',
    default: good,
  });
  cluster.set(`${profile}.authorizedIPRanges`, wanted, {
    check: good.length === ranges.length ? 'AKS-API-001' : 'AKS-API-003',
    why: 'Ranges that are too wide, private or there twice protect nothing.',
  });
  leave(draft, {
    check: 'AKS-API-001',
    path: `${profile}.authorizedIPRanges`,
    why: 'Look through the ranges: outbound addresses of the old cluster among them are not those of the new one.',
  });
}

/** https://learn.microsoft.com/azure/aks/api-server-vnet-integration */
function vnetIntegration(draft: Draft, cluster: Part): void {
  const endpoints = approvedEndpoints(draft);
  if (endpoints > 0 && !cluster.isOn(`${profile}.enableVnetIntegration`)) {
    leave(draft, {
      check: 'AKS-API-006',
      path: `${profile}.enableVnetIntegration`,
      why: 'Other networks reach the old cluster through private endpoints, which API server VNet integration replaces. It stays off; make the endpoints again for the new cluster.',
    });
    return;
  }
  cluster.set(`${profile}.enableVnetIntegration`, true, {
    check: 'AKS-API-006',
    why: 'Nodes reach the API server inside the network, and the cluster can be made private later. Capacity is short in some regions.',
  });
  if (!bringsOwnNetwork(draft)) return;
  const subnet = draft.look.cluster.text(`${profile}.subnetId`).value;
  cluster.write(
    `${profile}.subnetId`,
    parameter(draft, {
      name: 'apiServerSubnetId',
      type: 'string',
      description:
        'ARM id of a subnet of /28 or more, delegated to Microsoft.ContainerService/managedClusters',
      ...(subnet && { default: subnet }),
    }),
  );
}

function approvedEndpoints({ look }: Draft): number {
  if (!look.wasRead('privateEndpointConnections')) return 0;
  return look
    .list('privateEndpointConnections')
    .items.filter(
      (item) =>
        item.word('properties.privateLinkServiceConnectionState.status').value === 'approved',
    ).length;
}
