import { type ClusterRow, listClusterRows } from '../store/clusters.ts';
import type { Queryable } from '../store/pool.ts';
import type { ClusterRef } from './snapshot.ts';

/** The clusters that the last look at the fleet showed, by name. Their ids are in lower case. */
export async function listClusters(db: Queryable): Promise<ClusterRef[]> {
  return (await listClusterRows(db)).map(refOf);
}

/** Which clusters use which kubelet identity: resource id (lower case) → cluster ids. */
export async function listKubeletIdentities(db: Queryable): Promise<Record<string, string[]>> {
  const users = new Map<string, string[]>();
  for (const { id, kubeletIdentity } of await listClusterRows(db)) {
    if (!kubeletIdentity) continue;
    users.set(kubeletIdentity, [...(users.get(kubeletIdentity) ?? []), id]);
  }
  return Object.fromEntries(users);
}

function refOf({
  id,
  name,
  resourceGroup,
  subscriptionId,
  location,
  tags,
}: ClusterRow): ClusterRef {
  return { id, name, resourceGroup, subscriptionId, location, tags };
}
