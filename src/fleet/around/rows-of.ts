import { AzureError } from '../../azure/errors.ts';
import { allows, type Permission, readPermissions } from '../../azure/permissions.ts';
import type { AzureReader, ReadOptions } from '../../azure/reader.ts';
import type { ClusterRef, Json } from '../snapshot.ts';

/**
 * Rows of a Resource Graph query that concern a cluster. Resource Graph answers with nothing where a
 * right is missing, so nothing is believed only if the reading identity has the right.
 * @throws AzureError, `denied` with the permission where an empty answer means nothing.
 */
export async function rowsOf({
  reader,
  query,
  subscriptions,
  keep,
  cluster: { subscriptionId, resourceGroup },
  permission,
  options,
}: {
  reader: AzureReader;
  /** A constant of ours. */
  query: string;
  /** All that may be seen, unless said. */
  subscriptions?: readonly string[];
  keep: (row: Json) => boolean;
  cluster: ClusterRef;
  permission: string;
  options: ReadOptions;
}): Promise<Json[]> {
  const all = await reader.resourceGraph(query, { subscriptions, ...options });
  options.onSource?.('Azure Resource Graph');
  const rows = all.filter(keep);
  if (rows.length > 0) return rows;
  // The whole subscription first: one answer for all its clusters.
  const subscription = `/subscriptions/${subscriptionId}`;
  for (const scope of [subscription, `${subscription}/resourceGroups/${resourceGroup}`])
    if (allows(await readPermissions(reader, scope).catch(noneIfDenied), permission)) return rows;
  throw new AzureError(
    'denied',
    `Resource Graph shows nothing, and the reading identity lacks ${permission}: that is not the same as “there is nothing”`,
    { status: 403, permission },
  );
}

/** Who may not see a subscription's permissions may still see those of a group in it. */
function noneIfDenied(error: unknown): Permission[] {
  if (error instanceof AzureError && error.kind === 'denied') return [];
  throw error;
}
