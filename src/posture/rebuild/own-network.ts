import type { Draft } from './draft.ts';

/** Do the nodes stand in a network that people made, or in one that Azure makes for the cluster? */
export function bringsOwnNetwork({ cluster, pools }: Draft): boolean {
  const outbound = String(cluster.properties.networkProfile?.outboundType).toLowerCase();
  return (
    pools.some((pool) => pool.vnetSubnetID !== undefined) ||
    // Azure offers these only in networks of one's own.
    outbound === 'userdefinedrouting' ||
    outbound === 'userassignednatgateway'
  );
}

export function hasWindows({ pools }: Draft): boolean {
  return pools.some((pool) => String(pool.osType).toLowerCase() === 'windows');
}
