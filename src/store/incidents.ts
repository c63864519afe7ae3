import type { AlertRow, AlertState } from './alerts.ts';
import type { Queryable } from './pool.ts';
import {
  assignments,
  type Columns,
  type Json,
  json,
  many,
  one,
  type StoredPerson,
} from './rows.ts';

interface IncidentSettings {
  state: AlertState;
  /** Target[] */
  targets: Json;
  /** Of so many alerts people were told; 0 before its message was asked for. */
  told: number;
  severity: string;
  acknowledgedBy: StoredPerson | null;
  acknowledgedUntil: Date | null;
  resolvedBy: StoredPerson | null;
  resolvedAt: Date | null;
}

export interface IncidentRow extends IncidentSettings {
  id: string;
  version: number;
  kind: string;
  fingerprint: string;
  shadow: boolean;
  /** IncidentCause */
  cause: Json;
  openedAt: Date;
  updatedAt: Date;
}

const columns: Columns<IncidentSettings> = {
  state: { column: 'state' },
  targets: { column: 'targets', json: true },
  told: { column: 'told' },
  severity: { column: 'severity' },
  acknowledgedBy: { column: 'acknowledged_by', json: true },
  acknowledgedUntil: { column: 'acknowledged_until' },
  resolvedBy: { column: 'resolved_by', json: true },
  resolvedAt: { column: 'resolved_at' },
};

/** @throws where one with the same fingerprint is not resolved; `lockAlerts` keeps that from happening */
export async function insertIncident(
  tx: Queryable,
  incident: Pick<
    IncidentRow,
    'id' | 'kind' | 'fingerprint' | 'shadow' | 'cause' | 'severity' | 'targets'
  >,
  now: Date,
): Promise<IncidentRow> {
  const { id, kind, fingerprint, shadow, cause, severity, targets } = incident;
  const row = await one<IncidentRow>(
    tx,
    `insert into drawbridge.incident
       (id, kind, fingerprint, state, shadow, cause, severity, targets, opened_at, updated_at)
     values ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $8) returning *`,
    [id, kind, fingerprint, shadow, json(cause), severity, json(targets), now],
  );
  return row as IncidentRow;
}

export async function getIncident(db: Queryable, id: string): Promise<IncidentRow | null> {
  return one(db, 'select * from drawbridge.incident where id = $1', [id]);
}

/** The one with this fingerprint that goes on; null where none does. */
export async function openIncident(
  db: Queryable,
  fingerprint: string,
): Promise<IncidentRow | null> {
  return one(
    db,
    `select * from drawbridge.incident where fingerprint = $1 and state <> 'resolved'`,
    [fingerprint],
  );
}

/** Under `lockAlerts`: so nobody is faster. */
export async function updateIncident(
  tx: Queryable,
  id: string,
  { set, now }: { set: Partial<IncidentSettings>; now: Date },
): Promise<IncidentRow> {
  const values: unknown[] = [id, now];
  const more = assignments(columns, set, values);
  const row = await one<IncidentRow>(
    tx,
    `update drawbridge.incident set version = version + 1, updated_at = $2 ${more ? `, ${more}` : ''}
      where id = $1 returning *`,
    values,
  );
  if (!row) throw new Error(`Incident ${id} is gone`);
  return row;
}

/** Those that are not resolved, and those resolved since then, the newest first. */
export async function recentIncidents(db: Queryable, since: Date): Promise<IncidentRow[]> {
  return many(
    db,
    `select * from drawbridge.incident where state <> 'resolved' or resolved_at >= $1
      order by opened_at desc, id`,
    [since],
  );
}

/** In these states, the newest first. */
export async function listIncidentRows(
  db: Queryable,
  states: readonly AlertState[],
): Promise<IncidentRow[]> {
  return many(
    db,
    'select * from drawbridge.incident where state = any($1) order by updated_at desc, id limit 200',
    [states],
  );
}

