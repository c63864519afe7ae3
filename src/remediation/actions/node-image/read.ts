import { readPoolUpgradeProfile } from '../../../azure/clusters.ts';
import { AzureError } from '../../../azure/errors.ts';
import { whyNot } from '../../../fleet/kubernetes-planes.ts';
import { type NodeStates, nodeStatesOf } from '../../../fleet/node-health.ts';
import type { ReadClients } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Params } from './params.ts';

export interface Beside {
  /** The newest image of each pool by its name, or why it is not known. */
  newest: Record<string, { image: string } | { unknown: string }>;
  nodes: NodeStates;
}

/** Newest images of the pools that are meant, and how the nodes are. What cannot be read says why. */
export async function readBeside(
  clients: ReadClients,
  live: LiveCluster,
  { pools }: Params,
): Promise<Beside> {
  const names = live.pools.map(({ name }) => String(name));
  const meant = names.filter((name) => !pools || pools.includes(name));
  const [newest, nodes] = await Promise.all([
    Promise.all(meant.map(async (pool) => [pool, await newestOf(clients, live, pool)] as const)),
    nodesOf(clients),
  ]);
  return { newest: Object.fromEntries(newest), nodes };
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
