import type { AzureReader } from '../../azure/reader.ts';
import type { ReadInside } from '../../fleet/kubernetes-planes.ts';
import { listClusters, listKubeletIdentities } from '../../fleet/list.ts';
import { takeSnapshot } from '../../fleet/take-snapshot.ts';
import type { Queryable } from '../../store/pool.ts';
import { finishRebuildRun, getRebuildRun } from '../../store/rebuild-runs.ts';
import { checks } from '../checks/index.generated.ts';
import { defaultPostureConfig, type PostureConfig } from '../config.ts';
import { rebuild } from './rebuild.ts';

export interface RunRebuildOptions {
  reader: AzureReader;
  db: Queryable;
  /** A run that `startRebuildRun` has written. */
  runId: string;
  now: () => Date;
  config?: PostureConfig;
  /** Reads what lies in a cluster itself. */
  inside?: ReadInside;
  signal?: AbortSignal;
}

/**
 * Reads the run's cluster, writes its replacement and stores it. A run that has ended is not repeated.
 * @throws Error where the run or its cluster is not known, CannotRebuild where Azure would not show the cluster.
 */
export async function runRebuild({
  reader,
  db,
  runId,
  now,
  config = defaultPostureConfig,
  inside,
  signal,
}: RunRebuildOptions): Promise<void> {
  const run = await getRebuildRun(db, runId);
  if (!run) throw new Error(`There is no rebuild run ${runId}.`);
  if (run.state !== 'running') return;
  const cluster = (await listClusters(db)).find(({ id }) => id.toLowerCase() === run.clusterId);
  if (!cluster) throw new Error(`The cluster ${run.clusterId} is no longer in the fleet.`);
  const kubeletIdentities = await listKubeletIdentities(db);
  const snapshot = await takeSnapshot({ reader, cluster, now, kubeletIdentities, inside, signal });
  const { made } = rebuild(snapshot, { checks, config });
  await finishRebuildRun(db, { id: runId, result: made, now: now() });
}
