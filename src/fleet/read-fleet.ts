import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { auditLogReading } from './audit-log/read.ts';
import { eachFairly } from './each-fairly.ts';
import { graphFirst } from './graph-first.ts';
import type { ReadInside } from './kubernetes-planes.ts';
import { oncePerRun } from './once-per-run.ts';
import type { ClusterRef, PlaneName, Snapshot } from './snapshot.ts';
import { takeSnapshot } from './take-snapshot.ts';

/**
 * So many clusters at once: enough of each subscription to keep its token bucket busy, and few enough
 * that a thousand clusters need no more memory than these.
 */
const atOnce = { inGroup: 3, altogether: 48 };

export interface ReadFleetOptions {
  /** From `fleetReader`. */
  reader: AzureReader;
  clusters: readonly ClusterRef[];
  now: () => Date;
  kubeletIdentities?: Record<string, string[]>;
  /** Only these planes of each, and those that they stand on. */
  only?: readonly PlaneName[];
  /** Reads what lies in the clusters themselves. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  /** Gets each cluster as soon as it is read; nothing is kept of it afterwards. */
  onSnapshot: (snapshot: Snapshot) => Promise<void>;
  /** One cluster came to nothing, by a fault of ours; the others go on. */
  onFailure: (cluster: ClusterRef, error: unknown) => Promise<void>;
  /** Told, as words, what takes long. */
  onWait?: (now: string) => void;
  signal?: AbortSignal;
}

/** A reader for one run over these clusters: pages of Resource Graph first, and nothing twice. */
export function fleetReader(reader: AzureReader, clusters: readonly ClusterRef[]): AzureReader {
  const subscriptions = [...new Set(clusters.map((each) => each.subscriptionId.toLowerCase()))];
  return graphFirst(oncePerRun(reader), { subscriptions });
}

/** Snapshots of many clusters, one after the other in each lane. @throws what aborts the signal, and nothing else */
export async function readFleet({
  reader,
  clusters,
  now,
  kubeletIdentities,
  only,
  inside,
  logs,
  onSnapshot,
  onFailure,
  onWait,
  signal,
}: ReadFleetOptions): Promise<void> {
  const auditLog = logs && auditLogReading({ logs, reader, clusters, now });
  async function read(cluster: ClusterRef): Promise<void> {
    signal?.throwIfAborted();
    try {
      const snapshot = await takeSnapshot({
        reader,
        cluster,
        now,
        kubeletIdentities,
        only,
        inside,
        auditLog,
        signal,
        onProgress: (progress) => {
          if (progress.now.startsWith('waiting ')) onWait?.(progress.now);
        },
      });
      await onSnapshot(snapshot);
    } catch (error) {
      signal?.throwIfAborted();
      await onFailure(cluster, error);
    }
  }
  await eachFairly(clusters, ({ subscriptionId }) => subscriptionId.toLowerCase(), atOnce, read);
}
