import type { ClusterRef } from '../../src/fleet/snapshot.ts';

export const production = '00000000-0000-0000-0000-00000000000a';
export const trying = '00000000-0000-0000-0000-00000000000b';

/** A cluster for tests; `aks-prod-weu` in `rg-prod-weu` unless said otherwise. */
export function cluster({
  name = 'aks-prod-weu',
  resourceGroup = 'rg-prod-weu',
  subscriptionId = production,
  ...rest
}: Partial<ClusterRef> = {}): ClusterRef {
  return {
    id: `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/microsoft.containerservice/managedclusters/${name}`.toLowerCase(),
    name,
    resourceGroup,
    subscriptionId,
    location: 'westeurope',
    tags: { env: 'prod', Team: 'payments' },
    ...rest,
  };
}
