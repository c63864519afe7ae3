import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { listClusters, listKubeletIdentities } from '../fleet/list.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { takeSnapshot } from '../fleet/take-snapshot.ts';
import { defaultPostureConfig, type PostureConfig } from '../posture/config.ts';
import { type UpgradeRunRow, upgradeRuns } from '../store/upgrade-runs.ts';
import { lookAtUpgrades } from '../upgrade/look.ts';
import { readTrusting } from '../upgrade/trusting.ts';
import type { FleetUpgradeReport } from '../upgrade/types.ts';
import { type LeasedRunsDeps, leasedRunsProcessor } from './leased-runs.ts';
import type { Processor } from './queues.ts';
import { type Replacement, replacementOf } from './replacements.ts';

export interface UpgradesDeps extends LeasedRunsDeps {
  reader: AzureReader;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  /** Names system namespaces, and corrects the calendar of support. */
  posture?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
}

interface Reached {
  done: number;
  waiting: string | null;
}

/** Looks at the clusters of a stored run, and has its message edited on the way and at the end. */
export function createUpgradesProcessor(deps: UpgradesDeps): Processor {
  return leasedRunsProcessor<UpgradeRunRow, Reached>({
    deps,
    runs: upgradeRuns,
    view: 'upgrade',
    what: 'a look at upgrades',
    work: (run, onProgress) =>
      run.replace ? replacementFor(deps, run) : reportFor(deps, run, onProgress),
  });
}

async function reportFor(
  deps: UpgradesDeps,
  { id, clusterIds }: UpgradeRunRow,
  onProgress: (reached: { done: number; waiting: string | null }) => void,
): Promise<FleetUpgradeReport> {
  const { db, logger, posture = defaultPostureConfig } = deps;
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const here = new Set(clusters.map((each) => each.id.toLowerCase()));
  const report = await lookAtUpgrades({
    ...deps,
    ...{ clusters, onProgress },
    systemNamespaces: posture.systemNamespaces,
    lifecycle: posture.kubernetesLifecycle,
    onFailure: (cluster: ClusterRef, error) =>
      logger.error({ err: error, id, cluster: cluster.id }, 'a cluster came to nothing'),
  });
  const gone = clusterIds.filter((each) => !here.has(each));
  return {
    ...report,
    unread: [
      ...report.unread,
      ...gone.map((each) => ({
        ...{ id: each, name: each.split('/').at(-1) ?? each },
        reason: 'It is no longer in the fleet.',
      })),
    ],
  };
}

async function replacementFor(
  deps: UpgradesDeps,
  { clusterIds: [id] }: UpgradeRunRow,
): Promise<Replacement> {
  const { db, reader, now, inside, signal, posture = defaultPostureConfig } = deps;
  const cluster = (await listClusters(db)).find((each) => each.id.toLowerCase() === id);
  if (!cluster) throw new Error('The cluster is no longer in the fleet.');
  const kubeletIdentities = await listKubeletIdentities(db);
  const snapshot = await takeSnapshot({ reader, cluster, now, kubeletIdentities, inside, signal });
  const trusting = await readTrusting(reader, snapshot, { now: now(), signal });
  return replacementOf(snapshot, posture, { now: now(), trusting });
}
