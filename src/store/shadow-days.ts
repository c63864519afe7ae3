/** What would have been told in a day, where nothing is told. */
import type { Queryable } from './pool.ts';
import { many } from './rows.ts';

interface Day {
  from: Date;
  until: Date;
}

/** Places, by the ids of channels and persons, in which something would have been said. */
export async function shadowPlaces(db: Queryable, { from, until }: Day): Promise<string[]> {
  const rows = await many<{ place: string }>(
    db,
    `select distinct coalesce(target->>'channel', target->>'userId') as place
       from (select targets from drawbridge.alert
              where shadow and announced_at >= $1 and announced_at < $2
             union all
             select targets from drawbridge.incident
              where shadow and opened_at >= $1 and opened_at < $2
             union all
             select alert.targets from drawbridge.alert alert
               join drawbridge.alert_note note on note.alert_id = alert.id
              where alert.shadow and note.at >= $1 and note.at < $2
             union all
             select incident.targets from drawbridge.incident incident
               join drawbridge.incident_note note on note.incident_id = incident.id
              where incident.shadow and note.at >= $1 and note.at < $2) told,
            jsonb_array_elements(told.targets) as target
      order by place`,
    [from, until],
  );
  return rows.map(({ place }) => place);
}

const hasPlace = `exists (select from jsonb_array_elements(targets) as target
                           where coalesce(target->>'channel', target->>'userId') = $3)`;

export interface ShadowMessage {
  kind: 'alert' | 'incident';
  id: string;
  severity: string;
}

/** The messages that a place would have got, the worst first. */
export async function shadowMessages(
  db: Queryable,
  { place, from, until }: Day & { place: string },
): Promise<ShadowMessage[]> {
  return many(
    db,
    `select kind, id, severity from (
       select 'alert' as kind, id, severity, announced_at as at from drawbridge.alert
        where shadow and announced_at >= $1 and announced_at < $2 and ${hasPlace}
       union all
       select 'incident', id, severity, opened_at from drawbridge.incident
        where shadow and opened_at >= $1 and opened_at < $2 and ${hasPlace}) told
      order by array_position(array['critical', 'high', 'medium', 'low', 'info'], severity), at, id`,
    [from, until, place],
  );
}

/** How many replies it would have got that are shown in the channel. */
export async function shadowReplies(
  db: Queryable,
  { place, from, until }: Day & { place: string },
): Promise<number> {
  const [row] = await many<{ count: number }>(
    db,
    `select ((select count(*) from drawbridge.alert_note note
                join drawbridge.alert on alert.id = note.alert_id
               where shadow and note.at >= $1 and note.at < $2
                 and note.data->>'kind' not in ('samples', 'joined') and ${hasPlace})
           + (select count(*) from drawbridge.incident_note note
                join drawbridge.incident on incident.id = note.incident_id
               where shadow and note.at >= $1 and note.at < $2
                 and note.data->>'kind' <> 'samples' and ${hasPlace}))::int as count`,
    [from, until, place],
  );
  return row?.count ?? 0;
}
