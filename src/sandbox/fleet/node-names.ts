import { type Json, seededGuid } from './wire.ts';

interface NodeName {
  /** `aks-apps-40213377-vmss00000a`: also the name of the machine. */
  name: string;
  pool: Json;
  /** Within its pool. */
  index: number;
}

/**
 * The nodes of a cluster, pool by pool, named as AKS names them: the eight digits are the cluster's own, and the
 * six characters at the end count in base 36. A stopped cluster has none: its pools count nothing.
 * https://learn.microsoft.com/azure/aks/node-access
 * @param realCounts pools whose nodes are more or fewer than the cluster's document says
 */
export function nodeNames(
  { id, properties }: Json,
  realCounts: Record<string, number> = {},
): NodeName[] {
  const set = Number.parseInt(seededGuid('scale set', id).slice(0, 7), 16) % 100_000_000;
  const pools: Json[] = properties.agentPoolProfiles ?? [];
  return pools.flatMap((pool) =>
    Array.from({ length: realCounts[pool.name] ?? pool.count ?? 0 }, (_, index) => {
      const number = index.toString(36).padStart(6, '0');
      const name =
        pool.osType === 'Windows'
          ? `aks${pool.name}${number}`
          : `aks-${pool.name}-${String(set).padStart(8, '0')}-vmss${number}`;
      return { name, pool, index };
    }),
  );
}

/** Whether nobody but kured restarts the nodes of a cluster. */
export function hasRestarter({ properties }: Json): boolean {
  return properties.autoUpgradeProfile?.nodeOSUpgradeChannel === 'Unmanaged';
}

/** The nodes on which an update waits for a restart: the first of each pool. */
export function nodesToRestart(managedCluster: Json): string[] {
  if (!hasRestarter(managedCluster)) return [];
  return nodeNames(managedCluster)
    .filter(({ index }) => index === 0)
    .map(({ name }) => name);
}
