/** How a cluster is, told by its nodes and workloads and not by what Azure says of an operation. */
import type { InsidePlanes } from '../fleet/kubernetes-planes.ts';
import { nodeStatesOf } from '../fleet/node-health.ts';
import type { Workload } from '../kubernetes/objects.ts';
import type { Health } from './types.ts';

/** So many names are kept and compared. Where as many were in trouble before, what is new cannot be told. */
const mostNames = 200;

/** Kinds that are meant to run all the time; a Job or a bare pod may end. */
const lasting = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']);

export function healthOf(
  { nodes, workloads }: Pick<InsidePlanes, 'nodes' | 'workloads'>,
  now: Date,
): Health {
  const at = now.toISOString();
  const states = nodeStatesOf(nodes);
  if (states.kind === 'unknown') return { kind: 'unknown', at, reason: states.reason };
  if (workloads.state === 'unreadable') return { kind: 'unknown', at, reason: workloads.reason };
  const wanted = workloads.value.filter(({ kind }) => lasting.has(kind));
  return {
    ...{ kind: 'known', at, nodes: states.nodes.length, workloads: wanted.length },
    nodesInTrouble: states.nodes
      .filter(({ ready, cordoned }) => !ready || cordoned)
      .map(({ name }) => name)
      .slice(0, mostNames),
    unready: wanted.filter(isUnready).map(nameOf).slice(0, mostNames),
  };
}

function isUnready({ desired, ready }: Workload): boolean {
  return desired !== undefined && (ready ?? 0) < desired;
}

function nameOf({ kind, metadata: { namespace = '', name } }: Workload): string {
  return `${namespace}/${kind}/${name}`;
}

export type HealthVerdict =
  | { kind: 'well'; sentence: string }
  | { kind: 'ill'; sentence: string }
  | { kind: 'unknown'; sentence: string };

/**
 * Whether a cluster is as well as before. Nodes have to be Ready, also those that were not before where the
 * change replaced them; a workload that was in trouble before holds nothing up.
 */
export function judgeHealth(before: Health | null, after: Health): HealthVerdict {
  if (after.kind === 'unknown')
    return {
      kind: 'unknown',
      sentence: `Its nodes and workloads could not be read: ${after.reason}.`,
    };
  const known = before?.kind === 'known' && !isCut(before) ? before : null;
  const nodes = after.nodesInTrouble.filter((name) => !known?.nodesInTrouble.includes(name));
  const workloads = after.unready.filter((name) => !known?.unready.includes(name));
  const wrong = [
    ...(after.nodes === 0 && known?.nodes !== 0 ? ['it has no node'] : []),
    ...(after.workloads === 0 && known && known.workloads > 0
      ? [`none of its ${known.workloads} workloads is there any more`]
      : []),
    ...(nodes.length > 0
      ? [`${nodes.length} of ${after.nodes} nodes are not Ready or are cordoned: ${some(nodes)}`]
      : []),
    ...(workloads.length > 0
      ? [`${workloads.length} of ${after.workloads} workloads are not ready: ${some(workloads)}`]
      : []),
  ];
  if (wrong.length > 0 && !known)
    return {
      kind: 'unknown',
      sentence: `${capital(wrong.join('; '))}. Whether that was so before is not known.`,
    };
  if (wrong.length > 0) return { kind: 'ill', sentence: `${capital(wrong.join('; '))}.` };
  const left = after.unready.length + after.nodesInTrouble.length;
  const asBefore = left > 0 ? `, but for ${left} that were not before either` : '';
  return {
    kind: 'well',
    sentence: `${after.nodes} nodes and ${after.workloads} workloads are ready${asBefore}.`,
  };
}

function isCut({ nodesInTrouble, unready }: Extract<Health, { kind: 'known' }>): boolean {
  return nodesInTrouble.length >= mostNames || unready.length >= mostNames;
}

function some(names: readonly string[]): string {
  const most = 3;
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
