/** What the stand-in remembers: Azure's JSON as it is, so that fields which nobody knows survive. */
import { randomUUID } from 'node:crypto';
import { type LiveNode, liveNodes, type RollOuts } from '../fleet/live-nodes.ts';
import type { Fleet, Json, PretendCluster } from '../fleet/wire.ts';
import type { Author } from './resource-changes.ts';

export interface StoredCluster extends PretendCluster {
  readonly id: string;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
  /** Pools whose count the cluster's own document has not heard of: pool → what it still says. */
  staleCounts: Record<string, number>;
  /** How the nodes of its pools were last replaced. */
  rollOuts: RollOuts;
  /** The cluster as it was, for Resource Graph, which is always a little late. Oldest first. */
  past: { until: number; document: Json; author?: Author }[];
}

export interface State {
  readonly tenantId: string;
  /** When it was made. */
  readonly startedAt: number;
  readonly subscriptions: Json[];
  readonly clusters: StoredCluster[];
  readonly workspaces: Json[];
  readonly activityLogAlerts: Json[];
  /** Resources around the clusters: networks, gateways, vaults, and what Defender says. */
  readonly around: Json[];
  /** Resource groups that hold something, lower case: `subscription/group`. */
  readonly groups: ReadonlySet<string>;
  find(subscriptionId: string, resourceGroup: string, name: string): StoredCluster | undefined;
  /** The cluster as `GET` shows it. */
  view(cluster: StoredCluster): Json;
  /** A pool as `GET …/agentPools/{name}` shows it. */
  viewPool(cluster: StoredCluster, name: string): Json | undefined;
  /** Tells that something about the cluster is about to change, and by whom. */
  remember(cluster: StoredCluster, author?: Author): void;
  /** The cluster as it was at a time. */
  viewAt(cluster: StoredCluster, time: number): Json;
  /** Its nodes at this moment; none where there is no such cluster. */
  nodesOf(id: string): LiveNode[];
}

export function newEtag(): string {
  return randomUUID();
}

export function createState({ fleet, clock }: { fleet: Fleet; clock: () => Date }): State {
  const {
    tenantId,
    subscriptions,
    workspaces,
    activityLogAlerts,
    around: shared,
    clusters: given,
  } = structuredClone(fleet);
  const clusters = given.map(store);
  const around = [...shared, ...clusters.flatMap((each) => each.around)];
  const ids = [
    ...clusters.map(({ id }) => id),
    ...workspaces.map(({ id }) => id),
    ...activityLogAlerts.map(({ id }) => id),
    ...around.map(({ id }) => id),
    ...clusters.flatMap((each) => each.publicIPAddresses.map(({ id }) => id)),
  ];

  function view(cluster: StoredCluster): Json {
    const document = structuredClone(cluster.managedCluster);
    for (const pool of document.properties.agentPoolProfiles) {
      const stale = cluster.staleCounts[pool.name];
      if (stale !== undefined) pool.count = stale;
    }
    return document;
  }

  return {
    tenantId,
    startedAt: clock().getTime(),
    subscriptions,
    clusters,
    workspaces,
    activityLogAlerts,
    around,
    groups: new Set(ids.map((id) => groupOf(id).join('/').toLowerCase())),
    find(subscriptionId, resourceGroup, name) {
      const wanted = [subscriptionId, resourceGroup, name].join('/').toLowerCase();
      return clusters.find(
        (each) =>
          [each.subscriptionId, each.resourceGroup, each.name].join('/').toLowerCase() === wanted,
      );
    },
    view,
    viewPool(cluster, name) {
      const pool = poolOf(cluster, name);
      if (!pool) return undefined;
      const { name: poolName, ...properties } = structuredClone(pool);
      return {
        id: `${cluster.id}/agentPools/${poolName}`,
        name: poolName,
        type: 'Microsoft.ContainerService/managedClusters/agentPools',
        properties,
      };
    },
    remember(cluster, author) {
      cluster.past.push({ until: clock().getTime(), document: view(cluster), author });
      if (cluster.past.length > 50) cluster.past.shift();
    },
    viewAt(cluster, time) {
      return cluster.past.find(({ until }) => until > time)?.document ?? view(cluster);
    },
    nodesOf(id) {
      const cluster = clusters.find((each) => each.id === id);
      return cluster ? liveNodes(cluster.managedCluster, cluster.rollOuts, clock().getTime()) : [];
    },
  };
}

export function poolOf(cluster: StoredCluster, name: string): Json | undefined {
  return cluster.managedCluster.properties.agentPoolProfiles.find(
    (pool: Json) => pool.name.toLowerCase() === name.toLowerCase(),
  );
}

function store(cluster: PretendCluster): StoredCluster {
  const { id, name, properties } = cluster.managedCluster;
  const [subscriptionId = '', resourceGroup = ''] = groupOf(id);
  const staleCounts: Record<string, number> = {};
  for (const pool of properties.agentPoolProfiles) {
    const real = cluster.realCounts[pool.name];
    if (real === undefined) continue;
    staleCounts[pool.name] = pool.count;
    pool.count = real;
  }
  return {
    ...cluster,
    id,
    subscriptionId,
    resourceGroup,
    name,
    staleCounts,
    rollOuts: {},
    past: [],
  };
}

function groupOf(id: string): string[] {
  const [, , subscription = '', , group = ''] = id.split('/');
  return [subscription, group];
}
