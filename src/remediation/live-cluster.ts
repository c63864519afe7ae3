import type { Outbound } from '../fleet/outbound.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';

/** One cluster as Azure Resource Manager returned it a moment ago; never from Resource Graph, which lags. */
export interface LiveCluster {
  cluster: ClusterRef;
  /** The managed cluster's raw JSON. */
  document: Json;
  /** The raw JSON of its agent pools, read after the cluster from their own addresses. */
  pools: Json[];
  outbound: Outbound;
  readAt: string;
  /** What the remediation itself asked for; its own type, which nobody else looks into. */
  beside?: Json;
}

export function etagOf(resource: Json): string {
  return String(resource?.eTag ?? resource?.properties?.eTag ?? '');
}
