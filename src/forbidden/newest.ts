/** Until when the records of clusters have come. */
import type { LogsAnswer } from '../azure/logs-answer.ts';
import { type AuditTable, auditQuery } from './queries.ts';

interface Newest {
  /** By cluster, of those that have any in the last day. */
  byCluster: ReadonlyMap<string, string>;
  /** The workspace never received any data. */
  isEmpty: boolean;
  /** Why some may be missing; null where none is. */
  partial: string | null;
}

const dayMs = 86_400_000;

/**
 * The newest record of each cluster in the last day. Only of clusters that have none in the time that is looked at
 * the whole day is read: what is read of tables of the Basic plan costs money, and takes time of all.
 */
export async function newestRecords(
  ask: (query: string, range: { from: Date; to: Date }) => Promise<LogsAnswer>,
  { table, clusters }: { table: AuditTable; clusters: readonly string[] },
  { from, now }: { from: Date; now: Date },
): Promise<Newest> {
  const day = new Date(now.getTime() - dayMs);
  const near = from > day && from < now ? from : day;
  const byCluster = new Map<string, string>();
  const read = async (wanted: readonly string[], range: { from: Date; to: Date }) => {
    const answer = await ask(auditQuery('freshness', { table, clusters: wanted }), range);
    for (const { Cluster, Newest } of answer.rows) byCluster.set(String(Cluster), String(Newest));
    return { isEmpty: answer.empty, partial: answer.partial?.message ?? null };
  };
  const first = await read(clusters, { from: near, to: now });
  const missing = clusters.filter((id) => !byCluster.has(id));
  if (missing.length === 0 || near <= day) return { byCluster, ...first };
  const rest = await read(missing, { from: day, to: near });
  return { byCluster, isEmpty: rest.isEmpty, partial: first.partial ?? rest.partial };
}
