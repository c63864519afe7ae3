import { AzureError } from '../../azure/errors.ts';
import { allows, readPermissions } from '../../azure/permissions.ts';
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
  const rows = all.filter(keep);
  if (rows.length > 0) return rows;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  if (allows(await readPermissions(reader, scope), permission)) return rows;
  throw new AzureError(
    'denied',
    `Resource Graph shows nothing, and the reading identity lacks ${permission}: that is not the same as “there is nothing”`,
    { status: 403, permission },
  );
}
