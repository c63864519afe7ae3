/** What Container insights and kured say of nodes. https://kured.dev/docs/configuration/ */
import type { StoredCluster } from '../azure/state.ts';
import { liveNodes } from '../fleet/live-nodes.ts';
import { hasRestarter, nodesToRestart } from '../fleet/node-names.ts';
import type { Json } from '../fleet/wire.ts';
import { common, type Place, type Row } from './rows.ts';
import { hour, minute } from './story.ts';

/** kured logs where it runs, and somebody has its pod's log and metric sent to the workspace. */
export const hasKuredRows = hasRestarter;

/** The inventory comes from Container insights. */
export function hasInventory({ properties }: Json): boolean {
  return properties.addonProfiles?.omsagent?.enabled === true;
}

/** The times in [from, until) at which something is said that is said every so often. */
function* times(from: number, until: number, every: number): Iterable<number> {
  for (let at = Math.ceil(from / every) * every; at < until; at += every) yield at;
}

type Nodes = Pick<StoredCluster, 'managedCluster' | 'rollOuts'>;

/** Nodes that wait for a restart at a time: one that was replaced since does not. */
function waitingAt({ managedCluster, rollOuts }: Nodes, at: number): string[] {
  const waiting = nodesToRestart(managedCluster);
  if (waiting.length === 0 || Object.keys(rollOuts).length === 0) return waiting;
  const replaced = liveNodes(managedCluster, rollOuts, at)
    .filter(({ replacedAt }) => replacedAt !== undefined && replacedAt <= at)
    .map(({ name }) => name);
  return waiting.filter((name) => !replaced.includes(name));
}

/** kured's log: it looks once an hour, and waits for the one before it to be done. */
export function* kuredRows(
  place: Place,
  cluster: Nodes,
  from: number,
  until: number,
): Iterable<Row> {
  // Nodes speak one after the other, so a round may have begun before.
  for (const at of times(from - minute, until, hour)) {
    const waiting = waitingAt(cluster, at);
    for (const [index, computer] of place.scene.nodes.entries()) {
      const isWaiting = waiting.includes(computer);
      const blocked = isWaiting && waiting[0] !== computer;
      const lines = isWaiting
        ? ['Reboot required', blocked && `Lock already held: ${waiting[0]}`]
        : ['Reboot not required'];
      for (const [nth, line] of lines.filter(Boolean).entries())
        yield {
          ...common(place, 'ContainerLogV2'),
          TimeGenerated: new Date(at + index * 700 + nth * 40).toISOString(),
          Computer: computer,
          ContainerId: `kured-${index}`,
          ContainerName: 'kured',
          PodName: `kured-${computer.slice(-5)}`,
          PodNamespace: 'kured',
          LogMessage: `time="${new Date(at + index * 700).toISOString()}" level=info msg="${line}"`,
          LogSource: 'stderr',
          LogLevel: 'info',
        };
    }
  }
}

/** kured's metric, where the agent is set up to scrape it. */
export function* rebootMetricRows(
  place: Place,
  cluster: Nodes,
  from: number,
  until: number,
): Iterable<Row> {
  for (const at of times(from, until, 10 * minute)) {
    const waiting = new Set(waitingAt(cluster, at));
    for (const computer of place.scene.nodes)
      yield {
        ...common(place, 'InsightsMetrics'),
        TimeGenerated: new Date(at).toISOString(),
        Computer: computer,
        Name: 'kured_reboot_required',
        Namespace: 'prometheus',
        Origin: 'container.azm.ms/telegraf',
        AgentId: '',
        Tags: JSON.stringify({
          node: computer,
          'container.azm.ms/clusterId': place.scene.id,
          'container.azm.ms/clusterName': place.scene.name,
        }),
        Val: waiting.has(computer) ? 1 : 0,
      };
  }
}

export function* nodeRows(place: Place, from: number, until: number): Iterable<Row> {
  const { id, name, location, nodes, kubeletVersion } = place.scene;
  for (const at of times(from, until, 15 * minute))
    for (const computer of nodes) {
      const [, pool = ''] = computer.split('-');
      yield {
        ...common(place, 'KubeNodeInventory'),
        TimeGenerated: new Date(at).toISOString(),
        ClusterId: id,
        ClusterName: name,
        Computer: computer,
        CreationTimeStamp: new Date(at - 40 * 24 * hour).toISOString(),
        DockerVersion: 'containerd://1.7.28-1',
        KubeletVersion: kubeletVersion,
        KubeProxyVersion: kubeletVersion,
        KubernetesProviderID: 'azure',
        Labels: JSON.stringify([
          {
            'kubernetes.azure.com/agentpool': pool,
            'kubernetes.io/hostname': computer,
            'topology.kubernetes.io/region': location,
          },
        ]),
        LastTransitionTimeReady: new Date(at - 40 * 24 * hour).toISOString(),
        OperatingSystem: 'Ubuntu 22.04.5 LTS',
        Status: 'Ready',
      };
    }
}

/** Azure means to reboot the machine of the second node of one cluster, and AKS says so every hour. */
export function* eventRows(place: Place, from: number, until: number): Iterable<Row> {
  const { id, name, nodes } = place.scene;
  const node = nodes[1];
  if (name !== 'aks-data-staging-weu' || node === undefined) return;
  for (const at of times(from, until, hour))
    yield {
      ...common(place, 'KubeEvents'),
      TimeGenerated: new Date(at).toISOString(),
      ClusterId: id,
      ClusterName: name,
      Computer: node,
      Count: 1,
      FirstSeen: new Date(at).toISOString(),
      LastSeen: new Date(at).toISOString(),
      KubeEventType: 'Warning',
      Message: 'Reboot scheduled. NotBefore: none',
      Name: node,
      Namespace: 'default',
      ObjectKind: 'Node',
      Reason: 'RebootScheduled',
      SourceComponent: 'custom-vm-event-monitor',
    };
}
