import { AzureError } from '../azure/errors.ts';
import { allows, readPermissions } from '../azure/permissions.ts';
import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import type { Json } from './snapshot.ts';

/**
 * Types that Resource Graph's table `resources` holds with all their properties.
 * https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources
 */
const held = [
  'Microsoft.ContainerService/managedClusters',
  'Microsoft.Network/virtualNetworks',
  'Microsoft.Network/networkSecurityGroups',
  'Microsoft.Network/routeTables',
  'Microsoft.Network/loadBalancers',
  'Microsoft.Network/applicationGateways',
  'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies',
  'Microsoft.ServiceNetworking/trafficControllers',
  'Microsoft.KeyVault/vaults',
  'Microsoft.ContainerRegistry/registries',
  'Microsoft.OperationalInsights/workspaces',
  'Microsoft.Insights/activityLogAlerts',
] as const;

type HeldType = (typeof held)[number];

/** Constants: nothing that a person or Azure said is ever put into them. */
const queries = new Map<HeldType, string>(
  held.map((type) => [
    type,
    `resources
| where type =~ '${type}'
| project id, name, type, kind, location, tags, sku, identity, zones, properties, apiVersion
| order by id asc`,
  ]),
);

interface Shelf {
  resources: Map<string, Json>;
  /** The oldest version in which Resource Graph read one of them; null where it does not say. */
  oldest: string | null;
}

/**
 * A reader for many clusters at once: what Resource Graph holds is fetched from there, a thousand in a page, and
 * only the rest is asked for one by one. A row is believed if Resource Graph read it in the api-version that is
 * asked for, or a newer one: an older one leaves settings out, which would pass for "not set". A list is believed
 * where the identity may read that type in the whole subscription: Resource Graph hides the rest without a word.
 * Made anew for every run; an answer is never older, apart from Resource Graph's own minute of lag.
 */
export function graphFirst(
  reader: AzureReader,
  { subscriptions }: { subscriptions: readonly string[] },
): AzureReader {
  const shelves = new Map<HeldType, Promise<Shelf | undefined>>();
  const rights = new Map<string, Promise<boolean>>();

  function shelfOf(type: HeldType, { signal, onWait }: ReadOptions): Promise<Shelf | undefined> {
    const known = shelves.get(type);
    if (known) return known;
    const loading = load(type, { signal, onWait });
    shelves.set(type, loading);
    return loading;
  }

  /** Undefined where Resource Graph cannot be asked: then everything is read one by one. */
  async function load(type: HeldType, options: ReadOptions): Promise<Shelf | undefined> {
    try {
      const query = queries.get(type) as string;
      const rows = await reader.resourceGraph(query, { subscriptions, ...options });
      const versions = rows.map(({ apiVersion }): string | null => apiVersion ?? null);
      return {
        resources: new Map(rows.map((row) => [String(row.id).toLowerCase(), row])),
        oldest: versions.includes(null) ? null : (versions.sort()[0] ?? null),
      };
    } catch (error) {
      if (error instanceof AzureError) return undefined;
      throw error;
    }
  }

  function seesAll(subscription: string, type: HeldType): Promise<boolean> {
    const key = `${subscription} ${type}`;
    const known = rights.get(key);
    if (known) return known;
    const asking = readPermissions(reader, `/subscriptions/${subscription}`).then(
      (permissions) => allows(permissions, `${type}/read`),
      () => false,
    );
    rights.set(key, asking);
    return asking;
  }

  return {
    async get(path, apiVersion, options = {}) {
      const type = typeAt(path, 'one');
      const row = type && (await shelfOf(type, options))?.resources.get(path.toLowerCase());
      if (!row || !isRecent(row.apiVersion, apiVersion))
        return reader.get(path, apiVersion, options);
      options.onSource?.('Azure Resource Graph');
      return { json: asResource(row) };
    },

    async list(path, apiVersion, options = {}) {
      const type = options.filter === undefined ? typeAt(path, 'all') : undefined;
      const shelf = type && (await shelfOf(type, options));
      const usable = shelf && (shelf.resources.size === 0 || isRecent(shelf.oldest, apiVersion));
      const [, , subscription = ''] = path.split('/');
      if (!type || !usable || !(await seesAll(subscription.toLowerCase(), type)))
        return reader.list(path, apiVersion, options);
      options.onSource?.('Azure Resource Graph');
      const scope = path.toLowerCase().replace(/\/providers\/[^/]+\/[^/]+$/, '/');
      return [...shelf.resources]
        .filter(([id]) => id.startsWith(scope))
        .map(([, row]) => asResource(row));
    },

    resourceGraph: (query, options) => reader.resourceGraph(query, options),
  };
}

/** The type of the resource, or the collection, that a path means; undefined for all that is not held. */
function typeAt(path: string, wanted: 'one' | 'all'): HeldType | undefined {
  const scope = '^/subscriptions/[^/]+(?:/resourcegroups/[^/]+)?/providers/([^/]+/[^/]+)';
  const pattern = new RegExp(wanted === 'one' ? `${scope}/[^/]+$` : `${scope}$`, 'i');
  const found = pattern.exec(path)?.[1]?.toLowerCase();
  return held.find((type) => type.toLowerCase() === found);
}

/** Versions begin with their date. */
function isRecent(version: unknown, wanted: string): boolean {
  return typeof version === 'string' && version.slice(0, 10) >= wanted.slice(0, 10);
}

/** A row as Resource Manager would answer it: there, what a resource does not have is left out. */
function asResource({ apiVersion: _version, ...row }: Json): Json {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && value !== ''),
  );
}
