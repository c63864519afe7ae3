import { etagOf, type LiveCluster } from '../../live-cluster.ts';
import type { Problem } from '../../types.ts';

export const actionId = 'authorized-ip-ranges';

export const listPath = 'properties.apiServerAccessProfile.authorizedIPRanges';

/** What the rules look at; all of it is part of the plan's hash. */
export interface ClusterFacts {
  list: string[];
  isPrivate: boolean;
  loadBalancerSku: string;
  outboundType: string;
  vnetIntegration: boolean;
  /** How many entries Azure takes: https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges */
  limit: number;
  outbound: { known: string[]; unknown: string[] };
}

export function factsOf({ document, outbound }: LiveCluster): ClusterFacts {
  const { apiServerAccessProfile: access, networkProfile: network } = document?.properties ?? {};
  const list: unknown = access?.authorizedIPRanges;
  const vnetIntegration = access?.enableVnetIntegration === true;
  return {
    list: Array.isArray(list) ? list.map(String) : [],
    isPrivate: access?.enablePrivateCluster === true,
    // Azure's own default where the property is absent.
    loadBalancerSku: String(network?.loadBalancerSku ?? 'standard').toLowerCase(),
    outboundType: String(network?.outboundType ?? 'loadBalancer'),
    vnetIntegration,
    limit: vnetIntegration ? 2000 : 200,
    outbound: { known: [...outbound.known].sort(), unknown: [...outbound.unknown].sort() },
  };
}

/** Why a cluster cannot have authorized ranges at all. */
export function whyImpossible(name: string, facts: ClusterFacts): Problem | undefined {
  if (facts.isPrivate)
    return {
      code: 'private-cluster',
      message: `${name} is a private cluster: its API server has no public address, so a list of authorized ranges does nothing.`,
      hint: 'Reach it from inside its network, by a private endpoint, a VPN or Azure Bastion.',
    };
  if (facts.loadBalancerSku !== 'standard')
    return {
      code: 'load-balancer',
      message: `${name} has a ${facts.loadBalancerSku} load balancer, and Azure authorizes ranges only with a standard one.`,
      hint: 'Migrate the cluster to the standard load balancer first.',
    };
  return undefined;
}

export function etags({ document, pools }: LiveCluster) {
  return {
    etag: etagOf(document),
    poolEtags: Object.fromEntries(pools.map((pool) => [String(pool.name), etagOf(pool)])),
  };
}
