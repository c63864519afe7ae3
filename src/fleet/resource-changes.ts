import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import type { ClusterRef, Json } from './snapshot.ts';

/** One write to a cluster, with the properties that it changed. */
export interface ResourceChange {
  at: string;
  /** A person or an application; null where Azure does not say. */
  by: string | null;
  properties: { path: string; before: string | null; after: string | null }[];
}

/**
 * What Azure has seen change in clusters, for 14 days at most.
 * https://learn.microsoft.com/azure/governance/resource-graph/changes/get-resource-changes
 */
const changesQuery = `resourcechanges
| where tostring(properties.targetResourceType) =~ 'microsoft.containerservice/managedclusters'
| project id, targetId = tostring(properties.targetResourceId),
    at = tostring(properties.changeAttributes.timestamp),
    changedBy = tostring(properties.changeAttributes.changedBy),
    changedByType = tostring(properties.changeAttributes.changedByType),
    changes = properties.changes
| order by id asc`;

/** Records come some minutes late, and so does what Resource Graph says about the cluster itself. */
const lateMs = 30 * 60_000;

/** Changes of a cluster since a time, the newest first. @throws AzureError */
export async function readResourceChanges(
  reader: AzureReader,
  { cluster, since }: { cluster: ClusterRef; since: Date },
  options?: ReadOptions,
): Promise<ResourceChange[]> {
  const rows = await reader.resourceGraph(changesQuery, {
    subscriptions: [cluster.subscriptionId],
    ...options,
  });
  const wanted = cluster.id.toLowerCase();
  const earliest = since.getTime() - lateMs;
  return rows
    .filter(({ targetId, at }) => {
      const time = Date.parse(at);
      return String(targetId).toLowerCase() === wanted && time >= earliest;
    })
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .map(changeOf);
}

function changeOf({ at, changedBy, changedByType, changes }: Json): ResourceChange {
  const entries = Object.entries<Json>(changes && typeof changes === 'object' ? changes : {});
  return {
    at: new Date(at).toISOString(),
    by: changedBy && changedBy !== 'Unspecified' ? String(changedBy) : byType(changedByType),
    properties: entries.map(([path, change]) => ({
      path,
      before: textOf(change?.previousValue),
      after: textOf(change?.newValue),
    })),
  };
}

function byType(type: unknown): string | null {
  return type === 'System' ? 'Azure itself' : null;
}

/** Azure writes all values as text, and the one that is not there as "null". */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null || value === 'null') return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
