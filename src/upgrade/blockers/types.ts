import type { Snapshot } from '../../fleet/snapshot.ts';
import type { ClusterFacts } from '../facts.ts';
import type { Quota } from '../quota.ts';

/** What a blocker is asked about. */
export interface BlockerInput {
  snapshot: Snapshot;
  facts: ClusterFacts;
  /** The version that is wanted. */
  to: string;
  /** What the control plane passes on its way; `to` is the last. Empty where it is there, or where there is no way. */
  hops: readonly string[];
  quota: Quota;
  systemNamespaces: readonly string[];
  now: Date;
}

export interface BlockerFinding {
  topic: string;
  /** `risks`: it may go wrong, and somebody should know. `unknown`: it could not be looked at. */
  verdict: 'blocks' | 'risks' | 'unknown' | 'clear';
  /** Sentences, plain text. */
  message: string;
  help?: string;
}

export type Blocker = (input: BlockerInput) => BlockerFinding[];
