import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import type { PostureConfig } from '../posture/config.ts';
import type { DriftConfig } from '../posture/drift/config.ts';
import { type DriftProgress, runDrift } from '../posture/drift/run.ts';
import { type DriftRunRow, driftRuns } from '../store/drift-runs.ts';
import { type LeasedRunsDeps, leasedRunsProcessor } from './leased-runs.ts';
import type { Processor } from './queues.ts';

export interface DriftDeps extends LeasedRunsDeps {
  reader: AzureReader;
  posture?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  config?: DriftConfig;
}

/** Compares the clusters of a stored run, and has its message edited on the way and at the end. */
export function createDriftProcessor(deps: DriftDeps): Processor {
  return leasedRunsProcessor<DriftRunRow, DriftProgress>({
    deps,
    runs: driftRuns,
    view: 'drift',
    what: 'a comparison',
    work: ({ id, clusterIds }, onProgress) =>
      runDrift({
        ...deps,
        clusterIds,
        onProgress,
        onFailure: (cluster, error) =>
          deps.logger.error({ err: error, id, cluster: cluster.id }, 'a cluster came to nothing'),
      }),
  });
}
