import type { LogsReader } from '../azure/logs.ts';
import type { PrometheusReader } from '../azure/prometheus.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { listClusters } from '../fleet/list.ts';
import { defaultNodesConfig, type NodesConfig } from '../nodes/config.ts';
import { lookAtNodes } from '../nodes/look.ts';
import type { ClusterNodes } from '../nodes/types.ts';
import { defaultPostureConfig, type PostureConfig } from '../posture/config.ts';
import { type NodeRunRow, nodeRuns } from '../store/node-runs.ts';
import { openSilences } from '../store/node-silences.ts';
import { type LeasedRunsDeps, leasedRunsProcessor } from './leased-runs.ts';
import type { Processor } from './queues.ts';

export interface NodesDeps extends LeasedRunsDeps {
  reader: AzureReader;
  logs: LogsReader;
  prometheus?: PrometheusReader;
  config?: NodesConfig;
  /** Says from when on an image is old. */
  posture?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
}

interface Reached {
  done: number;
  waiting: string | null;
}

/** Looks at the nodes of a stored run, and has its message edited on the way and at the end. */
export function createNodesProcessor(deps: NodesDeps): Processor {
  return leasedRunsProcessor<NodeRunRow, Reached>({
    deps,
    runs: nodeRuns,
    view: 'nodes',
    what: 'a look at nodes',
    work: (run, onProgress) => looksOf(deps, run, onProgress),
  });
}

async function looksOf(
  deps: NodesDeps,
  { clusterIds }: NodeRunRow,
  onProgress: (reached: Reached) => void,
): Promise<ClusterNodes[]> {
  const { db, now, config = defaultNodesConfig, posture = defaultPostureConfig } = deps;
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const [looks, silences] = await Promise.all([
    lookAtNodes({
      ...{ ...deps, clusters, fleet: known, config, onProgress },
      oldAfter: posture.maxNodeImageDays,
    }),
    openSilences(db, { clusterIds, now: now() }),
  ]);
  return looks.map((look) => ({
    ...look,
    silences: silences
      .filter(({ clusterId }) => clusterId === look.clusterId)
      .map(({ pool, reason, expiresAt }) => ({ pool, reason, until: expiresAt.toISOString() })),
  }));
}
