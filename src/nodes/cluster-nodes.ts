import { type NodeState, nodeStatesOf } from '../fleet/node-health.ts';
import type { ClusterRef, Json, Plane } from '../fleet/snapshot.ts';
import type { KubernetesObject, Workload } from '../kubernetes/objects.ts';
import type { SaidInLogs } from './ask-logs.ts';
import type { NodesConfig } from './config.ts';
import { annotationEvidence } from './evidence/annotations.ts';
import { locksOf } from './evidence/locks.ts';
import { logEvidence } from './evidence/log-lines.ts';
import { metricEvidence } from './evidence/metric.ts';
import { judgeReboot } from './judge-reboot.ts';
import { poolLine } from './pools.ts';
import { remarksOn } from './remarks.ts';
import { restarterState, restartersAmong } from './restarters.ts';
import { standingEvents, withoutRepeats } from './scheduled-events.ts';
import type { ClusterNodes, NodeLine, RebootEvidence, SourceState } from './types.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** All that was read of one cluster. */
export interface ReadCluster {
  cluster: ClusterRef;
  managedCluster: Plane<Json>;
  /** `upgradeProfiles/default` by pool, in lower case; a pool whose profile could not be read is missing. */
  poolProfiles: Record<string, Json>;
  /** Why a profile is missing. */
  poolsUnknown: string | null;
  nodes: Plane<KubernetesObject[]>;
  workloads: Plane<Workload[]>;
  /** Undefined where the workspaces were not asked. */
  said: SaidInLogs | undefined;
  /** Whether kured's words were asked for; not where they would decide nothing. */
  rebootsAsked: boolean;
}

export interface NodesRules {
  config: NodesConfig;
  /** Days after which a node image is old. */
  oldAfter: { linux: number; windows: number };
  now: Date;
}

/** Whether a channel leaves reboots to somebody: then what kured says decides. */
export function asksForReboots(channel: string | null): boolean {
  return channel !== 'nodeimage' && channel !== 'securitypatch';
}

export function osChannelOf(document: Json): string | null {
  const channel = document?.properties?.autoUpgradeProfile?.nodeOSUpgradeChannel;
  return typeof channel === 'string' ? channel : null;
}

/** Everything about the nodes of one cluster, from what was read of it. Pure. */
export function clusterNodes(read: ReadCluster, rules: NodesRules): ClusterNodes {
  const found = seenIn(read, rules);
  return { ...found, remarks: remarksOn(found, rules.now, rules.config) };
}

function seenIn(read: ReadCluster, rules: NodesRules): Omit<ClusterNodes, 'remarks'> {
  const { cluster, managedCluster, nodes: nodesPlane } = read;
  const { now } = rules;
  const nothing: Omit<ClusterNodes, 'remarks'> = {
    ...{ clusterId: cluster.id.toLowerCase(), name: cluster.name, readAt: now.toISOString() },
    ...{ problem: null, osChannel: null, upgradeChannel: null, state: null },
    ...{ nodes: [], nodesUnknown: null, pools: [], poolsUnknown: null },
    ...{ restarter: null, locks: [], sources: [], scheduledEvents: null, silences: [] },
  };
  if (managedCluster.state === 'unreadable')
    return {
      ...nothing,
      problem: { message: managedCluster.reason, hint: managedCluster.help },
    };
  const { properties } = managedCluster.value;
  const osChannel = osChannelOf(managedCluster.value);
  const states = nodeStatesOf(nodesPlane);
  const known = states.kind === 'known' ? states.nodes : [];
  const pools: Json[] = properties.agentPoolProfiles ?? [];
  const found =
    read.workloads.state === 'read'
      ? restartersAmong(read.workloads.value, rules.config.restarters)
      : [];
  const lockings = found.map(({ metadata }) => locksOf(metadata.annotations ?? {}, now));
  const evidence = gather(
    read,
    lockings.flatMap(({ locks }) => locks),
  );
  const sources = sourcesOf(
    read,
    lockings.flatMap(({ problem }) => problem ?? []),
    evidence,
  );
  const linux = known.filter(({ os }) => os === 'linux').length;
  return {
    ...nothing,
    osChannel,
    upgradeChannel: properties.autoUpgradeProfile?.upgradeChannel ?? null,
    state: stateOf(properties),
    nodes: linesOf(read, rules, { known, evidence, sources, osChannel }),
    nodesUnknown: states.kind === 'unknown' ? { reason: states.reason, help: states.help } : null,
    pools: pools.map((pool) =>
      poolLine({
        ...{ pool, now, oldAfter: rules.oldAfter },
        profile: read.poolProfiles[String(pool.name).toLowerCase()],
        nodes: known.filter((node) => node.pool === pool.name),
      }),
    ),
    poolsUnknown: read.poolsUnknown,
    restarter: osChannel?.toLowerCase() === 'unmanaged' ? restarterOf(read, found, linux) : null,
    locks: lockings.flatMap(({ locks }) =>
      locks.map(({ node, since }) => ({
        ...{ node, since },
        isLong:
          since === null || now.getTime() - Date.parse(since) > rules.config.lockHours * hourMs,
      })),
    ),
    sources,
    scheduledEvents: scheduledState(read),
  };
}

