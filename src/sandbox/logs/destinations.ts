/** Which tables of a workspace a cluster's diagnostic settings fill, and since when. */
import type { StoredCluster } from '../azure/state.ts';
import type { Json } from '../fleet/wire.ts';
import type { TableName } from './schemas.ts';

type Category = 'kube-audit' | 'kube-audit-admin' | 'guard';

const categories: readonly Category[] = ['kube-audit', 'kube-audit-admin', 'guard'];

const ownTable: Record<Category, TableName> = {
  'kube-audit': 'AKSAudit',
  'kube-audit-admin': 'AKSAuditAdmin',
  guard: 'AKSControlPlane',
};

interface Stream {
  cluster: StoredCluster;
  category: Category;
  table: TableName;
  /** Milliseconds; what happened before was not logged. */
  since: number;
}

export interface Destinations {
  /** What flows into a workspace now. */
  into(workspaceId: string): Stream[];
}

/**
 * Settings that are there at the start have always been; one that is made later is known from the next look at
 * any log on.
 */
export function createDestinations(
  clusters: readonly StoredCluster[],
  clock: () => Date,
): Destinations {
  const since = new Map<string, number>();
  const all = (firstSeen: number) => clusters.flatMap((cluster) => streamsOf(cluster, firstSeen));

  function streamsOf(cluster: StoredCluster, firstSeen: number) {
    if (cluster.managedCluster.properties.powerState?.code === 'Stopped') return [];
    return cluster.diagnosticSettings.flatMap(({ name, properties }: Json) =>
      shipped(properties).map((category) => {
        const isDedicated = properties.logAnalyticsDestinationType === 'Dedicated';
        const table = isDedicated ? ownTable[category] : 'AzureDiagnostics';
        const workspaceId = String(properties.workspaceId ?? '').toLowerCase();
        const key = [cluster.id, name, workspaceId, table, category].join('\n');
        if (!since.has(key)) since.set(key, firstSeen);
        return { cluster, category, table, workspaceId, since: since.get(key) ?? firstSeen };
      }),
    );
  }

  all(Number.NEGATIVE_INFINITY);
  return {
    into(workspaceId) {
      const wanted = workspaceId.toLowerCase();
      return all(clock().getTime()).filter((stream) => stream.workspaceId === wanted);
    },
  };
}

function shipped(properties: Json): Category[] {
  const enabled = (properties?.logs ?? []).filter((log: Json) => log.enabled);
  const isAll = enabled.some(({ categoryGroup }: Json) =>
    /^(allLogs|audit)$/i.test(categoryGroup ?? ''),
  );
  return categories.filter(
    (category) => isAll || enabled.some((log: Json) => log.category === category),
  );
}
