/** Reads clusters and says of each how its upgrade stands. */
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { fleetReader, readFleet } from '../fleet/read-fleet.ts';
import type { ClusterRef, PlaneName, Snapshot } from '../fleet/snapshot.ts';
import { type AssessOptions, assess, failedUpgradeOf } from './assess.ts';
import { readBegan } from './failures.ts';
import { readFleetRuns } from './fleet-runs.ts';
import { readOwnRecord } from './own-record.ts';
import { readQuota } from './quota.ts';
import type { FleetUpgradeReport } from './types.ts';
import { byUrgency } from './urgency.ts';

export interface LookOptions extends Pick<AssessOptions, 'systemNamespaces' | 'lifecycle'> {
  reader: AzureReader;
  /** Asks the audit logs who calls what. */
  logs?: LogsReader;
  /** Reads what lies in the clusters themselves. */
  inside?: ReadInside;
  clusters: readonly ClusterRef[];
  now: () => Date;
  onProgress?: (reached: { done: number; waiting: string | null }) => void;
  /** A cluster of which nothing came, by a fault of ours. */
  onFailure?: (cluster: ClusterRef, error: unknown) => void;
  signal?: AbortSignal;
}

/** All that an upgrade is judged by. */
const planes: readonly PlaneName[] = [
  'managedCluster',
  'upgradeProfile',
  'kubernetesVersions',
  'maintenanceConfigurations',
  'virtualNetworks',
  'meshRevisionProfiles',
  'diagnosticSettings',
  'workspaces',
];

/** The most urgent first. One cluster that fails does not fail the others. @throws what aborts the signal */
export async function lookAtUpgrades({
  clusters,
  onProgress = () => {},
  onFailure = () => {},
  ...options
}: LookOptions): Promise<FleetUpgradeReport> {
  const reader = fleetReader(options.reader, clusters);
  const report: FleetUpgradeReport = { clusters: [], unread: [] };
  const tell = (waiting: string | null) =>
    onProgress({ done: report.clusters.length + report.unread.length, waiting });
  await readFleet({
    ...{ reader, clusters, now: options.now, only: planes },
    ...{ inside: options.inside, logs: options.logs, signal: options.signal },
    onWait: tell,
    async onSnapshot(snapshot) {
      const { cluster, planes: read } = snapshot;
      const beside = await readBeside(reader, snapshot, options.now());
      const found = assess(snapshot, { ...options, now: options.now(), ...beside });
      if (found) report.clusters.push(found);
      else if (read.managedCluster.state === 'unreadable')
        report.unread.push({
          id: cluster.id,
          name: cluster.name,
          reason: read.managedCluster.reason,
        });
      tell(null);
    },
    async onFailure(cluster, error) {
      onFailure(cluster, error);
      const reason = error instanceof Error ? error.message : String(error);
      report.unread.push({ id: cluster.id, name: cluster.name, reason });
      tell(null);
    },
  });
  report.clusters.sort(byUrgency);
  report.unread.sort((left, right) => (left.name < right.name ? -1 : 1));
  return report;
}

/** What no plane of the snapshot holds. */
export async function readBeside(
  reader: AzureReader,
  { cluster, planes: { managedCluster: plane } }: Snapshot,
  now: Date,
): Promise<Pick<AssessOptions, 'fleetRuns' | 'quota' | 'began' | 'ownRecord'>> {
  const hasFailed = plane.state === 'read' && failedUpgradeOf(plane.value) !== null;
  const [fleetRuns, quota, ownRecord, began] = await Promise.all([
    readFleetRuns(reader, cluster),
    readQuota(reader, cluster),
    readOwnRecord(reader, cluster, { now }),
    hasFailed ? readBegan(reader, cluster, { now }) : undefined,
  ]);
  return { fleetRuns, quota, ownRecord, began };
}
