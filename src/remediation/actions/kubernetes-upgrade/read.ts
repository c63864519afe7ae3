/** What has to be known beside the cluster and its pools: windows, versions, networks, and what lies in the cluster. */
import { AzureError } from '../../../azure/errors.ts';
import { auditLogReading } from '../../../fleet/audit-log/read.ts';
import { budgetsOf } from '../../../fleet/disruption-budgets.ts';
import {
  type InsidePlanes,
  nothingReadInside,
  type ReadInside,
  whyNot,
} from '../../../fleet/kubernetes-planes.ts';
import type { Json, Plane, PlaneName, Snapshot } from '../../../fleet/snapshot.ts';
import { takeSnapshot } from '../../../fleet/take-snapshot.ts';
import { createCollector } from '../../../kubernetes/reduce/index.ts';
import { type FleetRuns, readFleetRuns } from '../../../upgrade/fleet-runs.ts';
import { type Quota, readQuota } from '../../../upgrade/quota.ts';
import { someOf } from '../../../upgrade/words.ts';
import type { Inside, ReadClients } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';

export type Beside =
  /** An operation runs: nothing is worth asking for, but what may hold a step of ours up. */
  | { kind: 'busy'; held: string | null }
  | { kind: 'read'; snapshot: Snapshot; fleetRuns: FleetRuns; quota: Quota };

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

const kinds: readonly [apiVersion: string, kind: string][] = [
  ['v1', 'Node'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
];

const notAsked = { kind: 'unknown', reason: 'it was not asked for' } as const;

const resting = new Set(['Succeeded', 'Failed', 'Canceled']);

/** @throws AzureError if the cluster itself cannot be read; what else cannot be is unreadable in the snapshot */
export async function readBeside(clients: ReadClients, live: LiveCluster): Promise<Beside> {
  const states = [
    live.document?.properties?.provisioningState,
    ...live.pools.map((pool) => pool?.properties?.provisioningState),
  ];
  const isBusy = !states.every((state) => resting.has(String(state)));
  const { reader, logs, now, following } = clients;
  const { cluster } = live;
  if (isBusy && !following) return { kind: 'busy', held: null };
  if (following) {
    const snapshot = await takeSnapshot({
      ...{ reader, cluster, now: () => now, only: ['managedCluster'] },
      inside: insideBy(clients),
    });
    if (isBusy) return { kind: 'busy', held: heldUpBy(snapshot) };
    return { kind: 'read', snapshot, fleetRuns: notAsked, quota: notAsked };
  }
  const [snapshot, fleetRuns, quota] = await Promise.all([
    takeSnapshot({
      ...{ reader, cluster, now: () => now },
      only: planes,
      auditLog: logs && auditLogReading({ logs, reader, clusters: [cluster], now: () => now }),
      inside: insideBy(clients),
    }),
    readFleetRuns(reader, cluster),
    readQuota(reader, cluster),
  ]);
  return { kind: 'read', snapshot, fleetRuns, quota };
}

/** Budgets that let no pod go at this moment: nodes that hold one of their pods are not emptied. Null where there is none. */
function heldUpBy({ planes: { podDisruptionBudgets: budgets, workloads } }: Snapshot) {
  if (budgets.state === 'unreadable' || workloads.state === 'unreadable') return null;
  const shut = budgetsOf(budgets.value, workloads.value).filter(
    ({ state }) => state === 'never' || state === 'not-now',
  );
  const names = shut.map(({ object: { metadata } }) => `${metadata.namespace}/${metadata.name}`);
  return names.length > 0 ? someOf(names) : null;
}

function insideBy(clients: ReadClients): ReadInside {
  return async () => {
    try {
      return await planesOf(await clients.inside(), clients.now.toISOString());
    } catch (error) {
      if (!(error instanceof AzureError)) throw error;
      return nothingReadInside(whyNot(error));
    }
  };
}

/** Nodes, budgets and what runs; nothing else of the cluster is looked at. */
async function planesOf(inside: Inside, readAt: string): Promise<InsidePlanes> {
  const collector = createCollector();
  for (const [apiVersion, kind] of kinds)
    for (const item of await inside.list({ apiVersion, kind }))
      collector.add(kind, apiVersion, item);
  const { nodes, podDisruptionBudgets, workloads } = collector.planes();
  const read = <T extends Json>(value: T): Plane<T> => ({
    ...{ state: 'read', value, source: 'Kubernetes API', readAt },
  });
  return {
    ...nothingReadInside({ code: 'not-configured', reason: 'it was not asked for' }),
    nodes: read(nodes),
    podDisruptionBudgets: read(podDisruptionBudgets),
    workloads: read(workloads),
  };
}
