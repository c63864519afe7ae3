/**
 * How a new kind of work is added: a file in runners/ that exports `runner`, made by `defineRunner`, and its queue
 * in `RunnerQueue`; `npm run generate` does the rest. `begin` writes the row of the run in its transaction and
 * nothing else; `collect` reads what became of the row, and compares with `before` to tell only what differs.
 * A message of `/aks` about the run itself is not the runner's business: its notices go where the routes say.
 */
import type { z } from 'zod';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { ClusterLook } from '../forbidden/types.ts';
import type { Severity } from '../posture/types.ts';
import type { Queryable } from '../store/pool.ts';

/** What a run found to be different from the last run of the same workflow. */
export interface Notice {
  /** The same thing has the same one in every run: `cluster id/check`. */
  fingerprint: string;
  /** `resolved`: it was there at the last run, and is gone. */
  change: 'new' | 'changed' | 'resolved';
  severity: Severity;
  /** Told whatever `when` says: something could not be looked at, and silence would look like peace. */
  always?: true;
  /** Clusters that it is about, in lower case. Routes look at their names, tags and owners. */
  clusterIds: string[];
  /** One sentence, plain text: what it is. */
  text: string;
  /** Under what it stands in the message; under New, Changed or Resolved where this says nothing. */
  heading?: string;
  /** What routes may look at beside the clusters. */
  namespaces?: string[];
  detection?: string;
  /** A stored posture run that a button opens. */
  postureRunId?: string;
  /** What could be asked for about it: a button, where the workflow offers that remediation. */
  remedy?: Remedy;
}

/** A change that somebody may ask for; nothing is done by itself. */
interface Remedy {
  /** Of a remediation. */
  action: string;
  /** ARM id, lower case. */
  clusterId: string;
  params: Record<string, unknown>;
  /** The finding that it mends, for the reason that is filled in. */
  check?: string;
}

interface RunContext {
  db: Queryable;
  /** Names the workflow where the runner stores for whom it works. */
  workflow: string;
  /** Nobody is told what comes of it. */
  shadow: boolean;
  clusters: readonly ClusterRef[];
  now: Date;
  newId(): string;
}

/** Queues that do the work of a runner. */
export type RunnerQueue = 'fleet' | 'drift' | 'forbidden' | 'upgrades' | 'nodes';

/** What a runner may use when it tells what came of a run. */
interface Services {
  /** Makes alerts of what was seen; the routes of the workflow say who is told. `detections` were looked for. */
  takeAlerts(looks: readonly ClusterLook[], detections: readonly string[]): Promise<void>;
}

/** The row that a runner wrote, and the queue to nudge for it after the commit. */
interface Begun {
  valueId: string;
  nudge?: RunnerQueue;
}

export type Collected =
  | { state: 'running' }
  | { state: 'failed'; message: string }
  /** `summary` is one plain sentence about everything, changed or not. */
  | {
      state: 'done';
      notices: Notice[];
      summary: string;
      /** What `when: always` tells where there is nothing; that nothing is different unless said. */
      nothing?: string;
      /** The notices are what there is, and not what is different. */
      isList?: true;
    };

/**
 * One kind of work that a workflow can do. It begins in a transaction, by writing a row that one of the queues
 * works on; afterwards it is asked what came of it until that has ended. So a worker that dies loses nothing.
 */
export interface Runner<W = unknown> {
  /** What `run:` says in the file. */
  run: string;
  summary: string;
  /** What `with:` may hold. */
  with: z.ZodType<W>;
  /** How many clusters it takes to make sense. */
  leastClusters: number;
  /** Whether its notices name remedies, which a workflow may offer. */
  remedies?: true;
  begin(context: RunContext, given: W): Promise<Begun>;
  /** `before` holds the values of earlier runs of this workflow that ended well, the newest first. */
  collect(
    db: Queryable,
    run: {
      valueId: string;
      before: readonly string[];
      with: W;
      /** In lower case, as they were when the run began. */
      clusterIds: readonly string[];
      /** When this run began, and when the last that ended well did; null where none has. */
      startedAt: Date;
      since: Date | null;
    },
    services: Services,
  ): Promise<Collected>;
}

/** Declares one. One file each in runners/. */
export function defineRunner<W>(runner: Runner<W>): Runner {
  return {
    ...runner,
    // `with` was read by the runner's own schema when the file was loaded.
    begin: (context, given) => runner.begin(context, given as W),
    collect: (db, { with: given, ...run }, services) =>
      runner.collect(db, { ...run, with: given as W }, services),
  };
}
