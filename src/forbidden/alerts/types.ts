import { z } from 'zod';
import type { Json } from '../../fleet/snapshot.ts';
import type { Person } from '../../rights/person.ts';
import type { AlertState } from '../../store/alerts.ts';
import type { OutgoingTarget } from '../../store/outgoing.ts';
import type { Severity, Sighting } from '../types.ts';

/** What a route decides by. Times are those of the look. */
interface RouteFacts {
  severity: Severity;
  clusterId: string;
  tags: Record<string, string>;
  namespaces: string[];
  detection: string;
  at: Date;
}

export type Target = Extract<OutgoingTarget, { kind: 'channel' | 'person' }>;

/** Where an alert is told. None means that it is counted and listed, and nobody is told. */
export type Route = (facts: RouteFacts) => Target[];

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
  /** Attempts in the worst ten minutes. */
  rate: number;
}

/** Said in the thread of an alert's message. */
export type Note =
  | { kind: 'worse'; reasons: string[]; was: AlertState; acknowledgedBy: Person | null }
  | { kind: 'reopened'; resolvedAt: string; reasons: string[] }
  | { kind: 'lapsed'; by: Person; calls: number }
  | { kind: 'unmuted'; by: Person | null }
  | {
      kind: 'samples';
      auditIds: string[];
      verbs: string[];
      resources: string[];
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
  acknowledged: { by: Person; until: string } | null;
  resolved: { by: Person | null; at: string } | null;
  firstCallAt: string;
  lastCallAt: string;
  can: { acknowledge: boolean; unacknowledge: boolean; mute: boolean; resolve: boolean };
}

const whatElseSchema = z.object({
  title: z.string().nullable().catch(null),
  todo: z.string().nullable().catch(null),
  succeeded: z.array(z.object({ what: z.string(), calls: z.number().catch(1) })).catch([]),
  changes: z.array(z.object({ at: z.string(), by: z.string(), what: z.string() })).catch([]),
});

/** What else is known of a sighting: from its `facts`, as far as they say so. */
export type WhatElse = z.output<typeof whatElseSchema>;

export function whatElse(facts: Json): WhatElse {
  return whatElseSchema.parse(typeof facts === 'object' && facts !== null ? facts : {});
}