function scheduledState({ said }: ReadCluster): ClusterNodes['scheduledEvents'] {
  if (!said) return null;
  const { events, eventsProblem } = said;
  if (eventsProblem) return { state: 'unreadable', note: eventsProblem };
  return events.length > 0
    ? { state: 'read', note: `${events.length} in 24 hours` }
    : { state: 'nothing', note: 'none in 24 hours' };
}

function restarterOf({ workloads }: ReadCluster, found: readonly Workload[], linux: number) {
  if (workloads.state === 'read') return restarterState(found, linux);
  return {
    kind: 'unknown' as const,
    text: `Whether something reboots nodes that patch themselves is not known: ${workloads.reason}.`,
  };
}

/** What keeps anything from being done to the cluster now. */
function stateOf({ powerState, provisioningState }: Json): string | null {
  if (powerState?.code === 'Stopped') return 'stopped';
  return ['Succeeded', 'Failed', 'Canceled', undefined].includes(provisioningState)
    ? null
    : String(provisioningState);
}

type Evidence = Map<string, RebootEvidence[]>;

/** All evidence, by the node that it speaks of (lower case). */
function gather(
  { nodes, said, workloads }: ReadCluster,
  locks: readonly { node: string; since: string | null }[],
): Evidence {
  const all: Evidence = new Map();
  const add = (node: string, one: RebootEvidence | null) => {
    if (!one || node === '') return;
    all.set(node.toLowerCase(), [...(all.get(node.toLowerCase()) ?? []), one]);
  };
  for (const row of said?.metric ?? []) add(row.Node, metricEvidence(row));
  if (nodes.state === 'read')
    for (const { metadata } of nodes.value)
      add(metadata.name, annotationEvidence(metadata.annotations ?? {}, nodes.readAt));
  for (const [node, rows] of Map.groupBy(said?.log ?? [], (row) => row.Node))
    add(node, logEvidence(rows));
  const readAt = workloads.state === 'read' ? workloads.readAt : '';
  for (const { node, since } of locks)
    add(node, {
      ...{ source: 'lock', says: 'required', at: readAt, since },
      detail: 'it holds kured’s lock, so it is being rebooted',
    });
  return all;
}

