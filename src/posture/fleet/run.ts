import type { LogsReader } from '../../azure/logs.ts';
import type { AzureReader } from '../../azure/reader.ts';
import type { ReadInside } from '../../fleet/kubernetes-planes.ts';
import { listClusters, listKubeletIdentities } from '../../fleet/list.ts';
import { fleetReader, readFleet } from '../../fleet/read-fleet.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { finishFleetRun, fleetMembers } from '../../store/fleet-runs.ts';
import type { Queryable } from '../../store/pool.ts';
import { failPostureRun, finishPostureRun } from '../../store/posture-runs.ts';
import { defaultPostureConfig, type PostureConfig } from '../config.ts';
import { judgeSnapshot } from '../judge-snapshot.ts';
import { digestOf } from './digest.ts';
import { noOwners, type Owners, ownerOf } from './owners.ts';

export interface RunFleetOptions {
  reader: AzureReader;
  db: Queryable;
  /** A run that `startFleetRun` has written. */
  fleetRunId: string;
  now: () => Date;
  config?: PostureConfig;
  /** Reads what lies in a cluster itself. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  owners?: Owners;
  /** Told after every cluster, with null, and in words when something takes long. */
  onProgress?: (waiting: string | null) => void;
  /** A cluster of which nothing came, by a fault of ours. */
  onFailure?: (cluster: ClusterRef, error: unknown) => void;
  signal?: AbortSignal;
}

/**
 * Reads and judges the clusters of a run that have not ended yet, and stores each as soon as it is judged: after a
 * crash, another call goes on with the rest. A cluster that fails does not fail the run.
 * @throws what aborts the signal, and what the database says
 */
export async function runFleetPosture({
  reader,
  db,
  fleetRunId,
  now,
  config = defaultPostureConfig,
  inside,
  logs,
  owners = noOwners,
  onProgress = () => {},
  onFailure = () => {},
  signal,
}: RunFleetOptions): Promise<void> {
  const members = (await fleetMembers(db, fleetRunId)).filter(({ state }) => state === 'running');
  const known = new Map((await listClusters(db)).map((each) => [each.id.toLowerCase(), each]));
  const runs = new Map<string, string>();
  const clusters: ClusterRef[] = [];
  for (const { runId, clusterId } of members) {
    const cluster = known.get(clusterId);
    runs.set(clusterId, runId);
    if (cluster) clusters.push(cluster);
    else await fail(runId, `The cluster ${clusterId} is no longer in the fleet.`);
  }

  function fail(runId: string, message: string): Promise<boolean> {
    return failPostureRun(db, { id: runId, problem: { message }, now: now() });
  }
  const runOf = ({ id }: ClusterRef) => runs.get(id.toLowerCase()) as string;

  const shared = fleetReader(reader, clusters);
  await readFleet({
    reader: shared,
    clusters,
    now,
    kubeletIdentities: await listKubeletIdentities(db),
    inside,
    logs,
    signal,
    onWait: onProgress,
    async onSnapshot(snapshot) {
      const { cluster } = snapshot;
      const judged = await judgeSnapshot({ snapshot, reader: shared, db, config, now, signal });
      const digest = digestOf(judged.report, judged.comparison, ownerOf(owners, cluster));
      await finishPostureRun(db, { id: runOf(cluster), ...judged, digest, now: now() });
      onProgress(null);
    },
    async onFailure(cluster, error) {
      onFailure(cluster, error);
      await fail(runOf(cluster), error instanceof Error ? error.message : String(error));
      onProgress(null);
    },
  });
  await finishFleetRun(db, { id: fleetRunId, now: now() });
}
