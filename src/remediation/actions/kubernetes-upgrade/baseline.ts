/** What runs in the cluster, and whether it is as ready after a step as it was before the first. */

import { nodeStatesOf } from '../../../fleet/node-health.ts';
import type { Snapshot } from '../../../fleet/snapshot.ts';
import type { Workload } from '../../../kubernetes/objects.ts';
import { someOf } from '../../../upgrade/words.ts';

export interface Baseline {
  /** Nodes that were in trouble before. */
  nodes: string[];
  /** Workloads that were short of pods before, with how many were ready. */
  short: Record<string, number>;
}

export function takeBaseline({ planes }: Snapshot): Baseline {
  const nodes = nodeStatesOf(planes.nodes);
  const workloads = planes.workloads.state === 'read' ? planes.workloads.value : [];
  return {
    nodes:
      nodes.kind === 'known'
        ? nodes.nodes.filter(({ ready, cordoned }) => !ready || cordoned).map(({ name }) => name)
        : [],
    short: Object.fromEntries(
      workloads.filter(isShort).map((workload) => [nameOf(workload), workload.ready ?? 0]),
    ),
  };
}

/** Null where all are as ready as before; else which are not. */
export function shorterThan({ short }: Baseline, workloads: readonly Workload[]): string | null {
  const worse = workloads.filter((workload) => {
    const before = short[nameOf(workload)];
    return isShort(workload) && (before === undefined || (workload.ready ?? 0) < before);
  });
  if (worse.length === 0) return null;
  const said = worse.map(
    (workload) => `${nameOf(workload)} (${workload.ready ?? 0} of ${workload.desired} ready)`,
  );
  return someOf(said);
}

function isShort({ desired, ready }: Workload): boolean {
  return desired !== undefined && (ready ?? 0) < desired;
}

function nameOf({ kind, metadata: { namespace, name } }: Workload): string {
  return `${kind} ${namespace}/${name}`;
}