/** Those of which something may have changed: not resolved, or resolved while one of their alerts is not. */
export async function incidentsToFollow(db: Queryable): Promise<IncidentRow[]> {
  return many(
    db,
    `select * from drawbridge.incident incident
      where state <> 'resolved'
         or exists (select from drawbridge.alert
                     where incident_id = incident.id and state <> 'resolved')
      order by opened_at, id`,
  );
}

/** The alerts of an incident, locked until the transaction ends. */
export async function lockMembers(tx: Queryable, incidentId: string): Promise<AlertRow[]> {
  return many(
    tx,
    'select * from drawbridge.alert where incident_id = $1 order by opened_at, id for update',
    [incidentId],
  );
}

/** An alert of an incident, with its calls. */
export interface MemberRow extends AlertRow {
  /** Null where the cluster is gone. */
  clusterName: string | null;
  tags: Record<string, string> | null;
  calls: number;
  recent: number;
}

/** The alerts of an incident with their calls, and those since `recently`. */
export async function membersOf(
  db: Queryable,
  { incidentId, recently }: { incidentId: string; recently: Date },
): Promise<MemberRow[]> {
  return many(
    db,
    `select alert.*, cluster.name as cluster_name, cluster.tags, coalesce(bins.calls, 0) as calls,
            coalesce(bins.recent, 0) as recent
       from drawbridge.alert alert
       left join drawbridge.cluster cluster on cluster.id = alert.cluster_id
       left join lateral (
         select sum(calls)::int as calls, (sum(calls) filter (where at >= $2))::int as recent
           from drawbridge.alert_bin where alert_id = alert.id) bins on true
      where alert.incident_id = $1 order by alert.opened_at, alert.id`,
    [incidentId, recently],
  );
}

/** Attempts of all alerts of an incident, by ten minutes, the oldest first. */
export async function incidentBins(
  db: Queryable,
  incidentId: string,
): Promise<{ at: Date; calls: number }[]> {
  return many(
    db,
    `select bin.at, sum(bin.calls)::int as calls
       from drawbridge.alert_bin bin join drawbridge.alert alert on alert.id = bin.alert_id
      where alert.incident_id = $1 group by bin.at order by bin.at`,
    [incidentId],
  );
}

/** Attempts since then, of all its alerts. */
export async function incidentCallsSince(
  db: Queryable,
  { incidentId, since }: { incidentId: string; since: Date },
): Promise<number> {
  const row = await one<{ calls: number }>(
    db,
    `select coalesce(sum(bin.calls), 0)::int as calls
       from drawbridge.alert_bin bin join drawbridge.alert alert on alert.id = bin.alert_id
      where alert.incident_id = $1 and bin.at >= $2`,
    [incidentId, since],
  );
  return row?.calls ?? 0;
}

export interface IncidentNoteRow {
  id: string;
  incidentId: string;
  at: Date;
  /** IncidentNote */
  data: Json;
}

export async function insertIncidentNote(
  tx: Queryable,
  { id, incidentId, at, data }: IncidentNoteRow,
): Promise<void> {
  await tx.query(
    'insert into drawbridge.incident_note (id, incident_id, at, data) values ($1, $2, $3, $4)',
    [id, incidentId, at, json(data)],
  );
}

export async function getIncidentNote(db: Queryable, id: string): Promise<IncidentNoteRow | null> {
  return one(db, 'select * from drawbridge.incident_note where id = $1', [id]);
}

/** When calls of an incident were shown last, and how many there were by then; null where none were. */
export async function lastIncidentSamples(
  db: Queryable,
  incidentId: string,
): Promise<{ at: Date; calls: number } | null> {
  return one(
    db,
    `select at, (data->>'calls')::int as calls from drawbridge.incident_note
      where incident_id = $1 and data->>'kind' = 'samples' order by at desc limit 1`,
    [incidentId],
  );
}

/** Removes what ended before `before`. */
export async function pruneIncidents(db: Queryable, before: Date): Promise<void> {
  await db.query(`delete from drawbridge.incident where state = 'resolved' and resolved_at < $1`, [
    before,
  ]);
}
