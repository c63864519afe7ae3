import type { Support } from '../fleet/support.ts';
import type { BlockerFinding } from './blockers/types.ts';
import type { FailedUpgrade } from './failures.ts';
import type { OwnRecord } from './own-record.ts';

/** What is known about the upgrade of one cluster; stored as JSON, so times are ISO 8601. */
export interface UpgradeReport {
  id: string;
  name: string;
  /** What tells it from another of the same name. */
  resourceGroup: string;
  version: string;
  /** Newest patch of the minor that runs; null where it runs already, undefined where it is not known. */
  newestPatch?: string | null;
  support: Omit<Support, 'ends' | 'ltsEnds'> & { ends: string | null; ltsEnds?: string };
  /** Where it can go, the advised one first; empty where it is at the newest, or where it is not known. */
  targets: UpgradeTarget[];
  /** Why nothing can be advised. */
  noTarget?: string;
  /** The region offers nothing newer. */
  isNewest: boolean;
  byItself: ByItself;
  pools: { name: string; mode: string; version: string; nodes: string; maxSurge: string }[];
  findings: BlockerFinding[];
  /** Names of update runs of Fleet Manager that are under way. */
  fleetRuns: string[];
  /** Azure's own word about an operation that ended badly. */
  failure: string | null;
  /** The same, where it was an upgrade: a version that was not reached. */
  failedUpgrade: FailedUpgrade | null;
  /** What AKS says of upgrades that it began by itself. */
  ownRecord: OwnRecord;
}

export interface UpgradeTarget {
  version: string;
  why: 'newest patch' | 'next minor' | 'usual version' | 'newest minor';
  /** What the control plane goes to first. */
  firstHop: string;
  /** Titles of the steps to it. */
  steps: string[];
  /** Days of support that it brings; null where no calendar says. */
  days: number | null;
}

/** What AKS does without being asked. */
export interface ByItself {
  channel: string;
  /** In words, with the version that it would go to where that can be told. */
  does: string;
  /** Where it would go in its next window; null where it has nowhere to go, or that is not known. */
  to: string | null;
  /** The maintenance window in words; null where there is none, undefined where it is not known. */
  window?: string | null;
  next: { begin: string; end: string } | null;
  open: boolean;
}

export interface FleetUpgradeReport {
  clusters: UpgradeReport[];
  /** Clusters that could not be read at all. */
  unread: { id: string; name: string; reason: string }[];
}
