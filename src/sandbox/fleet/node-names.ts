import { type Json, seededGuid } from './wire.ts';

interface NodeName {
  /** `aks-apps-40213377-vmss00000a`: also the name of the machine. */
  name: string;
  pool: string;
}

/**
 * The nodes of a cluster, pool by pool, named as AKS names them: the eight digits are the cluster's own, and the
 * six characters at the end count in base 36.
 * https://learn.microsoft.com/azure/aks/node-access
 */
export function nodeNames(managedCluster: Json): NodeName[] {
  const digits = clusterDigits(managedCluster.id);
  const pools: Json[] = managedCluster.properties.agentPoolProfiles ?? [];
  return pools.flatMap(({ name: pool, count }) =>
    Array.from({ length: count ?? 0 }, (_, index) => ({
      name: `aks-${pool}-${digits}-vmss${index.toString(36).padStart(6, '0')}`,
      pool,
    })),
  );
}

function clusterDigits(id: string): string {
  const number = Number.parseInt(seededGuid('nodes', id.toLowerCase()).slice(0, 8), 16);
  return String(10_000_000 + (number % 90_000_000));
}

/** The nodes on which an update waits for a reboot: the last two of each pool for workloads. */
export function nodesToReboot(managedCluster: Json): string[] {
  const nodes = nodeNames(managedCluster);
  const pools: Json[] = managedCluster.properties.agentPoolProfiles ?? [];
  return pools
    .filter(({ mode }) => mode === 'User')
    .flatMap(({ name }) => nodes.filter(({ pool }) => pool === name).slice(-2))
    .map(({ name }) => name);
}
