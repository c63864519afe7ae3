import type { Person } from '../rights/person.ts';

/** One property of the cluster that a plan changes. `path` is a dotted wire path below the resource. */
export interface PlannedChange {
  path: string;
  before: unknown;
  after: unknown;
}

export interface Plan {
  action: string;
  /** One line: what will be different. */
  summary: string;
  changes: PlannedChange[];
  /** Shown on the card. `level: 'danger'` makes the card a different, louder one. */
  warnings: { level: 'info' | 'warning' | 'danger'; text: string; mustConfirm?: boolean }[];
  /** What the change does not give, and other things the approver should know. */
  remarks: string[];
  /** Parameters of the same action that undo this plan; null if it cannot be undone. */
  inverse: { params: unknown; summary: string } | null;
  /** Everything that the checks looked at: part of the hash. */
  inputs: Record<string, unknown>;
  etag: string;
  poolEtags: Record<string, string>;
  /** Where it is carried out in several steps, in their order. Approved as a whole, and part of the hash. */
  steps?: PlanStep[];
  /**
   * What was so just before the first step, for steps to compare with. Its own type; not part of what is
   * approved, since it moves all the time.
   */
  baseline?: unknown;
  /** ISO 8601: not begun before, and the approval lasts from then on. */
  notBefore?: string;
  /** What happens to timed openings when this is applied. */
  openings?: OpeningEffects;
}

interface PlanStep {
  title: string;
  /** What it brings about meanwhile: surge, order, what is restarted. */
  detail?: string;
  /** For so long the step may take; after that a person has to look. One hour unless said. */
  patienceMinutes?: number;
}

/** A plan may change timed openings beside, or instead of, properties of the cluster. */
export interface OpeningEffects {
  /** Ranges that are taken back `minutes` after they were applied. */
  make?: { ranges: { range: string; wasThere: boolean }[]; minutes: number };
  /** An opening that ends later. Times are ISO 8601. */
  extend?: { id: string; range: string; from: string; until: string };
  /** Openings whose range is wanted for good from now on. */
  keep?: { id: string; range: string }[];
  /** Openings whose range this change takes out. */
  end?: { id: string; range: string }[];
}

/** An opening that has not ended, as planning needs to know it. `until` is ISO 8601. */
export interface OpenOpening {
  id: string;
  range: string;
  wasThere: boolean;
  until: string;
  /** `closing`: it is being taken out at this moment. */
  state: 'open' | 'closing' | 'stuck';
}

export interface Problem {
  code: string;
  message: string;
  hint?: string;
}

export type ChangeState =
  | 'planning'
  | 'refused'
  | 'waiting'
  | 'approved'
  | 'applying'
  | 'verifying'
  | 'done'
  | 'failed'
  | 'outcome-unknown'
  | 'rejected'
  | 'expired'
  | 'withdrawn';

/** A change as people are shown it: the value behind the cards, the notes and App Home. */
export interface ChangeValue {
  id: string;
  version: number;
  kind: 'change' | 'rollback' | 'closing';
  state: ChangeState;
  action: string;
  actionTitle: string;
  risk: 'low' | 'high' | 'critical';
  cluster: { id: string; name: string; tags: Record<string, string> };
  params: unknown;
  plan: Plan | null;
  planHash: string | null;
  requester: Person;
  editors: Person[];
  reason: string | null;
  ticket: string | null;
  origin: { channel: string; threadTs?: string } | null;
  parentId: string | null;
  /** Of a change that is approved with the ring of a rollout. */
  rolloutId: string | null;
  problem: Problem | null;
  notes: { at: string; text: string }[];
  createdAt: string;
  expiresAt: string | null;
  appliedAt: string | null;
  finishedAt: string | null;
  approval: {
    requestId: string;
    /** e.g. "1 of @aks-approvers, not you" is made from these. */
    need: number;
    approverGroups: string[];
    approverUsers: string[];
    /** Whoever approves has to be among these as well. */
    also: { users: string[]; groups: string[] } | null;
    decisions: {
      person: Person;
      decision: 'approve' | 'reject';
      reason: string | null;
      at: string;
    }[];
  } | null;
  openings: {
    id: string;
    range: string;
    until: string;
    state: string;
    wasThere: boolean;
    problem: Problem | null;
  }[];
  /** Of a change of several steps: which is next or under way, and what became of those before it. */
  step: number;
  stepsDone: { at: string; note: string }[];
  paused: { by: Person; at: string } | null;
  /** What holds it up while it waits, or did until somebody let it be applied all the same. */
  frozen: { until: string; reason: string; by: Person | null } | null;
  thawed: { by: Person; reason: string; at: string } | null;
  /** The workflow whose report offered it. */
  askedFrom: string | null;
  aborting: { by: Person; at: string } | null;
  /** May the buttons be shown: `rollback` only when done and an inverse exists and nothing has rolled it back. */
  can: {
    approve: boolean;
    reject: boolean;
    edit: boolean;
    withdraw: boolean;
    rollback: boolean;
    extend: boolean;
    closeNow: boolean;
    settle: boolean;
    pause: boolean;
    resume: boolean;
    abort: boolean;
    thaw: boolean;
  };
}