/** How each source could be asked, the most trusted first. */
function sourcesOf(
  { nodes, workloads, said: inLogs, rebootsAsked }: ReadCluster,
  lockProblems: readonly string[],
  evidence: Evidence,
): SourceState[] {
  const said = rebootsAsked ? inLogs : undefined;
  const all = [...evidence.values()].flat();
  const state = (source: SourceState['source'], unreadable: string | null, none: string) => {
    const count = all.filter((one) => one.source === source).length;
    if (count > 0)
      return {
        ...{ source, state: 'read' as const },
        note: `${count} ${count === 1 ? 'node' : 'nodes'}${unreadable ? `; ${unreadable}` : ''}`,
      };
    return unreadable
      ? { source, state: 'unreadable' as const, note: unreadable }
      : { source, state: 'nothing' as const, note: none };
  };
  const notAsked = 'not asked: the channel brings patched images';
  return [
    state(
      'metric',
      said ? said.metricProblem : notAsked,
      'no sample of kured_reboot_required in 7 days',
    ),
    state(
      'annotation',
      nodes.state === 'read' ? null : nodes.reason,
      'kured has written none, as it does unless run with --annotate-nodes',
    ),
    state('log', said ? said.logProblem : notAsked, 'no line of kured in 2 days'),
    state(
      'lock',
      workloads.state === 'read' ? (lockProblems[0] ?? null) : workloads.reason,
      'nobody holds one',
    ),
  ];
}

function linesOf(
  { nodes, said }: ReadCluster,
  { now }: NodesRules,
  {
    known,
    evidence,
    sources,
    osChannel,
  }: {
    known: readonly NodeState[];
    evidence: Evidence;
    sources: readonly SourceState[];
    osChannel: string | null;
  },
): NodeLine[] {
  const channel = osChannel?.toLowerCase() ?? null;
  const why = sources.map(({ source, note }) => `${source}: ${note}`).join('; ');
  const objects = new Map(
    (nodes.state === 'read' ? nodes.value : []).map((each) => [each.metadata.name, each]),
  );
  const judged = (name: string, bornAt: string | null) =>
    judgeReboot({ evidence: evidence.get(name.toLowerCase()) ?? [], channel, bornAt, now, why });
  const events = Map.groupBy(said?.events ?? [], ({ Node }) => Node.toLowerCase());
  const scheduled = (name: string, object?: KubernetesObject) =>
    standingEvents(events.get(name.toLowerCase()) ?? [], object, now);
  if (nodes.state === 'read')
    return known.map((node) => {
      const object = objects.get(node.name);
      return {
        ...node,
        reboot: judged(node.name, object?.metadata.creationTimestamp ?? null),
        troubles: withoutRepeats([...troublesOf(object), ...scheduled(node.name, object)]),
      };
    });
  // Only what speaks of them is known: nodes of which nobody says anything are not.
  // Of what nobody has spoken of for a day there is no node any more, as far as anybody can tell.
  const spoken = [...evidence].filter(([, all]) =>
    all.some(({ at }) => now.getTime() - Date.parse(at) < dayMs),
  );
  const names = new Set([...spoken.map(([name]) => name), ...events.keys()]);
  return [...names].sort().map((name) => ({
    ...{ name, pool: poolIn(name), ready: null, readySince: null },
    ...{ cordoned: false, cordonedSince: null, version: '', image: '' },
    troubles: withoutRepeats(scheduled(name)),
    reboot: judged(name, null),
  }));
}

/** `apps` of `aks-apps-40213377-vmss00000a`. https://learn.microsoft.com/azure/aks/node-access */
function poolIn(name: string): string | null {
  return /^aks-([a-z0-9]+)-\d{8}-vmss/.exec(name)?.[1] ?? null;
}

/** Conditions besides Ready and the pressures, which are not of the machine. https://learn.microsoft.com/azure/aks/node-problem-detector */
const usual = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

function troublesOf(object: KubernetesObject | undefined): NodeLine['troubles'] {
  const conditions: Json[] = object?.status?.conditions ?? [];
  return conditions
    .filter(({ type, status }) => status === 'True' && !usual.includes(type))
    .map(({ type, lastTransitionTime, message }) => ({
      type: String(type),
      since: lastTransitionTime ?? null,
      message: String(message ?? ''),
    }));
}
