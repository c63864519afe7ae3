/** What the nodes of a cluster say of themselves: ready, cordoned, at which version and image. */
import { imageName } from './node-image.ts';
import type { Json, Plane } from './snapshot.ts';

export interface NodeState {
  name: string;
  /** The agent pool; null where no label names one, as on nodes that were joined by hand. */
  pool: string | null;
  ready: boolean;
  /** ISO 8601: since when it is as ready as it is now; null where the node does not say. */
  readySince: string | null;
  /** No new pods come: somebody, or an upgrade, has cordoned it. */
  cordoned: boolean;
  /** ISO 8601; null where nobody wrote it down. */
  cordonedSince: string | null;
  /** `1.35.8`, without a v; empty where the kubelet has not said it. */
  version: string;
  /** The label of the node image; empty where there is none. */
  image: string;
  os: 'linux' | 'windows';
}

export type NodeStates =
  | { kind: 'known'; nodes: NodeState[]; readAt: string }
  | { kind: 'unknown'; reason: string; help?: string };

/** Every node of a cluster; unknown, with the reason, where its API server could not be read. */
export function nodeStatesOf(plane: Plane<Json[]>): NodeStates {
  if (plane.state === 'unreadable')
    return { kind: 'unknown', reason: plane.reason, help: plane.help };
  return { kind: 'known', nodes: nodeStates(plane.value), readAt: plane.readAt };
}

/** Objects of kind Node as on the wire; virtual nodes are none. */
export function nodeStates(objects: readonly Json[]): NodeState[] {
  return objects.filter((each) => !isVirtual(each)).map(stateOf);
}

function isVirtual({ metadata }: Json): boolean {
  return metadata?.labels?.type === 'virtual-kubelet';
}

function stateOf({ metadata, spec, status }: Json): NodeState {
  const labels = metadata.labels ?? {};
  const conditions: Json[] = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready');
  const taints: Json[] = spec?.taints ?? [];
  const cordon = taints.find(({ key }) => key === 'node.kubernetes.io/unschedulable');
  return {
    name: metadata.name,
    pool: labels['kubernetes.azure.com/agentpool'] ?? labels.agentpool ?? null,
    ready: ready?.status === 'True',
    readySince: ready?.lastTransitionTime ?? null,
    cordoned: spec?.unschedulable === true,
    cordonedSince: cordon?.timeAdded ?? null,
    version: String(status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, ''),
    image: labels['kubernetes.azure.com/node-image-version'] ?? '',
    os:
      (labels['kubernetes.io/os'] ?? status?.nodeInfo?.operatingSystem) === 'windows'
        ? 'windows'
        : 'linux',
  };
}

export interface WantedNodes {
  /** Only the nodes of this pool; all of them without it. */
  pool?: string;
  /** The version that every kubelet is to have: `1.36.5`. */
  version?: string;
  /** The node image that every node is to have. */
  image?: string;
  /** How many there must be at least. */
  atLeast?: number;
  /** Nodes that were in trouble before already: they hold nothing up. */
  except?: readonly string[];
}

export type NodesHealth =
  | { kind: 'healthy'; nodes: number; sentence: string }
  /** Names are those of nodes in trouble. `sentence` says all of it: "2 of 5 nodes are not Ready: a, b". */
  | { kind: 'unhealthy'; nodes: number; done: number; names: string[]; sentence: string }
  | { kind: 'unknown'; reason: string; sentence: string };

/** Whether the nodes are as they are wanted, told by the nodes alone. No node at all is unhealthy unless none is wanted. */
export function judgeNodes(states: NodeStates, wanted: WantedNodes = {}): NodesHealth {
  if (states.kind === 'unknown')
    return {
      kind: 'unknown',
      reason: states.reason,
      sentence: `How the nodes are is not known: ${states.reason}.`,
    };
  const { pool, version, image, atLeast = 1, except = [] } = wanted;
  const nodes = states.nodes.filter((each) => pool === undefined || each.pool === pool);
  const lacks: { what: string; names: string[] }[] = [
    { what: 'not Ready', names: namesOf(nodes, ({ ready }) => !ready) },
    { what: 'cordoned', names: namesOf(nodes, ({ cordoned }) => cordoned) },
    {
      what: `not at ${version}`,
      names: namesOf(nodes, (each) => version !== undefined && each.version !== version),
    },
    {
      what: `not at the image ${image}`,
      names: namesOf(nodes, (each) => image !== undefined && !sameImage(each.image, image)),
    },
  ];
  const wrong = lacks
    .map(({ what, names }) => ({ what, names: names.filter((each) => !except.includes(each)) }))
    .filter(({ names }) => names.length > 0);
  const names = [...new Set(wrong.flatMap((each) => each.names))];
  const where = pool === undefined ? '' : ` of ${pool}`;
  const many = (count: number) => (count === 1 ? '1 node' : `${count} nodes`);
  const said = wrong.map(
    (each) =>
      `${each.names.length} of ${many(nodes.length)}${where} ${each.names.length === 1 ? 'is' : 'are'} ${each.what}: ${some(each.names)}`,
  );
  if (nodes.length < atLeast)
    said.push(
      `only ${many(nodes.length)}${where} ${nodes.length === 1 ? 'is' : 'are'} there, of ${atLeast}`,
    );
  if (said.length > 0)
    return {
      kind: 'unhealthy',
      nodes: nodes.length,
      done: nodes.length - names.length,
      names,
      sentence: `${said.join('; ')}.`,
    };
  const inTrouble = lacks.flatMap((each) => each.names);
  const spared = [...new Set(inTrouble)].filter((name) => except.includes(name));
  const left = spared.length > 0 ? `, leaving out ${some(spared)}` : '';
  return {
    kind: 'healthy',
    nodes: nodes.length,
    sentence: `${many(nodes.length)}${where} ${nodes.length === 1 ? 'is' : 'are'} Ready${version ? ` at ${version}` : ''}${left}.`,
  };
}

/** The label may carry the day of a security patch behind the name that the pool has. */
function sameImage(label: string, image: string): boolean {
  return imageName(label) === imageName(image);
}

function namesOf(nodes: readonly NodeState[], is: (node: NodeState) => boolean): string[] {
  return nodes.filter(is).map(({ name }) => name);
}

function some(names: readonly string[]): string {
  const most = 3;
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
