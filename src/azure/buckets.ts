/**
 * Azure's published token buckets, each a little smaller than it is, so that something is left to others who use
 * the same identity. All are counted for one principal, which is what a reader has.
 */
export interface Bucket {
  /** Requests at once. */
  burst: number;
  /** How many more each second. */
  perSecond: number;
}

export const publishedBuckets = {
  /** https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling */
  armReads: { burst: 240, perSecond: 25 },
  /** https://learn.microsoft.com/azure/aks/quotas-skus-regions#throttling-limits-on-aks-resource-provider-apis */
  listClusters: { burst: 480, perSecond: 1 },
  listClustersOfGroup: { burst: 55, perSecond: 1 },
  getCluster: { burst: 55, perSecond: 1 },
  operationStatus: { burst: 190, perSecond: 2 },
  aksOther: { burst: 55, perSecond: 1 },
  /** 15 in 5 s: https://learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests */
  resourceGraph: { burst: 14, perSecond: 3 },
  /** 200 in any 30 s: https://learn.microsoft.com/azure/azure-monitor/service-limits#la-query-api */
  logQueries: { burst: 98, perSecond: 3.3 },
} as const satisfies Record<string, Bucket>;

export type BucketName = keyof typeof publishedBuckets;

/** A bucket, and for what it is counted: a subscription, a resource group or one cluster. */
export interface Counted {
  name: BucketName;
  scope: string;
}

const aks = '/providers/microsoft.containerservice/';

/** The buckets that a read takes a token from, the widest first. */
export function bucketsOf(url: string): Counted[] {
  const path = new URL(url).pathname.toLowerCase();
  if (path.startsWith('/providers/microsoft.resourcegraph/'))
    return [{ name: 'resourceGraph', scope: '' }];
  if (/^\/v1\/workspaces\/[^/]+\/query$/.test(path)) return [{ name: 'logQueries', scope: '' }];
  const subscription = /^\/subscriptions\/([^/]+)/.exec(path)?.[1];
  if (!subscription) return [];
  const counted: Counted[] = [{ name: 'armReads', scope: subscription }];
  // What other providers attach to a cluster is not counted by AKS.
  const provider = path.slice(path.lastIndexOf('/providers/'));
  if (provider.startsWith(aks)) counted.push(ofAks(path, subscription));
  return counted;
}

function ofAks(path: string, subscription: string): Counted {
  if (/\/managedclusters\/[^/]+$/.test(path)) return { name: 'getCluster', scope: path };
  if (/\/locations\/[^/]+\/operation(?:s|results)\/[^/]+$/.test(path))
    return { name: 'operationStatus', scope: subscription };
  if (!path.endsWith('/managedclusters')) return { name: 'aksOther', scope: subscription };
  return path.includes('/resourcegroups/')
    ? { name: 'listClustersOfGroup', scope: path }
    : { name: 'listClusters', scope: subscription };
}
