import type { Plan } from '../remediation/types.ts';
import type { Person } from '../rights/person.ts';
import type { ChangeRowState } from '../store/changes.ts';
import type { RolloutState } from '../store/rollouts.ts';

/** What is held to while it goes on, fixed when it began. Times in milliseconds. */
export interface Terms {
  /** Clusters at once, after the first of each ring. */
  atOnce: number;
  /** How long the first cluster of a ring is watched before the others follow. */
  watch: number;
  /** How long a cluster may take to be healthy after its change. */
  heal: number;
  /** How long a cluster that is held up is waited for, once the rest of its ring is done. */
  hold: number;
}

/** How a cluster was, told by its nodes and workloads. */
export type Health =
  | {
      kind: 'known';
      at: string;
      nodes: number;
      /** Not Ready, or cordoned: names. */
      nodesInTrouble: string[];
      workloads: number;
      /** Workloads with fewer ready pods than they want: `shop/Deployment/web`. */
      unready: string[];
    }
  | { kind: 'unknown'; at: string; reason: string };

export type MemberState =
  /** Its ring has not come to it. */
  | 'later'
  /** It cannot be planned at this time; `why` says what holds it up. */
  | 'held'
  | 'planning'
  /** Planned: it waits for the approval of its ring, or for its turn. */
  | 'planned'
  /** Its change is being applied. */
  | 'running'
  /** Applied; its nodes and workloads are being watched. */
  | 'watching'
  | 'done'
  /** It was so already. */
  | 'nothing'
  | 'left-out'
  | 'skipped'
  | 'failed'
  /** The rollout ended before its turn. */
  | 'not-begun';

export interface Member {
  clusterId: string;
  name: string;
  state: MemberState;
  changeId: string | null;
  /** Why it is held up, left out, skipped or failed. Others chose parts of it. */
  why: string | null;
  /** ISO 8601: in this state since then. */
  since: string;
  /** ISO 8601: when it was last tried, where it is held up. */
  triedAt?: string;
  before: Health | null;
  after: Health | null;
  /** Who says that it is well, where that could not be read. */
  vouched: Person | null;
}

type RingState =
  | 'later'
  /** The ring before is watched for some days. */
  | 'soaking'
  | 'planning'
  | 'waiting'
  | 'running'
  | 'done'
  | 'ended';

export interface Ring {
  name: string;
  state: RingState;
  /** How long the ring before this one is watched. */
  soakMs: number;
  /** ISO 8601: until then the ring before is watched. */
  soakUntil: string | null;
  /** How the ring before is after that time was looked at. */
  lookedBack?: boolean;
  /** What is being asked, or was approved last. */
  askId: string | null;
  /** ISO 8601: in this state since then. */
  since: string;
  members: Member[];
}

export interface Paused {
  /** Null where it paused by itself. */
  by: Person | null;
  at: string;
  why: string;
  /** Clusters whose health somebody has to look at, by id: resuming says that they are well. */
  look: string[];
}

/** What is said in the thread of the board, where an edited message would wake nobody. */
export interface Note {
  kind:
    | 'asked'
    | 'approved'
    | 'paused'
    | 'failed'
    | 'done'
    | 'stopped'
    | 'rejected'
    | 'skipped'
    | 'ring-done';
  /** Plain text; others chose parts of it. */
  text: string;
}

/** A rollout as people are shown it: the value behind the board. */
export interface RolloutValue {
  id: string;
  version: number;
  state: RolloutState;
  action: string;
  actionTitle: string;
  risk: 'low' | 'high' | 'critical';
  params: unknown;
  clusters: string;
  requester: Person;
  reason: string | null;
  ticket: string | null;
  terms: Terms;
  rings: (Ring & { progress: MemberProgress[] })[];
  outside: { name: string; why: string }[];
  paused: Paused | null;
  problem: { message: string; hint?: string } | null;
  createdAt: string;
  finishedAt: string | null;
  /** Of the ring that waits, or was decided on last. */
  approval: RingApproval | null;
  can: {
    decide: boolean;
    pause: boolean;
    resume: boolean;
    stop: boolean;
    skip: boolean;
  };
}

/** How far the change of a member is; in the order of the members. */
export interface MemberProgress {
  changeState: ChangeRowState | null;
  plan: Plan | null;
  step: number;
  steps: number;
  latest: string | null;
}

export interface RingApproval {
  ring: number;
  requestId: string;
  hash: string;
  state: string;
  expiresAt: string;
  need: number;
  approverGroups: string[];
  approverUsers: string[];
  /** What whoever approves has to confirm, each text once. */
  confirm: string[];
  decisions: {
    person: Person;
    decision: 'approve' | 'reject';
    reason: string | null;
    at: string;
  }[];
}

/** `message` is the sentence that the person who pressed reads. */
export interface PressOutcome {
  kind: 'done' | 'refused';
  message: string;
}
