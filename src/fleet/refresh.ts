import { isClusterId, parseClusterId } from '../azure/clusters.ts';
import type { AzureReader, ReadOptions } from '../azure/reader.ts';
import { forgetClusters, saveClusters } from '../store/clusters.ts';
import type { Queryable } from '../store/pool.ts';
import { type FleetRow, fleetQuery } from './fleet-query.ts';
import { listClusters } from './list.ts';
import { confirmGone } from './missing.ts';
import type { ClusterRef } from './snapshot.ts';

export interface RefreshOptions extends ReadOptions {
  reader: AzureReader;
  db: Queryable;
  now: () => Date;
  /** Only these subscriptions; clusters of others are forgotten. */
  subscriptions?: readonly string[];
  /** Told, as a sentence, when the answer and what was known do not fit together. */
  onWarning?: (text: string) => void;
}

/**
 * Asks Resource Graph which clusters there are and keeps the answer. Resource Graph shows only what the
 * identity may read, so a cluster that is missing from the answer is forgotten only if Resource Manager
 * says that it is gone; one that cannot be confirmed stays, and `onWarning` says why.
 * @throws AzureError
 */
export async function refreshFleet({
  reader,
  db,
  now,
  subscriptions,
  onWarning = () => {},
  ...read
}: RefreshOptions): Promise<ClusterRef[]> {
  const known = await listClusters(db);
  const rows: FleetRow[] = await reader.resourceGraph(fleetQuery, { subscriptions, ...read });
  const seen = new Map(
    rows.filter(({ id }) => isClusterId(id)).map((row) => [row.id.toLowerCase(), row]),
  );
  await saveClusters(db, [...seen.values()].map(storedCluster), now());

  const missing = known.filter(({ id }) => !seen.has(id.toLowerCase()));
  const wanted = subscriptions?.length
    ? new Set(subscriptions.map((id) => id.toLowerCase()))
    : undefined;
  const [inScope, outOfScope] = partition(
    missing,
    ({ subscriptionId }) => !wanted || wanted.has(subscriptionId.toLowerCase()),
  );
  const { gone, kept } = await confirmGone(reader, inScope, read);
  await forgetClusters(
    db,
    [...gone, ...outOfScope].map(({ id }) => id),
  );
  if (kept.length > 0) onWarning(warningAbout(kept, seen.size));
  return listClusters(db);
}

function storedCluster(row: FleetRow) {
  const { subscriptionId, resourceGroup } = parseClusterId(row.id);
  const { kubernetesVersion, powerState, provisioningState, tier } = row;
  return {
    id: row.id,
    name: row.name,
    // Resource Graph's own column is in lower case; the id keeps the spelling.
    resourceGroup,
    subscriptionId,
    location: row.location,
    tags: row.tags ?? {},
    kubeletIdentity: row.kubeletIdentity || null,
    summary: { kubernetesVersion, powerState, provisioningState, tier },
  };
}

function warningAbout(kept: { cluster: ClusterRef; reason: string }[], seen: number): string {
  const [first] = kept;
  const names = kept.slice(0, 5).map(({ cluster }) => cluster.name);
  const list = names.join(', ') + (kept.length > names.length ? ', …' : '');
  const answer =
    seen === 0 ? 'Azure lists no cluster at all' : `Azure lists ${seen} clusters, but not ${list}`;
  return `${answer}. ${kept.length} known before stay in the list (${first?.reason}): if the reading identity has lost a role, grant it again.`;
}

function partition<T>(items: readonly T[], first: (item: T) => boolean): [T[], T[]] {
  return [items.filter(first), items.filter((item) => !first(item))];
}
