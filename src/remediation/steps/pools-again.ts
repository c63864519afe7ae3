/** The last look before a PUT that carries the number of nodes: the etags do not move with an autoscaler. */
import type { Call } from '../clients.ts';
import type { Context } from '../context.ts';
import { comparePools } from '../guard.ts';
import type { LiveCluster } from '../live-cluster.ts';
import { readPools } from '../read-live.ts';
import type { Problem } from '../types.ts';

/** Why a body is no longer true, or null. Reading what a step looks at may take long. @throws AzureError */
export async function poolsMoved(
  { reader }: Context,
  live: LiveCluster,
  call: Call,
): Promise<Problem | null> {
  if (call.to !== 'azure' || call.method !== 'PUT') return null;
  const [path, id] = [call.path.toLowerCase(), live.cluster.id.toLowerCase()];
  if (path === id)
    return comparePools({ ...live, pools: await readPools(reader, live.cluster.id) });
  if (!path.startsWith(`${id}/agentpools/`)) return null;
  const pools = await readPools(reader, live.cluster.id);
  const name = path.slice(`${id}/agentpools/`.length);
  const now = pools.find((pool) => String(pool.name).toLowerCase() === name);
  const [carried, there] = [call.body?.properties?.count, now?.properties?.count];
  if (!now || carried === there) return null;
  return {
    code: 'pool-scaling',
    message: `Node pool ${now.name} is being scaled: it had ${carried ?? 'no number of'} nodes a moment ago, and has ${there ?? 'no number'} now. Nothing was written, because the update would have carried the wrong number.`,
  };
}
