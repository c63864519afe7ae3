import { readCluster as readManagedCluster, readPoolUpgradeProfile } from '../azure/clusters.ts';
import { AzureError } from '../azure/errors.ts';
import type { LogsReader } from '../azure/logs.ts';
import type { PrometheusReader } from '../azure/prometheus.ts';
import type { AzureReader } from '../azure/reader.ts';
import { eachFairly } from '../fleet/each-fairly.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { fleetReader } from '../fleet/read-fleet.ts';
import type { ClusterRef, Json, Plane } from '../fleet/snapshot.ts';
import { unreadable } from '../fleet/unreadable.ts';
import { askLogs } from './ask-logs.ts';
import { askPrometheus } from './ask-prometheus.ts';
import { asksForReboots, clusterNodes, osChannelOf, type ReadCluster } from './cluster-nodes.ts';
import type { NodesConfig } from './config.ts';
import { restartersAmong } from './restarters.ts';
import type { ClusterNodes } from './types.ts';

export interface LookAtNodesOptions {
  reader: AzureReader;
  logs: LogsReader;
  /** Asked where the configuration says so. */
  prometheus?: PrometheusReader;
  /** Reads what lies in the clusters themselves. */
  inside?: ReadInside;
  clusters: readonly ClusterRef[];
  /** Every cluster that is known; those that are looked at unless said. */
  fleet?: readonly ClusterRef[];
  config: NodesConfig;
  oldAfter: { linux: number; windows: number };
  now: () => Date;
  onProgress?: (progress: { done: number; waiting: string | null }) => void;
  signal?: AbortSignal;
}

/** As many at once as for posture: enough to keep a subscription's token bucket busy. */
const atOnce = { inGroup: 3, altogether: 24 };

/**
 * One answer for each cluster, in their order. What could not be read of a cluster stands in its answer; thrown is
 * the abort of the signal, and faults of our own.
 */
export async function lookAtNodes(options: LookAtNodesOptions): Promise<ClusterNodes[]> {
  const { reader: given, logs, clusters, config, oldAfter, now, signal } = options;
  const reader = fleetReader(given, clusters);
  const found = new Map<string, ReadCluster>();
  let waiting: string | null = null;
  const tell = () => options.onProgress?.({ done: found.size, waiting });
  await eachFairly(
    clusters,
    ({ subscriptionId }) => subscriptionId.toLowerCase(),
    atOnce,
    async (cluster) => {
      signal?.throwIfAborted();
      const read = await readOne({ ...options, reader }, cluster, (seconds) => {
        waiting = `waiting ${seconds} s for Azure’s rate limit`;
        tell();
      });
      waiting = null;
      found.set(cluster.id, read);
      tell();
    },
  );
  signal?.throwIfAborted();
  const reads = clusters.flatMap((cluster) => found.get(cluster.id) ?? []);
  const asked = reads.flatMap((read) =>
    read.managedCluster.state === 'read'
      ? {
          ...{ cluster: read.cluster, document: read.managedCluster.value },
          reboots: isAsked(read, config),
        }
      : [],
  );
  const metrics = await askPrometheus({
    ...{ prometheus: options.prometheus, config: config.prometheus, now, signal },
    clusters: asked.filter(({ reboots }) => reboots).map(({ cluster }) => cluster),
    fleet: options.fleet ?? clusters,
  });
  const said = await askLogs({
    ...{ reader, logs, workspaces: config.workspaces, restarters: config.restarters, now, signal },
    ...{ clusters: asked, metrics },
  });
  return reads.map((read) =>
    clusterNodes(
      {
        ...{ ...read, said: said.get(read.cluster.id.toLowerCase()) },
        rebootsAsked: isAsked(read, config),
      },
      { config, oldAfter, now: now() },
    ),
  );
}

/** Whether kured's own words would decide anything. */
function isAsked({ managedCluster, workloads }: ReadCluster, { restarters }: NodesConfig): boolean {
  if (managedCluster.state !== 'read') return false;
  if (asksForReboots(osChannelOf(managedCluster.value)?.toLowerCase() ?? null)) return true;
  return workloads.state === 'read' && restartersAmong(workloads.value, restarters).length > 0;
}

async function readOne(
  { reader, inside, now, signal }: LookAtNodesOptions,
  cluster: ClusterRef,
  onWait: (seconds: number) => void,
): Promise<ReadCluster> {
  const unasked = {
    state: 'unreadable' as const,
    code: 'not-configured' as const,
    reason: 'the API server of the cluster was not asked',
  };
  const read: ReadCluster = {
    ...{ cluster, managedCluster: unasked, poolProfiles: {}, poolsUnknown: null },
    ...{ nodes: unasked, workloads: unasked },
    ...{ said: undefined, rebootsAsked: false },
  };
  const managedCluster = await planeOf(
    async () => (await readManagedCluster(reader, cluster.id, { signal, onWait })).json,
    now,
  );
  signal?.throwIfAborted();
  if (managedCluster.state === 'unreadable') return { ...read, managedCluster };
  const document = managedCluster.value;
  const [profiles, planes] = await Promise.all([
    readProfiles(reader, cluster, document, { signal, onWait }),
    inside?.(cluster, document, { signal }),
  ]);
  return {
    ...{ ...read, managedCluster, ...profiles },
    ...(planes && { nodes: planes.nodes, workloads: planes.workloads }),
  };
}

async function planeOf(read: () => Promise<Json>, now: () => Date): Promise<Plane<Json>> {
  try {
    const value = await read();
    return { state: 'read', value, source: 'Azure', readAt: now().toISOString() };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const permission = 'Microsoft.ContainerService/managedClusters/read';
    return unreadable(error, { title: 'cluster', permission });
  }
}

/** What the newest image of each pool is. */
async function readProfiles(
  reader: AzureReader,
  { id }: ClusterRef,
  document: Json,
  options: { signal?: AbortSignal; onWait: (seconds: number) => void },
): Promise<Pick<ReadCluster, 'poolProfiles' | 'poolsUnknown'>> {
  const poolProfiles: Record<string, Json> = {};
  let poolsUnknown: string | null = null;
  for (const { name } of document?.properties?.agentPoolProfiles ?? []) {
    const pool = String(name);
    try {
      poolProfiles[pool.toLowerCase()] = await readPoolUpgradeProfile(
        reader,
        { id, pool },
        options,
      );
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof AzureError)) throw error;
      poolsUnknown ??= `Which image is the newest is not known for ${pool}: ${error.message}.`;
    }
  }
  return { poolProfiles, poolsUnknown };
}
