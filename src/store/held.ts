/** What routes held back for one place until one time: it comes in one message then. */
import type { NewOutgoing } from './outgoing.ts';
import type { Queryable } from './pool.ts';
import { type Json, json, many } from './rows.ts';

type Place = { channel: string } | { person: string };

interface Held {
  place: Place;
  until: Date;
  /** Collected on purpose; otherwise held back by quiet hours. */
  digest: boolean;
}

/** What is written at that very moment comes along. */
const graceMs = 60_000;

/** The message that says it, asked for once however much is held back. */
export function heldMessage({ place, until, digest }: Held): NewOutgoing {
  const [kind, id] =
    'channel' in place ? ['channel', place.channel] : (['person', place.person] as const);
  const valueId = `${kind}/${id}/${digest ? 'digest' : 'quiet'}/${until.toISOString()}`;
  return {
    ...{ view: 'workflow-held', valueId, dedupe: `held/${valueId}` },
    dueAt: new Date(until.getTime() + graceMs),
    target:
      'channel' in place
        ? { kind: 'channel', channel: place.channel }
        : { kind: 'person', userId: place.person },
  };
}

/** Null for what is none. */
export function readHeldId(valueId: string): Held | null {
  const [kind, id = '', why, at = ''] = valueId.split('/');
  const until = new Date(at);
  if (Number.isNaN(until.getTime()) || (why !== 'digest' && why !== 'quiet')) return null;
  const place = kind === 'channel' ? { channel: id } : { person: id };
  return { place, until, digest: why === 'digest' };
}

/** Messages of runs: Message[] with the Workflow that they are of, as it was when it ran. */
export async function heldMessages(
  db: Queryable,
  { place, until, digest, since }: { place: Json; until: Date; digest: boolean; since: Date },
): Promise<{ workflow: Json; message: Json }[]> {
  return many(
    db,
    `select run.content as workflow, message
       from drawbridge.workflow_run run, jsonb_array_elements(run.result->'messages') as message
      where run.finished_at > $3 and run.state in ('done', 'failed')
        and not coalesce((run.result->>'shadow')::boolean, false)
        and message->'place' = $1 and (message->>'notBefore')::timestamptz = $2
        and coalesce((message->>'digest')::boolean, false) = $4
      order by run.finished_at, run.id`,
    [json(place), until, since, digest],
  );
}

export interface HeldAlert {
  id: string;
  state: string;
  severity: string;
  clusterId: string;
  actor: string;
  title: string | null;
  kind: string;
}

/** Alerts that began meanwhile, as they are now, the worst first. `place` is the id of a channel or a person. */
export async function heldAlerts(
  db: Queryable,
  { place, until, digest, since }: { place: string; until: Date; digest: boolean; since: Date },
): Promise<HeldAlert[]> {
  return many(
    db,
    `select id, state, severity, cluster_id, sighting->>'actor' as actor,
            sighting->'facts'->>'title' as title, sighting->>'kind' as kind
       from drawbridge.alert
      where opened_at > $3 and not shadow and exists (
              select from jsonb_array_elements(targets) as target
               where coalesce(target->>'channel', target->>'userId') = $1
                 and (target->'hold'->>'until')::timestamptz = $2
                 and (target->'hold'->>'digest')::boolean = $4)
      order by array_position(array['critical', 'high', 'medium', 'low', 'info'], severity), opened_at, id`,
    [place, until, since, digest],
  );
}

export interface PastAlert {
  severity: 'critical' | 'high' | 'medium' | 'low' | 'info';
  clusterId: string;
  namespaces: string[];
  detection: string;
  openedAt: Date;
  /** Told with others in one message. */
  incidentId: string | null;
  /** Told by itself, before it was known what it belongs to, perhaps. */
  isAlone: boolean;
}

/** Alerts that were told, or would have been but for the shadow, the oldest first. */
export async function pastAlerts(db: Queryable): Promise<PastAlert[]> {
  return many(
    db,
    `select severity, cluster_id, opened_at, sighting->>'detection' as detection,
            coalesce(sighting->'namespaces', '[]') as namespaces,
            incident_id, announced or incident_id is null as is_alone
       from drawbridge.alert where announced or shadow or incident_id is not null
      order by opened_at, id`,
  );
}
