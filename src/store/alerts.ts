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

export type AlertState = 'open' | 'acknowledged' | 'muted' | 'resolved';

interface AlertSettings {
  incidentId: string | null;
  /** IncidentCause */
  cause: Json;
  /** string[]: what turned worse, and is yet to be said for its incident. */
  unsaid: Json;
  announcedAt: Date | null;
  state: AlertState;
  shadow: boolean;
  announced: boolean;
  severity: string;
  /** Sighting */
  sighting: Json;
  /** Seen */
  seen: Json;
  /** Told */
  told: Json;
  /** OutgoingTarget[] */
  targets: Json;
  sampledAt: Date | null;
  sampledCalls: number;
  acknowledgedBy: StoredPerson | null;
  acknowledgedUntil: Date | null;
  muteId: string | null;
  resolvedBy: StoredPerson | null;
  resolvedAt: Date | null;
  firstCallAt: Date;
  lastCallAt: Date;
}

export interface AlertRow extends AlertSettings {
  id: string;
  version: number;
  fingerprint: string;
  clusterId: string;
  openedAt: Date;
  updatedAt: Date;
}

const columns: Columns<AlertSettings> = {
  incidentId: { column: 'incident_id' },
  cause: { column: 'cause', json: true },
  unsaid: { column: 'unsaid', json: true },
  announcedAt: { column: 'announced_at' },
  state: { column: 'state' },
  shadow: { column: 'shadow' },
  announced: { column: 'announced' },
  severity: { column: 'severity' },
  sighting: { column: 'sighting', json: true },
  seen: { column: 'seen', json: true },
  told: { column: 'told', json: true },
  targets: { column: 'targets', json: true },
  sampledAt: { column: 'sampled_at' },
  sampledCalls: { column: 'sampled_calls' },
  acknowledgedBy: { column: 'acknowledged_by', json: true },
  acknowledgedUntil: { column: 'acknowledged_until' },
  muteId: { column: 'mute_id' },
  resolvedBy: { column: 'resolved_by', json: true },
  resolvedAt: { column: 'resolved_at' },
  firstCallAt: { column: 'first_call_at' },
  lastCallAt: { column: 'last_call_at' },
};

export type NewAlert = Pick<
  AlertRow,
  | 'id'
  | 'fingerprint'
  | 'clusterId'
  | 'state'
  | 'shadow'
  | 'severity'
  | 'sighting'
  | 'seen'
  | 'told'
  | 'cause'
  | 'targets'
  | 'firstCallAt'
  | 'lastCallAt'
>;

/** @throws where one with the same fingerprint is not resolved; `lockAlerts` keeps that from happening */
export async function insertAlert(tx: Queryable, alert: NewAlert, now: Date): Promise<AlertRow> {
  const row = await one<AlertRow>(
    tx,
    `insert into drawbridge.alert
       (id, fingerprint, cluster_id, state, shadow, severity, sighting, seen, told, targets,
        first_call_at, last_call_at, cause, opened_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) returning *`,
    [
      alert.id,
      alert.fingerprint,
      alert.clusterId,
      alert.state,
      alert.shadow,
      alert.severity,
      json(alert.sighting),
      json(alert.seen),
      json(alert.told),
      json(alert.targets),
      alert.firstCallAt,
      alert.lastCallAt,
      json(alert.cause),
      now,
    ],
  );
  return row as AlertRow;
}

export async function getAlert(db: Queryable, id: string): Promise<AlertRow | null> {
  return one(db, 'select * from drawbridge.alert where id = $1', [id]);
}

/** The alert, locked until the transaction ends. */
export async function lockAlert(tx: Queryable, id: string): Promise<AlertRow | null> {
  return one(tx, 'select * from drawbridge.alert where id = $1 for update', [id]);
}

/** The newest with this fingerprint, resolved or not, locked until the transaction ends. */
export async function lockLatestAlert(
  tx: Queryable,
  fingerprint: string,
): Promise<AlertRow | null> {
  return one(
    tx,
    `select * from drawbridge.alert where fingerprint = $1
      order by opened_at desc, id limit 1 for update`,
    [fingerprint],
  );
}

/** Whoever makes or joins alerts waits for the others until their transactions end: the second finds what the first made. */
export async function lockAlerts(tx: Queryable): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtext('drawbridge.alert'))`);
}

/** Compare-and-swap on the version; null for whoever comes second. */
export async function updateAlert(
  tx: Queryable,
  { id, version }: Pick<AlertRow, 'id' | 'version'>,
  { set, now }: { set: Partial<AlertSettings>; now: Date },
): Promise<AlertRow | null> {
  const values: unknown[] = [id, version, now];
  const more = assignments(columns, set, values);
  return one(
    tx,
    `update drawbridge.alert set version = version + 1, updated_at = $3 ${more ? `, ${more}` : ''}
      where id = $1 and version = $2 returning *`,
    values,
  );
}

/** In these states, the latest call first. */
export async function listAlerts(
  db: Queryable,
  {
    states,
    clusterId = null,
    limit = 500,
  }: { states: AlertState[]; clusterId?: string | null; limit?: number | null },
): Promise<AlertRow[]> {
  return many(
    db,
    `select * from drawbridge.alert
      where state = any($1) and ($2::text is null or cluster_id = $2)
      order by last_call_at desc, id limit $3`,
    [states, clusterId?.toLowerCase() ?? null, limit],
  );
}

/** Acknowledged, and the time is over. */
export async function lapsedAcknowledgements(db: Queryable, now: Date): Promise<AlertRow[]> {
  return many(
    db,
    `select * from drawbridge.alert where state = 'acknowledged' and acknowledged_until <= $1`,
    [now],
  );
}

/**
 * Those without a call for `quietMs` of time that was looked at completely and without a gap: no call
 * because nobody looked, or because no record arrived, is not quiet.
 */
export async function quietAlerts(db: Queryable, quietMs: number): Promise<AlertRow[]> {
  return many(
    db,
    `select alert.* from drawbridge.alert alert
       join drawbridge.alert_watch watch
         on watch.cluster_id = alert.cluster_id and watch.detection = alert.sighting->>'detection'
      where alert.state <> 'resolved'
        and watch.complete_until - greatest(alert.last_call_at, watch.complete_from)
            >= make_interval(secs => $1)`,
    [quietMs / 1000],
  );
}

/** Removes what ended, and bins, before `before`. */
export async function pruneAlerts(db: Queryable, before: Date): Promise<void> {
  await db.query(`delete from drawbridge.alert where state = 'resolved' and resolved_at < $1`, [
    before,
  ]);
  await db.query('delete from drawbridge.alert_bin where at < $1', [before]);
}
