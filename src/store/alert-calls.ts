/** What belongs to alerts: attempts by time, what was said, and the time that was looked at. */
import type { Queryable } from './pool.ts';
import { type Json, json, many, one } from './rows.ts';

export interface Bin {
  at: Date;
  calls: number;
}

/**
 * Counts again by replacing. A window that begins in the middle of a bin has seen less of it than
 * was seen before, and late records only add: so the greater number holds.
 */
export async function saveBins(
  tx: Queryable,
  alertId: string,
  bins: readonly { at: string; calls: number }[],
): Promise<void> {
  await tx.query(
    `insert into drawbridge.alert_bin (alert_id, at, calls)
     select $1, bin.at, max(bin.calls)
       from jsonb_to_recordset($2::jsonb) as bin (at timestamptz, calls int) group by bin.at
     on conflict (alert_id, at) do update
       set calls = greatest(alert_bin.calls, excluded.calls)`,
    [alertId, json(bins)],
  );
}

/** The oldest first. */
export async function binsOf(db: Queryable, alertId: string): Promise<Bin[]> {
  return many(db, 'select at, calls from drawbridge.alert_bin where alert_id = $1 order by at', [
    alertId,
  ]);
}

export async function callsOf(db: Queryable, alertId: string): Promise<number> {
  const row = await one<{ calls: number }>(
    db,
    'select coalesce(sum(calls), 0)::int as calls from drawbridge.alert_bin where alert_id = $1',
    [alertId],
  );
  return row?.calls ?? 0;
}

export interface NoteRow {
  id: string;
  alertId: string;
  at: Date;
  /** Note */
  data: Json;
}

export async function insertNote(tx: Queryable, { id, alertId, at, data }: NoteRow): Promise<void> {
  await tx.query(
    'insert into drawbridge.alert_note (id, alert_id, at, data) values ($1, $2, $3, $4)',
    [id, alertId, at, json(data)],
  );
}

export async function getNote(db: Queryable, id: string): Promise<NoteRow | null> {
  return one(db, 'select * from drawbridge.alert_note where id = $1', [id]);
}

/** A complete look: longer where it joins the one before, begun anew where time was left out between them. */
export async function saveWatch(
  tx: Queryable,
  {
    clusterId,
    detection,
    from,
    until,
  }: { clusterId: string; detection: string; from: Date; until: Date },
): Promise<void> {
  if (until <= from) return;
  await tx.query(
    `insert into drawbridge.alert_watch as watch (cluster_id, detection, complete_from, complete_until)
     values ($1, $2, $3, $4)
     on conflict (cluster_id, detection) do update set
       complete_from = case when excluded.complete_from > watch.complete_until
                            then excluded.complete_from
                            when excluded.complete_until < watch.complete_from
                            then watch.complete_from
                            else least(watch.complete_from, excluded.complete_from) end,
       complete_until = greatest(watch.complete_until, excluded.complete_until)`,
    [clusterId, detection, from, until],
  );
}
