import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { ClusterReport, Severity } from '../types.ts';

/** A setting that the replacement has and the old cluster has not. */
export interface Change {
  /** The check that asks for it; absent where something else makes it necessary. */
  check?: string;
  /** Wire path: `properties.enableRBAC`, `agentPools[apps].enableEncryptionAtHost`. */
  path: string;
  /** Null where it was absent. */
  before: unknown;
  /** Null where it is left out; `(parameter x)` where people give it. */
  after: unknown;
  why: string;
}

/** A setting that a check asks for and that the old cluster had already. */
export interface Kept {
  check?: string;
  path: string;
  value: unknown;
}

/** What the file cannot carry over or decide, and what to do about it. */
export interface Left {
  check?: string;
  path: string;
  why: string;
}

export interface Parameter {
  name: string;
  type: 'string' | 'array' | 'object';
  description: string;
  /** What the old cluster has; absent where only people know. */
  default?: unknown;
  /** Never printed, never logged. */
  secure?: boolean;
}

/** A check that fails on the old cluster and not on the replacement. */
export interface Fixed {
  check: string;
  title: string;
  layer: string;
  severity: Severity;
  /** It can be set only when a cluster is created. */
  onlyByRebuild: boolean;
}

type Judged = Pick<ClusterReport, 'grade' | 'score'> & {
  failed: number;
  unknown: number;
};

export interface Rebuild {
  cluster: ClusterRef;
  takenAt: string;
  newName: string;
  bicep: string;
  parameters: Parameter[];
  changes: Change[];
  kept: Kept[];
  left: Left[];
  fixed: Fixed[];
  /** The checks' verdict on the old cluster, and on the new one as far as it can be known before it exists. */
  judged: { before: Judged; after: Judged };
}

/** There is too little to write a cluster from; the message says what is missing. */
export class CannotRebuild extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CannotRebuild';
  }
}
