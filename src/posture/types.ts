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
  /** Where and when it was read. */
  source: string;
  readAt: string;
}

export type Fix =
  | { kind: 'action'; action: string; params: Record<string, unknown>; label: string }
  | { kind: 'rebuild'; why: string }
  | { kind: 'manual'; steps: string; commands: string[] };

export interface CheckResult {
  check: string;
  title: string;
  group: string;
  layer: string;
  severity: Severity;
  outcome: OutcomeKind;
  /** One sentence that a person reads: why it failed, why it is unknown, what it means. */
  message: string;
  evidence: Evidence[];
  fix?: Fix;
}

export interface ClusterReport {
  id: string;
  name: string;
  cluster: ClusterRef;
  takenAt: string;
  grade: 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
  /** 0 to 100. The formula stands in score.ts; an unknown never raises it. */
  score: number;
  results: CheckResult[];
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

/** Check ids against the previous run of the same cluster; without one, `previousAt` is null and the rest empty. */
export interface Comparison {
  previousAt: string | null;
  new: string[];
  fixed: string[];
  unchanged: string[];
  /** Known before, unknown now: neither fixed nor unchanged, whatever it was. */
  becameUnknown: string[];
}
