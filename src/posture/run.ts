import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { auditLogReading } from '../fleet/audit-log/read.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { listClusters, listKubeletIdentities } from '../fleet/list.ts';
import { oncePerRun } from '../fleet/once-per-run.ts';
import { type SnapshotProgress, takeSnapshot } from '../fleet/take-snapshot.ts';
import type { Queryable } from '../store/pool.ts';
import {
  finishPostureRun,
  getPostureRun,
  latestPostureRuns,
  type PostureRunRow,
} from '../store/posture-runs.ts';
import { compare } from './compare.ts';
import { defaultPostureConfig, type PostureConfig } from './config.ts';
import { judgeSnapshot, type PostureOutcome } from './judge-snapshot.ts';
import type { ClusterReport } from './types.ts';

export interface RunPostureOptions {
  reader: AzureReader;
  db: Queryable;
  /** A run that `startPostureRun` has written. */
  runId: string;
  now: () => Date;
  config?: PostureConfig;
  /** Reads what lies in a cluster itself. */
  inside?: ReadInside;
  /** Asks the audit log of the cluster. */
  logs?: LogsReader;
  onProgress?: (progress: SnapshotProgress) => void;
  signal?: AbortSignal;
}

/**
 * Reads the run's cluster, judges it and stores the report. A run that has ended already, because its
 * job ran twice, is not repeated: its stored report is the answer.
 * @throws Error where the run, or its cluster, is not known; what Azure refuses makes checks `unknown`.
 */
export async function runPosture({
  reader,
  db,
  runId,
  now,
  config = defaultPostureConfig,
  inside,
  logs,
  onProgress,
  signal,
}: RunPostureOptions): Promise<PostureOutcome> {
  const run = await getPostureRun(db, runId);
  if (!run) throw new Error(`There is no posture run ${runId}.`);
  if (run.state === 'running') {
    const cluster = (await listClusters(db)).find(({ id }) => id.toLowerCase() === run.clusterId);
    if (!cluster) throw new Error(`The cluster ${run.clusterId} is no longer in the fleet.`);
    const kubeletIdentities = await listKubeletIdentities(db);
    const shared = oncePerRun(reader);
    const snapshot = await takeSnapshot({
      reader: shared,
      cluster,
      now,
      kubeletIdentities,
      inside,
      auditLog: logs && auditLogReading({ logs, reader: shared, clusters: [cluster], now }),
      onProgress,
      signal,
    });
    const judged = await judgeSnapshot({ snapshot, reader: shared, db, config, now, signal });
    await finishPostureRun(db, { id: runId, ...judged, now: now() });
  }
  const outcome = await readPosture(db, runId);
  if (!outcome) throw new Error(`The posture run ${runId} has failed already.`);
  return outcome;
}

/** A finished run with what is different from the one before it; null where it has not finished. */
export async function readPosture(db: Queryable, runId: string): Promise<PostureOutcome | null> {
  const run = await getPostureRun(db, runId);
  if (run?.state !== 'done' || !run.finishedAt) return null;
  const { clusterId, finishedAt, comparison } = run;
  const report = reportOf(run);
  if (!report || comparison) return report && { report, comparison };
  const [previous] = await latestPostureRuns(db, { clusterId, before: finishedAt });
  return { report, comparison: compare(previous ? reportOf(previous) : null, report) };
}

/** Reports are written by `runPosture` alone. */
function reportOf({ report }: PostureRunRow): ClusterReport | null {
  return report as ClusterReport | null;
}
