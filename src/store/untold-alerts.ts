/** Alerts that are counted, and of which nobody has been told yet. */
import type { AlertRow } from './alerts.ts';
import type { Queryable } from './pool.ts';
import { many, one } from './rows.ts';

const untold = `not announced and incident_id is null and state in ('open', 'acknowledged')`;
/** Told of by itself before it was known what is behind it. */
const explained = `announced and cause is not null and incident_id is null
  and state in ('open', 'acknowledged')`;

/** Whether there is one, or an incident that has to be followed. */
export async function hasSomethingToTell(db: Queryable): Promise<boolean> {
  const row = await one<{ some: boolean }>(
    db,
    `select exists (select from drawbridge.alert where ${untold})
         or exists (select from drawbridge.alert where ${explained})
         or exists (select from drawbridge.incident where state <> 'resolved')
         or exists (select from drawbridge.alert alert
                      join drawbridge.incident incident on incident.id = alert.incident_id
                     where alert.state <> 'resolved' and incident.state = 'resolved') as some`,
  );
  return row?.some ?? false;
}

/** The first that was seen first, locked until the transaction ends. */
export async function lockUntold(tx: Queryable): Promise<AlertRow[]> {
  return many(
    tx,
    `select * from drawbridge.alert where ${untold} order by first_call_at, opened_at, id for update`,
  );
}

/** Those that may belong to others: of which nobody was told, or not what is behind them; locked. */
export async function lockUngathered(tx: Queryable): Promise<AlertRow[]> {
  return many(
    tx,
    `select * from drawbridge.alert where (${untold}) or (${explained})
      order by first_call_at, opened_at, id for update`,
  );
}

/** Alerts that go on, belong to no incident, and have this in common; locked. Told of or not. */
export async function lockAlike(
  tx: Queryable,
  { actor, cause, shadow }: { actor?: string; cause?: object; shadow: boolean },
): Promise<AlertRow[]> {
  return many(
    tx,
    `select * from drawbridge.alert
      where incident_id is null and state in ('open', 'acknowledged') and shadow = $3
        and ($1::text is null or actor = $1)
        and ($2::jsonb is null or cause = $2::jsonb)
      order by opened_at, id for update`,
    [actor ?? null, cause ? JSON.stringify(cause) : null, shadow],
  );
}

/** How many messages of alerts and incidents each place got since then; in the shadow, would have got. */
export async function messagesByPlace(
  db: Queryable,
  { since, shadow }: { since: Date; shadow: boolean },
): Promise<Map<string, number>> {
  const rows = await many<{ place: string; count: number }>(
    db,
    `select coalesce(target->>'channel', target->>'userId') as place, count(*)::int as count
       from (select targets from drawbridge.alert where announced_at >= $1 and shadow = $2
             union all
             select targets from drawbridge.incident where opened_at >= $1 and shadow = $2) told,
            jsonb_array_elements(told.targets) as target
      group by place`,
    [since, shadow],
  );
  return new Map(rows.map(({ place, count }) => [place, count]));
}
