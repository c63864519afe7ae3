/** What an upgrade has to know about a cluster, from its document alone. */
import type { Json } from '../fleet/snapshot.ts';
import { counted } from './words.ts';

export interface PoolFacts {
  name: string;
  mode: 'System' | 'User';
  /** The version that runs on its nodes. */
  version: string;
  count: number;
  /** Null without an autoscaler. */
  scale: { min: number; max: number } | null;
  /** As it is set: `33%`, `2`; Azure's default where nothing is set. */
  maxSurge: string;
  /** Nodes that are added while it is upgraded. */
  surge: number;
  maxPods: number;
  subnetId: string | null;
  /** Where its pods take addresses from, if not from the subnet of its nodes. */
  podSubnetId: string | null;
  isStopped: boolean;
  isSpot: boolean;
  vmSize: string;
  state: string;
  osType: string;
  osSku: string;
}

export interface ClusterFacts {
  /** The version that the control plane runs. */
  version: string;
  hasLts: boolean;
  tier: string;
  state: string;
  isStopped: boolean;
  /** `none` where AKS upgrades nothing by itself. */
  channel: string;
  plugin: string;
  isOverlay: boolean;
  meshRevisions: string[];
  pools: PoolFacts[];
}

/** https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling */
const defaultSurge = '10%';

/** @param document the managed cluster, as Azure Resource Manager or Resource Graph shows it */
export function clusterFacts(document: Json): ClusterFacts {
  const properties = document?.properties ?? {};
  const network = properties.networkProfile ?? {};
  const mesh = properties.serviceMeshProfile;
  return {
    version: String(properties.currentKubernetesVersion ?? properties.kubernetesVersion ?? ''),
    hasLts: String(properties.supportPlan).toLowerCase() === 'akslongtermsupport',
    tier: String(document?.sku?.tier ?? 'Free'),
    state: String(properties.provisioningState ?? 'unknown'),
    isStopped: properties.powerState?.code === 'Stopped',
    channel: String(properties.autoUpgradeProfile?.upgradeChannel ?? 'none').toLowerCase(),
    plugin: String(network.networkPlugin ?? 'kubenet').toLowerCase(),
    isOverlay: String(network.networkPluginMode).toLowerCase() === 'overlay',
    meshRevisions:
      String(mesh?.mode).toLowerCase() === 'istio' ? (mesh?.istio?.revisions ?? []) : [],
    pools: (properties.agentPoolProfiles ?? []).map(poolFacts),
  };
}

/** @param pool as it stands in the cluster's document; of the pool's own, give its name and properties */
export function poolFacts(pool: Json): PoolFacts {
  const count = Number(pool?.count ?? 0);
  const maxSurge = String(pool?.upgradeSettings?.maxSurge ?? defaultSurge);
  const most = pool?.enableAutoScaling ? Number(pool.maxCount ?? count) : count;
  return {
    name: String(pool?.name),
    mode: pool?.mode === 'System' ? 'System' : 'User',
    version: String(pool?.currentOrchestratorVersion ?? pool?.orchestratorVersion ?? ''),
    count,
    scale: pool?.enableAutoScaling
      ? { min: Number(pool.minCount ?? 0), max: Number(pool.maxCount ?? count) }
      : null,
    maxSurge,
    surge: surgeOf(maxSurge, most),
    maxPods: Number(pool?.maxPods ?? 110),
    subnetId: pool?.vnetSubnetID ?? null,
    podSubnetId: pool?.podSubnetID ?? null,
    isStopped: pool?.powerState?.code === 'Stopped',
    isSpot: pool?.scaleSetPriority === 'Spot',
    vmSize: String(pool?.vmSize ?? ''),
    state: String(pool?.provisioningState ?? 'unknown'),
    osType: String(pool?.osType ?? 'Linux'),
    osSku: String(pool?.osSKU ?? ''),
  };
}

/** A share is rounded up; nothing surges where there is nothing. */
function surgeOf(maxSurge: string, nodes: number): number {
  if (nodes === 0) return 0;
  const share = /^(\d+)%$/.exec(maxSurge)?.[1];
  if (share === undefined) return Number(maxSurge) || 0;
  return Math.ceil((Number(share) * nodes) / 100);
}

/** A count that an autoscaler moves is not said: it is another one a moment later. */
export function nodesIn({ count, scale }: PoolFacts): string {
  return scale ? `${scale.min} to ${scale.max} nodes` : counted(count, 'node');
}
