import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { createLogsReader } from '../../src/azure/logs.ts';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import { createInside } from '../../src/fleet/inside.ts';
import { loadKql } from '../../src/kql/index.ts';
import { logTables } from '../../src/kql/schemas.ts';
import { eventsQuery, logQuery, metricQuery } from '../../src/nodes/ask-logs.ts';
import { defaultNodesConfig, type NodesConfig } from '../../src/nodes/config.ts';
import { lookAtNodes } from '../../src/nodes/look.ts';
import type { ClusterNodes } from '../../src/nodes/types.ts';
import { type AzureStandIn, startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import {
  type KubernetesStandIn,
  startKubernetesStandIn,
} from '../../src/sandbox/kubernetes/start.ts';

const now = new Date('2026-11-24T00:00:00Z');
const cluster = 'aks-prod-weu';
const oldAfter = { linux: 14, windows: 45 };

interface World {
  azure: AzureStandIn;
  kubernetes: KubernetesStandIn;
  /** ARM id of the cluster. */
  id: string;
  look(config?: Partial<NodesConfig>): Promise<ClusterNodes>;
}

/** Nine nodes in two pools, which patch themselves; kured runs, and the first node of each pool waits. */
async function aWorld(channel = 'Unmanaged'): Promise<World> {
  const clock = () => now;
  const fleet = createFleet({ now });
  const found = fleet.clusters.find(({ managedCluster }) => managedCluster.name === cluster);
  if (!found) throw new Error(`no cluster ${cluster}`);
  found.managedCluster.properties.autoUpgradeProfile.nodeOSUpgradeChannel = channel;
  const azure = await startAzureStandIn({ clock, fleet });
  const kubernetes = await startKubernetesStandIn({ clock, fleet, liveNodes: azure.state.nodesOf });
  onTestFinished(async () => {
    await Promise.allSettled([azure.close(), kubernetes.close()]);
  });
  const common = {
    ...{ credential: sandboxCredential('reader'), httpClient: rerouting(azure.url) },
    ...{ retries: { attempts: 1 }, pace: sandboxPace },
  };
  const reader = createAzureReader(common);
  const inside = createInside({
    ...{ reader, credential: common.credential, now: clock, sandboxUrl: kubernetes.url },
  });
  const state = azure.state.clusters.find(({ name }) => name === cluster);
  if (!state) throw new Error(`no cluster ${cluster}`);
  const { id, name, subscriptionId, resourceGroup, managedCluster } = state;
  const ref = {
    ...{ id, name, subscriptionId, resourceGroup },
    ...{ location: managedCluster.location, tags: managedCluster.tags },
  };
  return {
    azure,
    kubernetes,
    id,
    async look(config = {}) {
      const [looked] = await lookAtNodes({
        ...{ reader, inside, oldAfter, now: clock, clusters: [ref] },
        logs: createLogsReader(common),
        config: { ...defaultNodesConfig, ...config },
      });
      if (!looked) throw new Error('nothing was looked at');
      return looked;
    },
  };
}

/** How many nodes there are of each answer, with what decided. */
function answers({ nodes }: ClusterNodes): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reboot } of nodes) {
    const key = 'by' in reboot ? `${reboot.kind} by ${reboot.by.source}` : reboot.kind;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

/** Takes kured's annotations from all nodes. */
function withoutAnnotations({ kubernetes }: World): void {
  const { objects } = kubernetes.cluster(cluster);
  for (const node of objects.list('nodes'))
    objects.add({ ...node, metadata: { ...node.metadata, annotations: {} } });
}

function withoutLock({ kubernetes }: World): void {
  const { objects } = kubernetes.cluster(cluster);
  const daemon = objects.get('daemonsets', 'kured', 'kured');
  if (!daemon) throw new Error('there is no kured');
  objects.add({ ...daemon, metadata: { ...daemon.metadata, annotations: {} } });
}

/** Workspaces that hold nothing: those that the cluster names are not there any more. */
function withoutLogs({ azure }: World): void {
  azure.state.workspaces.length = 0;
}

test('by the metric, for every node: it is trusted most', async () => {
  const world = await aWorld();
  const looked = await world.look();
  expect(answers(looked)).toEqual({ 'required by metric': 2, 'not-required by metric': 7 });
  const waiting = looked.nodes.find(({ reboot }) => reboot.kind === 'required');
  expect(waiting?.reboot).toMatchObject({ by: { detail: 'kured_reboot_required is 1' } });
  expect(looked.sources.map(({ source, state }) => [source, state])).toEqual([
    ['metric', 'read'],
    ['annotation', 'read'],
    ['log', 'read'],
    ['lock', 'read'],
  ]);
});

test('by annotations, where no workspace can be asked; of the others it is not known', async () => {
  const world = await aWorld();
  withoutLogs(world);
  withoutLock(world);
  const looked = await world.look();
  expect(answers(looked)).toEqual({ 'required by annotation': 2, unknown: 7 });
  expect(looked.sources[0]).toMatchObject({ state: 'unreadable' });
  expect(looked.sources[0]?.note).toContain('log-platform-weu could not be asked');
});

test('by the lock alone', async () => {
  const world = await aWorld();
  withoutLogs(world);
  withoutAnnotations(world);
  const looked = await world.look();
  expect(answers(looked)).toEqual({ 'required by lock': 1, unknown: 8 });
  expect(looked.locks).toMatchObject([{ isLong: true }]);
});

test('by log lines, where the metric is not scraped', async () => {
  const world = await aWorld();
  world.azure.logs.faults.add({ query: 'InsightsMetrics', kind: 'denied' });
  withoutAnnotations(world);
  withoutLock(world);
  const looked = await world.look();
  expect(answers(looked)).toEqual({ 'required by log': 2, 'not-required by log': 7 });
});

test('by nobody: unknown for all of them, and the reasons are named', async () => {
  const world = await aWorld();
  withoutLogs(world);
  withoutAnnotations(world);
  withoutLock(world);
  const looked = await world.look();
  expect(answers(looked)).toEqual({ unknown: 9 });
  const [first] = looked.nodes;
  expect(first?.reboot).toMatchObject({
    why: expect.stringContaining('metric: log-platform-weu'),
  });
});

test('where the API server cannot be asked, the metric tells of the nodes that it knows', async () => {
  const world = await aWorld();
  await world.kubernetes.close();
  const looked = await world.look();
  expect(looked.nodesUnknown?.reason).toBeTruthy();
  expect(answers(looked)).toEqual({ 'required by metric': 2, 'not-required by metric': 7 });
  expect(looked.nodes.every(({ ready }) => ready === null)).toBe(true);
  expect(new Set(looked.nodes.map(({ pool }) => pool))).toEqual(new Set(['apps', 'system']));
});

test('with a channel that brings images, workspaces are not asked about reboots, and the image is the answer', async () => {
  const world = await aWorld('SecurityPatch');
  const looked = await world.look();
  expect(answers(looked)).toEqual({ 'by-image': 9 });
  const asked = world.azure.journal
    .find({ path: '/query' })
    .map(({ body }) => JSON.stringify(body));
  expect(asked).toHaveLength(1);
  expect(asked[0]).toContain('KubeEvents');
  expect(looked.pools.every(({ ageDays }) => ageDays !== null)).toBe(true);
});

test('where the API server cannot be asked, a node that nobody has spoken of for a day is not made up', async () => {
  const world = await aWorld();
  await world.kubernetes.close();
  const sample = (node: string, hoursAgo: number) => ({
    ...{ _ResourceId: world.id.toLowerCase(), Namespace: 'prometheus', Computer: node },
    ...{ Name: 'kured_reboot_required', Val: 1, Tags: '{}' },
    TimeGenerated: new Date(now.getTime() - hoursAgo * 3_600_000).toISOString(),
  });
  world.azure.logs.ingest('log-platform-weu', 'InsightsMetrics', [
    sample('aks-apps-12345678-vmss00gone', 30),
    sample('aks-apps-12345678-vmss00late', 5),
  ]);
  const looked = await world.look();
  const names = looked.nodes.map(({ name }) => name);
  expect(names).not.toContain('aks-apps-12345678-vmss00gone');
  const late = looked.nodes.find(({ name }) => name.endsWith('late'));
  expect(late?.reboot).toMatchObject({ kind: 'unknown', stale: [{ says: 'required' }] });
});

test('an event tells what Azure has scheduled for a node; one of 26 hours ago, or of a node that is gone, does not', async () => {
  const world = await aWorld('SecurityPatch');
  const [first, second] = (await world.look()).nodes.map(({ name }) => name);
  const event = (node: string | undefined, reason: string, hoursAgo: number) => {
    const at = new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
    return {
      ...{ _ResourceId: world.id.toLowerCase(), ObjectKind: 'Node', Name: node, Reason: reason },
      ...{ TimeGenerated: at, FirstSeen: at, LastSeen: at, Message: `${reason}, not before noon.` },
    };
  };
  world.azure.logs.ingest('log-platform-weu', 'KubeEvents', [
    event(first, 'RebootScheduled', 5),
    event(first, 'VMEventScheduled', 2),
    event(first, 'FreezeScheduled', 26),
    event(second, 'NodeReady', 1),
    event('aks-gone-12345678-vmss000000', 'TerminateScheduled', 1),
  ]);
  const looked = await world.look();
  const troubled = looked.nodes.filter(({ troubles }) => troubles.length > 0);
  expect(troubled.map(({ name, troubles }) => [name, troubles.map(({ type }) => type)])).toEqual([
    [first, ['RebootScheduled']],
  ]);
  expect(looked.remarks.map(({ text }) => text)).toContain(
    `Azure has scheduled a reboot for ${first} (event RebootScheduled, last seen 5 hours ago): RebootScheduled, not before noon.`,
  );
  expect(looked.scheduledEvents?.state).toBe('read');
  world.azure.logs.faults.add({ query: 'KubeEvents', kind: 'denied' });
  expect((await world.look()).scheduledEvents).toMatchObject({
    ...{
      state: 'unreadable',
      note: expect.stringContaining('log-platform-weu could not be asked'),
    },
  });
});

test('a cluster that Azure does not show is a problem, and no all-clear', async () => {
  const world = await aWorld();
  world.azure.state.clusters.length = 0;
  const looked = await world.look();
  expect(looked.problem?.message).toBeTruthy();
  expect(looked.nodes).toEqual([]);
});

let kql: Awaited<ReturnType<typeof loadKql>>;
beforeAll(async () => {
  kql = await loadKql();
});

test.each([
  ['the metric', metricQuery(['/subscriptions/x/"|drop'])],
  ['scheduled events', eventsQuery(['/subscriptions/x/"|drop'])],
  ['the log', logQuery(['/subscriptions/x'], ['kured', '"); Heartbeat'])],
])('the query for %s is one that Kusto understands, whatever is put into it', (_what, query) => {
  expect(kql.check(query, logTables)).toEqual([]);
});
