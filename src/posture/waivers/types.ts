import type { Person } from '../../rights/person.ts';
import type { WaiverState } from '../../store/waivers.ts';
import type { CheckResult, Severity } from '../types.ts';
import type { WaiverScope } from './scope.ts';

/** What was seen of a check when somebody asked for it to be waived: approvers decide on this. */
export interface WaivedFinding {
  /** How many clusters are meant, and on how many of them the check failed. */
  clusters: number;
  failing: number;
  /** Some of the latter. */
  seen: {
    clusterId: string;
    name: string;
    takenAt: string;
    message: string;
    evidence: Pick<CheckResult['evidence'][number], 'path' | 'value' | 'object'>[];
  }[];
}

/** A waiver as people are shown it. */
export interface WaiverValue {
  id: string;
  version: number;
  state: WaiverState;
  source: 'slack' | 'file';
  check: string;
  title: string;
  severity: Severity;
  /** What an attacker gains where the check fails. */
  why: string;
  scope: WaiverScope;
  /** In words. */
  where: string;
  /** Clusters that it means now. */
  clusters: { id: string; name: string; tags: Record<string, string> }[];
  object: string | null;
  reason: string;
  owner: string;
  approvedBy: string[];
  until: string;
  /** Where it stands in a reviewed file. */
  place: string | null;
  requester: Person | null;
  origin: { channel: string; threadTs?: string } | null;
  finding: WaivedFinding | null;
  hash: string | null;
  renews: string | null;
  approval: {
    need: number;
    approverGroups: string[];
    approverUsers: string[];
    decisions: {
      person: Person;
      decision: 'approve' | 'reject';
      reason: string | null;
      at: string;
    }[];
  } | null;
  /** Of the request. */
  expiresAt: string | null;
  createdAt: string;
  endedAt: string | null;
  endedBy: Person | null;
  can: { decide: boolean; withdraw: boolean; revoke: boolean; renew: boolean };
}
