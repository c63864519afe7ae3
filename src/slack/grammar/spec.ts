import type { ClusterFilter } from '../../fleet/filter.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';

interface Common {
  description: string;
  required?: true;
  /** The word that stands before it: `for 4h`, `last 20`. Such an argument may stand anywhere. */
  keyword?: string;
  /** How the value is called in the usage line, where its own name would only repeat the keyword. */
  placeholder?: string;
  /** Needed only when the words before it say so; receives what has been read so far. */
  requiredWhen?: (soFar: Record<string, unknown>) => boolean;
}

/**
 * What a word of a command may be.
 * `cluster` arrives resolved, `duration` in milliseconds, `rest` is everything to the end of the line,
 * and a `switch` is a flag without a word after it. Where `many` is set, a filter may stand for the cluster.
 */
export type Spec = Common &
  (
    | { type: 'cluster'; many?: boolean }
    | { type: 'duration' | 'cidr' | 'word' | 'rest' | 'count' | 'switch' }
    | { type: 'choice'; choices: readonly string[] }
  );

export type Specs = Record<string, Spec>;

/** Clusters that somebody means by a filter: `all`, `tag:env=prod`. */
export interface ManyClusters {
  /** As it was typed. */
  filter: string;
  fits: ClusterFilter;
}

interface Values {
  cluster: ClusterRef;
  duration: number;
  cidr: string;
  word: string;
  rest: string;
  count: number;
  switch: true;
}

type ValueOf<S extends Spec> = S extends { type: 'choice'; choices: readonly (infer C)[] }
  ? C
  : S extends { type: 'cluster'; many: true }
    ? ClusterRef | ManyClusters
    : S['type'] extends keyof Values
      ? Values[S['type']]
      : never;

/** What `run` receives: required arguments are there, the others may be undefined. */
export type ValuesOf<S extends Specs> = {
  [N in keyof S]: S[N] extends { required: true } ? ValueOf<S[N]> : ValueOf<S[N]> | undefined;
};
