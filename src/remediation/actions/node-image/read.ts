import { readPoolUpgradeProfile } from '../../../azure/clusters.ts';
import { AzureError } from '../../../azure/errors.ts';
import { whyNot } from '../../../fleet/kubernetes-planes.ts';
import { type NodeStates, nodeStatesOf } from '../../../fleet/node-health.ts';
import { createCollector } from '../../../kubernetes/reduce/index.ts';
import type { BudgetPlanes } from '../../../upgrade/blockers/budgets.ts';
import type { ReadClients } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Params } from './params.ts';

export interface Beside {
  /** The newest image of each pool by its name, or why it is not known. */
  newest: Record<string, { image: string } | { unknown: string }>;
  nodes: NodeStates;
  /** What keeps nodes from being emptied; null while a step is followed. */
  budgets: BudgetPlanes | null;
}

/** Newest images of the pools that are meant, and how the nodes are. What cannot be read says why. */
export async function readBeside(
  clients: ReadClients,
  live: LiveCluster,
  { pools }: Params,
): Promise<Beside> {
  const names = live.pools.map(({ name }) => String(name));
  const meant = names.filter((name) => !pools || pools.includes(name));
  const [newest, nodes, budgets] = await Promise.all([
    Promise.all(meant.map(async (pool) => [pool, await newestOf(clients, live, pool)] as const)),
    nodesOf(clients),
    clients.following ? null : budgetsOf(clients),
  ]);
  return { newest: Object.fromEntries(newest), nodes, budgets };
}

async function newestOf({ reader }: ReadClients, { cluster }: LiveCluster, pool: string) {
  try {
    const profile = await readPoolUpgradeProfile(reader, { id: cluster.id, pool });
    const image = profile?.properties?.latestNodeImageVersion;
    return typeof image === 'string' && image !== ''
      ? { image }
      : { unknown: 'Azure does not name one' };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return { unknown: error.message };
  }
}

async function nodesOf({ inside, now }: ReadClients): Promise<NodeStates> {
  try {
    const value = await (await inside()).list({ apiVersion: 'v1', kind: 'Node' });
    const readAt = now.toISOString();
    return nodeStatesOf({ state: 'read', value, source: 'Kubernetes API', readAt });
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return nodeStatesOf({ state: 'unreadable', ...whyNot(error) });
  }
}

const guarded: readonly [apiVersion: string, kind: string][] = [
  ['policy/v1', 'PodDisruptionBudget'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
];

async function budgetsOf({ inside, now }: ReadClients): Promise<BudgetPlanes> {
  try {
    const collector = createCollector();
    const client = await inside();
    for (const [apiVersion, kind] of guarded)
      for (const item of await client.list({ apiVersion, kind }))
        collector.add(kind, apiVersion, item);
    const { podDisruptionBudgets, workloads } = collector.planes();
    const read = { state: 'read', source: 'Kubernetes API', readAt: now.toISOString() } as const;
    return {
      podDisruptionBudgets: { ...read, value: podDisruptionBudgets },
      workloads: { ...read, value: workloads },
    };
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const unread = { state: 'unreadable', ...whyNot(error) } as const;
    return { podDisruptionBudgets: unread, workloads: unread };
  }
}
