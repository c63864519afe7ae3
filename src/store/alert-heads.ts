import type { AlertState } from './alerts.ts';
import type { Queryable } from './pool.ts';
import { many } from './rows.ts';

/** What a list of alerts is sorted and chosen by, without all that was seen. */
export interface AlertHead {
  id: string;
  clusterId: string;
  severity: string;
  incidentId: string | null;
  lastCallAt: Date;
}

/** Alerts that people are told of, of these clusters; `limit` at most, the latest call first. */
export async function alertHeads(
  db: Queryable,
  {
    states,
    clusterIds,
    limit,
  }: { states: readonly AlertState[]; clusterIds: readonly string[]; limit: number },
): Promise<AlertHead[]> {
  return many(
    db,
    `select id, cluster_id, severity, incident_id, last_call_at from drawbridge.alert
      where state = any($1) and cluster_id = any($2) and not shadow
      order by last_call_at desc, id limit $3`,
    [states, clusterIds.map((id) => id.toLowerCase()), limit],
  );
}

/** The incidents that alerts with these fingerprints belong to, while they go on. */
export async function incidentIdsOf(
  db: Queryable,
  fingerprints: readonly string[],
): Promise<string[]> {
  const rows = await many<{ incidentId: string }>(
    db,
    `select distinct incident_id from drawbridge.alert
      where fingerprint = any($1) and incident_id is not null and state <> 'resolved' and not shadow
      order by incident_id`,
    [fingerprints],
  );
  return rows.map(({ incidentId }) => incidentId);
}
