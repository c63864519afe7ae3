/** Who changed what in the clusters, as the table `resourcechanges` of Resource Graph tells it. */
import { type Json, seededGuid } from '../fleet/wire.ts';
import type { StoredCluster } from './state.ts';

/** Who made a change, and with what. */
export interface Author {
  by: string;
  type: 'User' | 'Application' | 'System';
  client: string;
}

/** Azure keeps them for so long. */
const keptMs = 14 * 86_400_000;

/** What happened before the sandbox was started, if the clusters of that name are there. */
const earlier: {
  cluster: string;
  hoursAgo: number;
  author: Author;
  path: string;
  before: Json;
  after: Json;
}[] = [
  {
    cluster: 'aks-prod-weu',
    hoursAgo: 52,
    author: { by: 'ana.rivera@contoso.example', type: 'User', client: 'Azure Portal' },
    path: 'properties.disableLocalAccounts',
    before: true,
    after: false,
  },
  {
    cluster: 'aks-staging-weu',
    hoursAgo: 30,
    author: { by: 'platform-pipeline', type: 'Application', client: 'ARM Template' },
    path: 'tags.owner',
    before: null,
    after: 'storefront@contoso.example',
  },
  {
    cluster: 'aks-data-prod-neu',
    hoursAgo: 3,
    author: { by: 'AzureContainerService', type: 'System', client: 'Unspecified' },
    path: 'properties.agentPoolProfiles[1].count',
    before: 3,
    after: 11,
  },
];

/** The rows of all clusters as they are at a time, given when the sandbox was started. */
export function resourceChanges(
  clusters: readonly StoredCluster[],
  { now, since, viewAt }: { now: number; since: number; viewAt: (cluster: StoredCluster) => Json },
): Json[] {
  const rows = clusters.flatMap((cluster) => {
    const before = earlier
      .filter((each) => each.cluster === cluster.name)
      .map(({ hoursAgo, author, path, ...change }) =>
        rowOf(cluster, {
          at: since - hoursAgo * 3_600_000,
          author,
          changes: { [path]: entry(change) },
        }),
      );
    const versions = [
      ...cluster.past,
      { until: now, document: viewAt(cluster), author: undefined },
    ];
    const later = versions.slice(1).map((version, index) => {
      const { until, document, author } = cluster.past[index] as StoredCluster['past'][number];
      return rowOf(cluster, {
        at: until,
        author,
        changes: differences(document, version.document),
      });
    });
    return [...before, ...later];
  });
  return rows.filter(
    ({ properties }) =>
      properties.changeAttributes.changesCount > 0 &&
      Date.parse(properties.changeAttributes.timestamp) > now - keptMs,
  );
}

interface Change {
  at: number;
  author?: Author;
  changes: Record<string, Json>;
}

function rowOf(
  { id, resourceGroup, subscriptionId, location }: StoredCluster & { location?: string },
  { at, author, changes }: Change,
): Json {
  const name = seededGuid('change', id, String(at), ...Object.keys(changes));
  return {
    id: `${id}/providers/Microsoft.Resources/changes/${name}`,
    name,
    type: 'microsoft.resources/changes',
    location: location ?? '',
    resourceGroup: resourceGroup.toLowerCase(),
    subscriptionId,
    properties: {
      targetResourceId: id,
      targetResourceType: 'microsoft.containerservice/managedclusters',
      changeType: 'Update',
      changeAttributes: {
        timestamp: new Date(at).toISOString(),
        changedBy: author?.by ?? 'Unspecified',
        changedByType: author?.type ?? 'Unspecified',
        clientType: author?.client ?? 'Unspecified',
        operation: 'microsoft.containerservice/managedclusters/write',
        changesCount: Object.keys(changes).length,
      },
      changes,
    },
  };
}

/** Azure tells every value as text, and the one that is not there as "null". */
function entry({ before, after }: { before: Json; after: Json }): Json {
  return {
    previousValue: text(before),
    newValue: text(after),
    changeCategory: 'User',
    propertyChangeType: before === undefined ? 'Insert' : after === undefined ? 'Remove' : 'Update',
  };
}

function text(value: Json): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
}

/** Of what moves with every write, nobody is told. */
const silent = /^(?:eTag$|systemData\.)|\.eTag$/;

function differences(before: Json, after: Json): Record<string, Json> {
  const [old, fresh] = [leavesOf(before), leavesOf(after)];
  const paths = new Set([...old.keys(), ...fresh.keys()]);
  return Object.fromEntries(
    [...paths]
      .filter((path) => !silent.test(path) && old.get(path) !== fresh.get(path))
      .map((path) => [path, entry({ before: old.get(path), after: fresh.get(path) })]),
  );
}

function leavesOf(value: Json, path = '', found = new Map<string, Json>()): Map<string, Json> {
  if (value === null || typeof value !== 'object') {
    found.set(path, value);
    return found;
  }
  for (const [key, inner] of Object.entries(value))
    leavesOf(
      inner,
      Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key,
      found,
    );
  return found;
}
