import type { LogsReader } from '../../azure/logs.ts';
import type { AzureReader } from '../../azure/reader.ts';
import type { ReadInside } from '../../fleet/kubernetes-planes.ts';
import { listClusters, listKubeletIdentities } from '../../fleet/list.ts';
import { fleetReader, readFleet } from '../../fleet/read-fleet.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { Queryable } from '../../store/pool.ts';
import { checks as everyCheck } from '../checks/index.generated.ts';
import { defaultPostureConfig, type PostureConfig } from '../config.ts';
import { collectDrift } from './collect.ts';
import { type DriftConfig, defaultDriftConfig } from './config.ts';
import type { DriftReport } from './types.ts';

export interface DriftProgress {
  done: number;
  failed: number;
  /** In words, when something takes long. */
  waiting: string | null;
}

export interface RunDriftOptions {
  reader: AzureReader;
  db: Queryable;
  /** In lower case. */
  clusterIds: readonly string[];
  now: () => Date;
  posture?: PostureConfig;
  /** Reads what lies in a cluster itself. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  config?: DriftConfig;
  onProgress?: (progress: DriftProgress) => void;
  /** A cluster of which nothing came, by a fault of ours. */
  onFailure?: (cluster: ClusterRef, error: unknown) => void;
  signal?: AbortSignal;
}

/**
 * Reads clusters, compares them and tells what differs. A cluster that fails does not fail the others.
 * @throws what aborts the signal, and what the database says
 */
export async function runDrift({
  reader,
  db,
  clusterIds,
  now,
  posture = defaultPostureConfig,
  inside,
  logs,
  config = defaultDriftConfig,
  onProgress = () => {},
  onFailure = () => {},
  signal,
}: RunDriftOptions): Promise<DriftReport> {
  const wanted = new Set(clusterIds);
  const clusters = (await listClusters(db)).filter(({ id }) => wanted.has(id.toLowerCase()));
  const collected = collectDrift({ checks: everyCheck, posture, config });
  const tell = (waiting: string | null) => onProgress({ ...collected.progress(), waiting });
  for (const id of wanted.difference(new Set(clusters.map((one) => one.id.toLowerCase()))))
    collected.fail(goneCluster(id), 'It is no longer in the fleet.');
  await readFleet({
    reader: fleetReader(reader, clusters),
    clusters,
    now,
    kubeletIdentities: await listKubeletIdentities(db),
    inside,
    logs,
    signal,
    onWait: tell,
    async onSnapshot(snapshot) {
      collected.add(snapshot);
      tell(null);
    },
    async onFailure(cluster, error) {
      onFailure(cluster, error);
      collected.fail(cluster, error instanceof Error ? error.message : String(error));
      tell(null);
    },
  });
  return collected.report();
}

function goneCluster(id: string): ClusterRef {
  const name = id.split('/').at(-1) ?? id;
  return { id, name, resourceGroup: '', subscriptionId: '', location: '', tags: {} };
}
