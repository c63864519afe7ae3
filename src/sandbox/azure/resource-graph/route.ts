/** `POST /providers/Microsoft.ResourceGraph/resources`. */
import { createHash } from 'node:crypto';
import type { Json } from '../../fleet/wire.ts';
import { newestVersion } from '../api-versions.ts';
import { ArmError } from '../errors.ts';
import { mayDo, maySee } from '../principals.ts';
import { resourceChanges } from '../resource-changes.ts';
import { type App, type Call, type Ground, on } from '../route.ts';
import { parse, type Query } from './parse.ts';
import { type Row, run } from './run.ts';
import { notUnderstood } from './tokens.ts';

/** https://learn.microsoft.com/azure/governance/resource-graph/concepts/work-with-data */
const largestPage = 1000;

export function resourceGraphRoutes(app: App, ground: Ground): void {
  on(
    app,
    ground,
    'POST',
    '/providers/microsoft.resourcegraph/resources',
    { family: 'resourceGraph', action: 'Microsoft.ResourceGraph/resources/read' },
    (call) => {
      const headers = ground.throttle.query(call.principal.objectId);
      const { query: text = '', options = {} } = call.body ?? {};
      if (options.resultFormat && options.resultFormat !== 'objectArray')
        throw notUnderstood(`the result format "${options.resultFormat}"`);
      const query = parse(text);
      const rows = run(query, rowsFor(call, query.table));
      return { json: cut(rows, text, options), headers };
    },
  );
}

interface PageOptions {
  $top?: number;
  $skip?: number;
  $skipToken?: string;
}

/** One page. Without `id` among the columns there is no next one, and the rest is cut off: so does Azure. */
function cut(rows: Row[], text: string, options: PageOptions): Json {
  const top = Math.min(options.$top ?? largestPage, largestPage);
  const from = options.$skipToken ? offsetIn(options.$skipToken, text) : (options.$skip ?? 0);
  const data = rows.slice(from, from + top);
  const more = from + top < rows.length;
  const canGoOn = more && data.every((row) => 'id' in row);
  return {
    totalRecords: rows.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: more && !canGoOn ? 'true' : 'false',
    ...(canGoOn && { $skipToken: tokenOf(from + top, text) }),
  };
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

function tokenOf(offset: number, text: string): string {
  return Buffer.from(`${offset}:${hash(text)}`).toString('base64url');
}

function offsetIn(token: string, text: string): number {
  const [offset, query] = Buffer.from(token, 'base64url').toString().split(':');
  if (query === hash(text)) return Number(offset);
  throw new ArmError(400, 'BadRequest', 'The provided skip token is invalid for this query.');
}

/** Whoever may read a cluster may read what AKS says of it. */
const notices = /^(microsoft\.containerservice\/managedclusters)\/scheduledevents$/;

/** Only what the caller may read: a missing right is no error here but an empty list. */
function rowsFor(call: Call, table: Query['table']): Row[] {
  const { ground, principal, body, now } = call;
  const { state, lagSeconds } = ground;
  const wanted: string[] | undefined = body?.subscriptions?.map((id: string) => id.toLowerCase());
  const time = now.getTime() - lagSeconds * 1000;
  if (table === 'resourcechanges') return changesFor(call, wanted);
  const all =
    table === 'resourcecontainers'
      ? state.subscriptions.map(subscriptionRow)
      : table !== 'resources'
        ? state.around.filter((each) => tableOf(each) === table).map(resourceRow)
        : [
            ...state.around.filter((each) => tableOf(each) === table),
            ...state.clusters.map((cluster) => state.viewAt(cluster, time)),
            ...state.clusters.flatMap((each) => [
              ...each.publicIPAddresses,
              ...each.publicIPPrefixes,
            ]),
            ...state.workspaces,
            ...state.activityLogAlerts,
          ].map(resourceRow);
  return all.filter(
    ({ subscriptionId, type }) =>
      (!wanted?.length || wanted.includes(subscriptionId)) &&
      maySee(principal, subscriptionId) &&
      mayDo(principal, `${notices.exec(type)?.[1] ?? type}/read`),
  );
}

/** Whoever may read a cluster may read what changed in it. */
function changesFor({ ground, principal, now }: Call, wanted: string[] | undefined): Row[] {
  const { state, lagSeconds } = ground;
  if (!mayDo(principal, 'Microsoft.ContainerService/managedClusters/read')) return [];
  const time = now.getTime() - lagSeconds * 1000;
  const seen = state.clusters.filter(
    ({ subscriptionId }) =>
      (!wanted?.length || wanted.includes(subscriptionId)) && maySee(principal, subscriptionId),
  );
  return resourceChanges(seen, {
    now: now.getTime(),
    since: state.startedAt,
    viewAt: state.view,
  }).filter(({ properties }) => Date.parse(properties.changeAttributes.timestamp) <= time);
}

/** Children such as keys stand in no table. */
function tableOf({ type }: Json): Query['table'] | undefined {
  const word = type.toLowerCase();
  if (notices.test(word)) return 'containerserviceeventresources';
  if (word.startsWith('microsoft.security/')) return 'securityresources';
  if (word === 'microsoft.authorization/roleassignments') return 'authorizationresources';
  if (/^microsoft\.(authorization|policyinsights)\/policy/.test(word)) return 'policyresources';
  if (word.startsWith('microsoft.dataprotection/')) return 'recoveryservicesresources';
  if (/^microsoft\.(authorization|kubernetesconfiguration)\/|\/deploymentsafeguards$/.test(word))
    return undefined;
  return word.split('/').length === 2 ? 'resources' : undefined;
}

/** The columns of the table; type and resource group are in lower case there, whatever they are elsewhere. */
function resourceRow(resource: Json): Row {
  const [, , subscriptionId, , resourceGroup = ''] = resource.id.split('/');
  const { id, name, type, location, kind, sku, properties, tags, identity, zones } = resource;
  return {
    id,
    name,
    type: type.toLowerCase(),
    tenantId: resource.tenantId ?? null,
    kind: kind ?? '',
    location,
    resourceGroup: resourceGroup.toLowerCase(),
    subscriptionId,
    managedBy: '',
    sku: sku ?? null,
    plan: null,
    properties,
    tags: tags ?? null,
    identity: identity ?? null,
    zones: zones ?? null,
    extendedLocation: null,
    apiVersion: newestVersion(type) ?? null,
  };
}

function subscriptionRow({ id, subscriptionId, displayName, tenantId }: Json): Row {
  return {
    id,
    name: displayName,
    type: 'microsoft.resources/subscriptions',
    tenantId,
    subscriptionId,
    resourceGroup: '',
    location: '',
    properties: { state: 'Enabled' },
    tags: null,
  };
}
