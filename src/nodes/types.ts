/** What is known of the nodes of a cluster: plain JSON, as it is stored and shown. Times are ISO 8601. */

/** Where it is told that a node waits for a reboot, the most trusted first. */
export type RebootSource = 'metric' | 'annotation' | 'log' | 'lock';

export interface RebootEvidence {
  source: RebootSource;
  says: 'required' | 'not-required';
  /** The moment of which it speaks. */
  at: string;
  /** Since when the node waits; null where nobody wrote it down. */
  since: string | null;
  /** It may have waited before `since` as well: nobody looked back further. */
  sinceAtLeast?: true;
  /** What was seen, as a person reads it: "kured_reboot_required is 1". */
  detail: string;
}

export type Reboot =
  | {
      kind: 'required' | 'not-required';
      since: string | null;
      /** What decided. */
      by: RebootEvidence;
      /** What says otherwise, and was not believed. */
      against: RebootEvidence[];
    }
  /** The channel brings new images, or patches into them: a reboot is nobody's separate business. */
  | { kind: 'by-image' }
  | { kind: 'unknown'; why: string /** Too old to be believed. */; stale: RebootEvidence[] };

export interface NodeLine {
  name: string;
  pool: string | null;
  /** null where the API server could not be asked. */
  ready: boolean | null;
  readySince: string | null;
  cordoned: boolean;
  cordonedSince: string | null;
  version: string;
  image: string;
  reboot: Reboot;
  /** Conditions that should not be, and what Azure has scheduled: VMEventScheduled, RebootScheduled. */
  troubles: {
    type: string;
    since: string | null;
    message: string;
    /** When an event was last repeated; absent for what the node says of itself now. */
    seenAt?: string;
  }[];
}

export interface PoolLine {
  name: string;
  mode: string;
  os: 'linux' | 'windows';
  image: string | null;
  /** null where the name of the image does not tell. */
  ageDays: number | null;
  /** Older than this installation allows. */
  isOld: boolean;
  newest: string | null;
  /** null where it is not known. */
  isNewest: boolean | null;
  /** null where the system is not in the table. */
  system: { name: string; ends: string | null; isOver: boolean } | null;
  count: number;
  provisioningState: string;
  maxSurge: string | null;
  maxUnavailable: string | null;
  /** More than one, where nodes differ. */
  images: string[];
  versions: string[];
}

interface RebootLock {
  node: string;
  since: string | null;
  isLong: boolean;
}

/** How one source of evidence could be asked: `read`, or why it could not. */
export interface SourceState {
  source: RebootSource;
  state: 'read' | 'nothing' | 'unreadable';
  /** For a person: "no row of the metric in 7 days". */
  note: string;
}

export type Urgency = 'act' | 'watch' | 'unknown';

export interface Remark {
  urgency: Urgency;
  text: string;
  /** The pool that it is about; null where it is about the cluster. */
  pool: string | null;
  /** The same thing has the same one whenever it is looked at: `image-old/apps`. */
  key: string;
}

export interface ClusterNodes {
  clusterId: string;
  name: string;
  readAt: string;
  /** The cluster itself could not be read, and nothing below is known. */
  problem: { message: string; hint?: string } | null;
  /** `NodeImage`, `SecurityPatch`, `Unmanaged`, `None`; null where none is named. */
  osChannel: string | null;
  upgradeChannel: string | null;
  /** Stopped, or an operation runs. */
  state: string | null;
  nodes: NodeLine[];
  /** Why there is no word of the API server about them. */
  nodesUnknown: { reason: string; help?: string } | null;
  pools: PoolLine[];
  poolsUnknown: string | null;
  /** What restarts nodes that wait; only where the channel leaves that to somebody. */
  restarter: { kind: 'found' | 'partly' | 'missing' | 'unknown'; text: string } | null;
  locks: RebootLock[];
  sources: SourceState[];
  /** Whether the events by which AKS tells what is scheduled for machines could be read. */
  scheduledEvents: Omit<SourceState, 'source'> | null;
  /** What somebody should know, the most urgent first. */
  remarks: Remark[];
  /** Silenced by somebody: notices leave it out, reports do not. */
  silences: { pool: string | null; reason: string; until: string }[];
}
