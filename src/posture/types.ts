import type { ClusterRef, PlaneName, UnreadableCode } from '../fleet/snapshot.ts';

export type Severity = 'critical' | 'high' | 'medium' | 'low' | 'info';
export type OutcomeKind = 'pass' | 'fail' | 'not-applicable' | 'unknown' | 'waived';

/** A property that was looked at and the value that was there. */
export interface Evidence {
  /** Wire path below its plane, e.g. `properties.apiServerAccessProfile.authorizedIPRanges`. */
  path: string;
  value: unknown;
  /** Which pool, setting or other object, where there are several. */
  object?: string;
  /** File and line, where it was read from a manifest: `deploy/web.yaml:12`. */
  place?: string;
  /** Where and when it was read. */
  source: string;
  readAt: string;
}

export type Fix =
  | {
      kind: 'action';
      action: string;
      params: Record<string, unknown>;
      label: string;
      bicep?: string;
      /** What a person types who has no button. */
      commands?: string[];
      /** No template says it, so that code deploys the cluster does not stand in the way. */
      inNoTemplate?: true;
    }
  | { kind: 'rebuild'; why: string }
  /** `bicep` holds the lines that belong into the cluster's own template, with its names and values. */
  | { kind: 'manual'; steps: string; commands: string[]; bicep?: string };

/** A waiver as a report shows it: who bears the finding, why, and until when. */
export interface AppliedWaiver {
  id: string;
  reason: string;
  /** Who asked for it, or answers for it. */
  owner: string;
  approvedBy: string[];
  /** ISO 8601; from then on it has no effect. */
  until: string;
  /** Where it stands: `Slack`, or the place in a reviewed file. */
  origin: string;
  /** Of the evidence; absent where the whole check is waived. */
  object?: string;
}

export interface CheckResult {
  check: string;
  title: string;
  group: string;
  layer: string;
  severity: Severity;
  outcome: OutcomeKind;
  /** Of the check as it was when it was asked; another one means that the check has changed. */
  revision?: string;
  /** One sentence that a person reads: why it failed, why it is unknown, what it means. */
  message: string;
  evidence: Evidence[];
  /** Of a finding: what an attacker gains. */
  why?: string;
  /** Of a finding: what about other objects could not be known. Waiving what failed does not settle it. */
  unclear?: { message: string; evidence: Evidence[] };
  /** Where the outcome is `waived`: by what. Where it is another: what is waived of it. */
  waivers?: AppliedWaiver[];
  fix?: Fix;
}

export interface ClusterReport {
  id: string;
  name: string;
  cluster: ClusterRef;
  takenAt: string;
  /** A hash of the numbers and lists that the checks were asked with. */
  configuration?: string;
  /** What deploys it, where a tag says that code does: `terraform`. Then no button offers a lasting fix. */
  managedBy?: string;
  grade: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
  /** 0 to 100. The formula stands in score.ts; an unknown never raises it. */
  score: number;
  results: CheckResult[];
  /** Waivers of checks that are open here, and that hold no longer. */
  lapsed?: (AppliedWaiver & { check: string })[];
  unreadable: {
    plane: PlaneName;
    code: UnreadableCode;
    reason: string;
    help?: string;
    checks: string[];
  }[];
  totals: Record<OutcomeKind, number>;
  failed: Record<Severity, number>;
}

/** A property that somebody changed, as Azure's record has it. */
export interface PropertyChange {
  at: string;
  /** A person or an application; null where Azure does not say. */
  by: string | null;
  path: string;
  before: string | null;
  after: string | null;
}

/** Why a finding is new. */
export type NewReason =
  /** It passed before. `changes` are those of the cluster that fit, the newest first; `problem` says why none could be read. */
  | { kind: 'cluster-changed'; changes: PropertyChange[]; problem?: string }
  /** The check, or the configured numbers, are not what they were: the cluster may be as it always was. */
  | { kind: 'check-changed' }
  /** It could not be known before, or did not apply. */
  | { kind: 'first-read'; was: 'unknown' | 'not-applicable' }
  /** `until` is when it lapsed; null where it was ended before its time, or does not cover everything any more. */
  | { kind: 'waiver-ended'; until: string | null };

/** Check ids against the previous run of the same cluster; without one, `previousAt` is null and the rest empty. */
export interface Comparison {
  previousAt: string | null;
  new: string[];
  /** Why, by check id. */
  reasons?: Record<string, NewReason>;
  fixed: string[];
  unchanged: string[];
  /** Known before, unknown now: neither fixed nor unchanged, whatever it was. */
  becameUnknown: string[];
}
