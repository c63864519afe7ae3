import type { ClusterRef, Json } from '../fleet/snapshot.ts';

/** Addresses from which a cluster's own nodes reach the Internet, and those that could not be learnt. */
export interface Outbound {
  /** Addresses or prefixes: `20.50.1.2`, `20.50.1.0/28`. */
  known: string[];
  /** What could not be resolved, each as a sentence with the reason. */
  unknown: string[];
}

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
