import type { Queryable } from './pool.ts';
import { type Json, json, many, one } from './rows.ts';

export interface ClusterRow {
  /** ARM id in lower case. */
  id: string;
  name: string;
  resourceGroup: string;
  subscriptionId: string;
  location: string;
  tags: Record<string, string>;
  /** Resource id of the kubelet's identity, in lower case. */
  kubeletIdentity: string | null;
  summary: Json;
  seenAt: Date;
}

/** Adds clusters or brings them up to date, in one statement. */
export async function saveClusters(
  db: Queryable,
  clusters: Omit<ClusterRow, 'seenAt'>[],
  now: Date,
): Promise<void> {
  const rows = clusters.map(({ id, kubeletIdentity, ...rest }) => ({
    ...rest,
    id: id.toLowerCase(),
    kubeletIdentity: kubeletIdentity?.toLowerCase() ?? null,
  }));
  await db.query(
    `insert into drawbridge.cluster
       (id, name, resource_group, subscription_id, location, tags, kubelet_identity, summary, seen_at)
     select c.id, c.name, c."resourceGroup", c."subscriptionId", c.location,
            coalesce(c.tags, '{}'), c."kubeletIdentity", coalesce(c.summary, '{}'), $2
       from jsonb_to_recordset($1::jsonb) as c (
         id text, name text, "resourceGroup" text, "subscriptionId" text, location text,
         tags jsonb, "kubeletIdentity" text, summary jsonb)
     on conflict (id) do update set
       name = excluded.name, resource_group = excluded.resource_group,
       subscription_id = excluded.subscription_id, location = excluded.location,
       tags = excluded.tags, kubelet_identity = excluded.kubelet_identity,
       summary = excluded.summary, seen_at = excluded.seen_at`,
    [json(rows), now],
  );
}

/** Forgets clusters that are gone. */
export async function forgetClusters(db: Queryable, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.query('delete from drawbridge.cluster where id = any($1)', [
    ids.map((id) => id.toLowerCase()),
  ]);
}

/** All clusters, by name. */
export async function listClusterRows(db: Queryable): Promise<ClusterRow[]> {
  return many(db, 'select * from drawbridge.cluster order by lower(name), id');
}

export async function getClusterRow(db: Queryable, id: string): Promise<ClusterRow | null> {
  return one(db, 'select * from drawbridge.cluster where id = $1', [id.toLowerCase()]);
}
