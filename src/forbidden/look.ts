import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { oncePerRun } from '../fleet/once-per-run.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { readAtOnce } from '../kubernetes/at-once.ts';
import type { Queryable } from '../store/pool.ts';
import type { ForbiddenConfig } from './config.ts';
import type { Detection } from './define-detection.ts';
import { lookInWorkspace } from './look-in-workspace.ts';
import { type Begin, withFleetOutage } from './outage.ts';
import { type FoundSource, findSource, problemOf } from './sources.ts';
import type { ClusterLook } from './types.ts';

export interface LookRequest {
  reader: AzureReader;
  logs: LogsReader;
  /** Where the baseline is kept; without it the suspicion knows no history. */
  db?: Queryable;
  clusters: readonly ClusterRef[];
  /** From is included, to is not. */
  window: { from: Date; to: Date };
  now: () => Date;
  config: ForbiddenConfig;
  /** Whether refused calls are looked for; true unless said. */
  refusals?: boolean;
  /** Whether what else happened around what is seen is followed up; false unless said. */
  around?: boolean;
  /** What else to look for: each is a query more. */
  detections?: readonly Detection[];
  signal?: AbortSignal;
}

/** Clusters, and queries, at a time; what Azure allows at once is kept by the readers themselves. */
const atATime = 4;

/**
 * Looks for refused calls, or for what detections find: one answer for each cluster, in their order. A cluster that could not be looked at says
 * so in `problem`; nothing is thrown but the abort of the signal.
 */
export async function lookForCalls(request: LookRequest): Promise<ClusterLook[]> {
  const { clusters, signal } = request;
  const reader = oncePerRun(request.reader);
  const looks = new Map<string, ClusterLook>();
  const begins: Begin[] = [];
  const shared = new Map<string, { found: FoundSource; clusters: ClusterRef[] }>();
  await readAtOnce(clusters, atATime, async (cluster) => {
    try {
      const found = await findSource(reader, cluster, signal);
      if (!('source' in found)) {
        looks.set(idOf(cluster), { ...nothing(request, cluster), problem: found });
        return;
      }
      const key = `${found.customerId} ${found.source.table} ${found.visible}`;
      const group = shared.get(key);
      if (group) group.clusters.push(cluster);
      else shared.set(key, { found, clusters: [cluster] });
      looks.set(idOf(cluster), { ...nothing(request, cluster), source: found.source });
    } catch (error) {
      signal?.throwIfAborted();
      looks.set(idOf(cluster), { ...nothing(request, cluster), problem: problemOf(error) });
    }
  });
  await readAtOnce([...shared.values()], atATime, async (group) => {
    const begun = group.clusters.map((cluster) => looks.get(idOf(cluster)) as ClusterLook);
    const looked = await lookInWorkspace({ ...request, reader }, group, begun);
    for (const look of looked.looks) looks.set(look.clusterId, look);
    begins.push(...looked.begins);
  });
  const all = clusters.map((cluster) => looks.get(idOf(cluster)) ?? nothing(request, cluster));
  return withFleetOutage(all, begins, request.window.from);
}

function nothing({ window }: LookRequest, cluster: ClusterRef): ClusterLook {
  return {
    clusterId: idOf(cluster),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    source: null,
    problem: null,
    partial: null,
    newest: null,
    sightings: [],
    unauthenticated: 0,
    outage: null,
  };
}

function idOf(cluster: ClusterRef): string {
  return cluster.id.toLowerCase();
}
