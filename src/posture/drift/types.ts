import type { Layer } from '../layers.ts';
import type { Severity } from '../types.ts';

/** How one value stands to another: `weaker` protects less. */
export type Strength = 'weaker' | 'stronger' | 'equal' | 'incomparable';

/** What one cluster answers to one question. */
export type Answer =
  /** `value` is JSON in one form: two clusters are alike where it is the same. `text` is for a person. */
  | { kind: 'value'; value: unknown; text: string }
  /** Never equal to anything, and never the odd one out. */
  | { kind: 'unknown'; reason: string }
  /** The question does not apply to this cluster; another row says why it is different. */
  | { kind: 'not-applicable'; reason: string };

/** What is asked of every cluster: a setting, or whether a check passes. */
export interface Question {
  kind: 'setting' | 'check';
  /** The wire path of a setting, or the id of a check: what a list of allowed differences names. */
  id: string;
  title: string;
  layer: Layer;
  /** Of a check. */
  severity?: Severity;
  /** Of a setting: the checks that look at it. */
  checks: readonly string[];
  /** Only where one value protects more than another. */
  compare?(left: unknown, right: unknown): Strength;
}

export interface DriftCluster {
  id: string;
  /** The shortest name that means this cluster alone within the group. */
  name: string;
  /** As its tag says; null where it has none. */
  environment: string | null;
  /** Place in the configured order, 0 for the lowest; null where the order does not hold it. */
  rank: number | null;
  /** Is it of the highest environment in the order? */
  isProduction: boolean;
  takenAt: string;
}

export type Cell = Answer & {
  /** It differs from what most clusters have. */
  odd?: true;
  /** Why this cluster may differ here. */
  allowed?: string;
};

/** A cluster that protects less than others, by name. */
export interface CallOut {
  /** `production-weaker`: than a lower environment, or than the rest of production. */
  kind: 'production-weaker' | 'lower-weaker';
  cluster: string;
  /** At least one. */
  than: string[];
}

export interface Row extends Pick<Question, 'kind' | 'id' | 'title' | 'layer' | 'severity'> {
  /** The rows of the other kind that belong to it: a setting's checks, or a check's settings. */
  linked: string[];
  /** One for each cluster, in their order. */
  cells: Cell[];
  /** The value, as text, that more than half of those that are known have; null where none has. */
  majority: string | null;
  callOuts: CallOut[];
}

/** What could not be compared, reason by reason. */
export interface NotCompared {
  reason: string;
  clusters: string[];
  /** Ids of settings and checks. */
  questions: string[];
}

export interface DriftReport {
  /** The tag that tells the environment. */
  environmentTag: string;
  /** By environment, the lowest first, then by name. */
  clusters: DriftCluster[];
  /** Clusters of which nothing could be read. */
  unread: { id: string; name: string; reason: string }[];
  /** How many settings and checks were asked about. */
  asked: { settings: number; checks: number };
  /** What differs: where production is weaker first, then where a lower environment is. */
  rows: Row[];
  /** What differs, and may. */
  allowed: Row[];
  notCompared: NotCompared[];
}
