/** What was changed elsewhere than in Kubernetes: in Azure, by its activity log, and by us. */
import { listProviderActivity } from '../../azure/activity-log.ts';
import { AzureError } from '../../azure/errors.ts';
import type { AzureReader } from '../../azure/reader.ts';
import { builtInRole } from '../../azure/roles.ts';
import type { ClusterRef, Json } from '../../fleet/snapshot.ts';
import { latestChanges } from '../../store/changes.ts';
import type { Queryable } from '../../store/pool.ts';
import type { KnownChange, Taken } from './explains.ts';
import type { Elsewhere } from './follow.ts';

interface Places {
  reader: AzureReader;
  /** Where our own changes are kept; without it they are not looked for. */
  db?: Queryable;
  clusters: readonly ClusterRef[];
  signal?: AbortSignal;
}

const providers = ['Microsoft.Authorization', 'Microsoft.ContainerService'] as const;

/** Everything that changed something for these clusters in a time. What could not be read is said, not thrown. */
export async function changedElsewhere(
  { reader, db, clusters, signal }: Places,
  range: { from: Date; to: Date },
): Promise<Elsewhere> {
  const subscriptions = Map.groupBy(clusters, ({ subscriptionId }) => subscriptionId.toLowerCase());
  const found: Elsewhere = { changes: [], unread: [] };
  for (const [subscriptionId, own] of subscriptions)
    for (const provider of providers)
      try {
        const wanted = { subscriptionId, provider, ...range };
        const events = await listProviderActivity(reader, wanted, { signal });
        found.changes.push(...own.flatMap((cluster) => azureChanges(cluster, events)));
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof AzureError)) throw error;
        const words = `What changed in Azure (${provider}) could not be read: ${error.message}`;
        found.unread.push(...own.map(({ id }) => ({ clusterId: id.toLowerCase(), words })));
      }
  if (db) for (const { id } of clusters) found.changes.push(...(await ourChanges(db, id, range)));
  return found;
}

async function ourChanges(
  db: Queryable,
  id: string,
  { from, to }: { from: Date; to: Date },
): Promise<KnownChange[]> {
  const rows = await latestChanges(db, { clusterId: id });
  return rows.flatMap(({ appliedAt, requester, action, kind }) =>
    appliedAt && appliedAt >= from && appliedAt <= to
      ? [
          {
            clusterId: id.toLowerCase(),
            at: appliedAt.toISOString(),
            by: requester.name ?? requester.userId,
            what: `${ourWords[kind]} ${action} through Drawbridge`,
          },
        ]
      : [],
  );
}

const ourWords = { change: 'applied', rollback: 'took back', closing: 'ended' } as const;

/** What the activity log tells of a cluster and of who may do what in it; of each operation once. */
export function azureChanges({ id }: ClusterRef, events: readonly Json[]): KnownChange[] {
  const cluster = id.toLowerCase();
  const operations = Map.groupBy(
    events.filter((event) => concerns(cluster, event)),
    ({ correlationId, operationName, resourceId }) =>
      JSON.stringify([correlationId, operationName?.value, resourceId]).toLowerCase(),
  );
  return [...operations.values()].flatMap((told): KnownChange[] => {
    if (told.some(({ status }) => String(status?.value).toLowerCase() === 'failed')) return [];
    const [first] = told.toSorted(
      (a, b) => Date.parse(a.eventTimestamp) - Date.parse(b.eventTimestamp),
    );
    if (!first || Number.isNaN(Date.parse(first.eventTimestamp))) return [];
    const taken = takenBy(told);
    return [
      {
        clusterId: cluster,
        at: new Date(first.eventTimestamp).toISOString(),
        by: typeof first.caller === 'string' && first.caller ? first.caller : 'Azure',
        what: wordsFor(first, told),
        ...(taken && { taken }),
      },
    ];
  });
}

const assignments = '/providers/microsoft.authorization/roleassignments/';

/** Whether an event is about the cluster or about roles at it, above it or in it. */
function concerns(cluster: string, { resourceId, operationName }: Json): boolean {
  const resource = String(resourceId).toLowerCase();
  const operation = String(operationName?.value).toLowerCase();
  if (!/\/(?:write|delete|action)$/.test(operation) || /\/list[a-z]*\/action$/.test(operation))
    return false;
  const at = resource.indexOf(assignments);
  if (at < 0) return resource === cluster || resource.startsWith(`${cluster}/agentpools/`);
  const scope = resource.slice(0, at);
  return `${cluster}/`.startsWith(`${scope}/`) || scope.startsWith(`${cluster}/`);
}

const operationWords: Record<string, string> = {
  'microsoft.containerservice/managedclusters/write': 'wrote the cluster in Azure',
  'microsoft.containerservice/managedclusters/delete': 'deleted the cluster in Azure',
  'microsoft.containerservice/managedclusters/start/action': 'started the cluster in Azure',
  'microsoft.containerservice/managedclusters/stop/action': 'stopped the cluster in Azure',
  'microsoft.containerservice/managedclusters/rotateclustercertificates/action':
    'rotated the certificates of the cluster in Azure',
  'microsoft.containerservice/managedclusters/agentpools/write': 'wrote a node pool in Azure',
  'microsoft.containerservice/managedclusters/agentpools/delete': 'deleted a node pool in Azure',
};

function wordsFor({ operationName }: Json, told: readonly Json[]): string {
  const operation = String(operationName?.value);
  const { role, principalId } = assignmentIn(told);
  const which = role ? `the role ${role}` : 'a role';
  switch (operation.toLowerCase()) {
    case 'microsoft.authorization/roleassignments/delete':
      return `took ${which} in Azure away${principalId ? ` from ${principalId}` : ''}`;
    case 'microsoft.authorization/roleassignments/write':
      return `gave ${principalId ?? 'somebody'} ${which} in Azure`;
    default:
      return operationWords[operation.toLowerCase()] ?? `did ${operation} in Azure`;
  }
}

function takenBy(told: readonly Json[]): Taken | null {
  const [{ operationName, resourceId } = {}] = told as Json[];
  const operation = String(operationName?.value).toLowerCase();
  if (operation !== 'microsoft.authorization/roleassignments/delete') return null;
  const id = String(resourceId).split('/').at(-1) ?? '';
  return { kind: 'assignment', id, principalId: assignmentIn(told).principalId };
}

/** What the log says of a role assignment: in the body of request or answer, as text, in either case. */
function assignmentIn(told: readonly Json[]): { role: string | null; principalId: string | null } {
  let role: string | null = null;
  let principalId: string | null = null;
  for (const { properties } of told)
    for (const [key, value] of Object.entries<Json>(properties ?? {})) {
      if (!/^(?:request|response)body$/i.test(key)) continue;
      const body = lowerKeys(parsed(value)?.properties ?? parsed(value)?.Properties);
      principalId ??= textOr(body.principalid);
      const definition = textOr(body.roledefinitionid);
      role ??= definition && (builtInRole(definition) ?? null);
    }
  return { role, principalId };
}

function lowerKeys(value: Json): Record<string, Json> {
  return Object.fromEntries(
    Object.entries<Json>(value ?? {}).map(([key, each]) => [key.toLowerCase(), each]),
  );
}

function textOr(value: Json): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function parsed(text: Json): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
