import { z } from 'zod';
import type { Json } from '../../fleet/snapshot.ts';
import type { Person } from '../../rights/person.ts';
import type { AlertState } from '../../store/alerts.ts';
import type { OutgoingTarget } from '../../store/outgoing.ts';
import type { Severity, Sighting } from '../types.ts';

/** What a route decides by. Times are those of the look. */
export interface RouteFacts {
  severity: Severity;
  clusterId: string;
  tags: Record<string, string>;
  namespaces: string[];
  detection: string;
  at: Date;
}

export type Target = Extract<OutgoingTarget, { kind: 'channel' | 'person' }> & { hold?: Hold };

/** Nothing is told there before; ISO 8601. A digest lists it then, and quiet hours let its message follow. */
export interface Hold {
  until: string;
  digest: boolean;
}

/** Tells places apart: a channel's id or a person's. */
export function placeOf(target: Target): string {
  return target.kind === 'channel' ? target.channel : target.userId;
}

export function withoutHold({ hold: _, ...target }: Target): Target {
  return target;
}

/**
 * Where an alert is told. None means that it is counted and listed, and nobody is told; null that no place is known for
 * it, so that it goes to the channel for alerts that the rights name.
 */
export type Route = (facts: RouteFacts) => Target[] | null;

/** Everything since the alert opened: at most 50 of each. */
export interface Seen {
  verbs: string[];
  resources: string[];
  namespaces: string[];
  addresses: string[];
  agents: string[];
}

/** What people were told of an alert. */
export interface Told {
  addresses: string[];
  agents: string[];
  secrets: boolean;
  succeeded: string[];
  /** The gravest. */
  severity?: Severity;
  /** Attempts in the worst ten minutes. */
  rate: number;
}

/** Said in the thread of an alert's message. */
export type Note =
  | { kind: 'worse'; reasons: string[]; was: AlertState; acknowledgedBy: Person | null }
  | { kind: 'reopened'; resolvedAt: string; reasons: string[] }
  | { kind: 'lapsed'; by: Person; calls: number }
  | { kind: 'unmuted'; by: Person | null }
  /** From now on it is told in the message of an incident. */
  | { kind: 'joined'; incidentId: string; alerts: number }
  | {
      kind: 'samples';
      auditIds: string[];
      verbs: string[];
      resources: string[];
      /** Calls since the samples before, which are not shown. */
      heldBack: number;
      since: string;
    };

/** What the alerts of an incident have in common. Texts are plain, and others chose parts of them. */
export type IncidentCause =
  | { kind: 'actor'; actor: string }
  /** What probably broke it. */
  | { kind: 'change'; at: string; by: string; what: string }
  /** Refusals began for nearly everybody at once. */
  | { kind: 'outage'; since: string; why: string }
  /** Nothing, but that they are too many for a message each. */
  | { kind: 'flood'; place: string; most: number };

export interface IncidentMember {
  alertId: string;
  cluster: { id: string; name: string; tags: Record<string, string> };
  actor: string;
  actorClass: Sighting['actorClass'];
  kind: string;
  resourceClass: Sighting['resourceClass'];
  detection: string;
  severity: Severity;
  state: AlertState;
  calls: number;
  firstCallAt: string;
  lastCallAt: string;
}

/** Alerts that have one cause, and one message. */
export interface IncidentValue {
  id: string;
  cause: IncidentCause;
  state: AlertState;
  /** The worst of its alerts that go on; of all of them once it is over. */
  severity: Severity;
  /** The gravest that goes on first. */
  members: IncidentMember[];
  clusters: { id: string; name: string; tags: Record<string, string> }[];
  actors: number;
  calls: number;
  callsInLastHour: number;
  bins: { at: string; calls: number }[];
  acknowledged: { by: Person; until: string } | null;
  resolved: { by: Person | null; at: string } | null;
  openedAt: string;
  firstCallAt: string;
  lastCallAt: string;
  can: { acknowledge: boolean; unacknowledge: boolean; resolve: boolean };
}

/** Said in the thread of an incident's message. */
export type IncidentNote =
  | { kind: 'worse'; reasons: string[]; alerts: number; acknowledgedBy: Person | null }
  /** More alerts by so much that people should hear of it, or a worse one. */
  | {
      kind: 'grown';
      before: number;
      alerts: number;
      clusters: number;
      actors: number;
      acknowledgedBy: Person | null;
    }
  | { kind: 'reopened'; resolvedAt: string; alerts: number; reasons: string[] }
  | { kind: 'lapsed'; by: Person; calls: number }
  | { kind: 'unmuted' }
  | {
      kind: 'samples';
      /** All of its calls until then. */
      calls: number;
      shown: { actor: string; cluster: string; auditIds: string[] }[];
      /** Calls since the samples before, which are not shown. */
      heldBack: number;
      since: string;
    };

export interface AlertValue {
  id: string;
  state: AlertState;
  severity: Severity;
  cluster: { id: string; name: string; tags: Record<string, string> };
  sighting: Sighting;
  seen: Seen;
  calls: number;
  callsInLastHour: number;
  bins: { at: string; calls: number }[];
  context: WhatElse;
  /** In whose message it is told. */
  incidentId: string | null;
  acknowledged: { by: Person; until: string } | null;
  resolved: { by: Person | null; at: string } | null;
  firstCallAt: string;
  lastCallAt: string;
  can: { acknowledge: boolean; unacknowledge: boolean; mute: boolean; resolve: boolean };
}

const change = z.object({ at: z.string(), by: z.string(), what: z.string() });

const whatElseSchema = z.object({
  brokenBy: change.nullable().catch(null),
  title: z.string().nullable().catch(null),
  todo: z.string().nullable().catch(null),
  succeeded: z
    .array(
      z.object({
        what: z.string(),
        calls: z.number().catch(1),
        first: z.string().optional().catch(undefined),
        last: z.string().optional().catch(undefined),
      }),
    )
    .catch([]),
  changes: z.array(change).catch([]),
  /** What could not be read: where there is some, an empty list does not mean that nothing happened. */
  unread: z.array(z.string()).catch([]),
});

/** What else is known of a sighting: from its `facts`, as far as they say so. */
export type WhatElse = z.output<typeof whatElseSchema>;

export function whatElse(facts: Json): WhatElse {
  return whatElseSchema.parse(typeof facts === 'object' && facts !== null ? facts : {});
}
