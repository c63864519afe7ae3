/** What looks at audit logs find, and what alerts are made of. Times are ISO 8601, UTC. */
import type { Json } from '../fleet/snapshot.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';

/** Why a call was refused. Detections that are not about refusals use their own id as kind. */
export type DenialKind =
  | 'authorization'
  | 'azure-rbac'
  | 'node-authorizer'
  | 'anonymous'
  | 'impersonation'
  | 'rbac-escalation'
  | 'pod-security'
  | 'admission-webhook'
  | 'quota'
  | 'other-admission'
  | 'unauthenticated';

/** Who calls. The last three are what the configuration says they are. */
export type ActorClass =
  | 'person'
  | 'service-account'
  | 'node'
  | 'system'
  | 'anonymous'
  | 'local-admin'
  | 'gitops'
  | 'ci'
  | 'operator';

/** What was called for, coarsely: part of the fingerprint of an alert. */
export type ResourceClass =
  | 'secrets'
  | 'exec'
  | 'rbac'
  | 'tokens'
  | 'workloads'
  | 'nodes'
  | 'other';

export interface Suspicion {
  level: 'low' | 'medium' | 'high';
  /** 0 to 100; the documentation says what counts how much. */
  score: number;
  /** In words, the weightiest first. */
  reasons: string[];
}

/** Something that was changed before calls were refused. `what` has no end and no number that grows. */
export interface Change {
  at: string;
  by: string;
  what: string;
}

/**
 * What else happened around what was seen: in the `facts` of refusals that are no noise and of what detections found
 * that is medium or worse, where the look asked for it.
 * Names in it are chosen by others.
 */
export interface Around {
  /** What the same caller, from the same addresses, was let do; `what` has no number that grows. */
  succeeded: { what: string; calls: number; first: string; last: string }[];
  /** Shortly before the first refusal, the newest first. */
  changes: Change[];
  /** The one change that explains every refusal. */
  brokenBy?: Change;
  /** What could not be read, in sentences: where there are some, an empty list does not mean that nothing happened. */
  unread: string[];
}

/** One actor, kind and class of resources in one cluster and one window. */
export interface Sighting {
  /** ARM id, lower case. */
  clusterId: string;
  /** `forbidden`, or the id of another detection. */
  detection: string;
  actor: string;
  actorClass: ActorClass;
  kind: DenialKind | (string & {});
  resourceClass: ResourceClass;
  severity: Severity;
  /** Attempts: one audit id each, and an exec that came as get and create is one. */
  calls: number;
  /** Attempts by the ten minutes in which they fell: counting again replaces, so nothing is counted twice. */
  bins: { at: string; calls: number }[];
  first: string;
  last: string;
  /** At most 20 of each, with how many there were. */
  verbs: string[];
  resources: string[];
  namespaces: string[];
  addresses: string[];
  agents: string[];
  auditIds: string[];
  distinct: { resources: number; namespaces: number; addresses: number; agents: number };
  suspicion: Suspicion;
  /** What the platform's own components do all day: counted in a footer, never an alert unless its rate changes. */
  noise: boolean;
  /** Of the detection: its title, what to do, ATT&CK. Of refusals: Around. */
  facts?: Json;
}

/** From where a look read, and how much that can tell. */
export interface LogSource {
  workspaceId: string;
  table: 'AKSAudit' | 'AKSAuditAdmin' | 'AzureDiagnostics';
  /** What this table cannot show, in sentences. */
  blind: string[];
}

/** One cluster and one window. */
export interface ClusterLook {
  clusterId: string;
  window: { from: string; to: string };
  source: LogSource | null;
  /** Why nothing can be said, where nothing can: no audit log, no rights, the query failed. */
  problem: { code: string; message: string; hint?: string } | null;
  /** Some rows are missing, and which limit cut them off. */
  partial: string | null;
  /** The newest record of this cluster; null where there is none in the last day. */
  newest: string | null;
  sightings: Sighting[];
  /** Calls without a valid login (401). */
  unauthenticated: number;
  /** From where those came, the busiest first, at most 20; absent where there were none. */
  unauthenticatedFrom?: { address: string; calls: number; last: string }[];
  /** Why nobody is called new, in a sentence; absent where that can be told, or is not compared with before. */
  learning?: string;
  /** Refusals rise for everybody at once: an authorization outage rather than an attack. */
  outage: { since: string; actors: number; why: string } | null;
}
