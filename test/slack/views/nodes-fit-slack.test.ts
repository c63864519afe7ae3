import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusterNodes } from '../../../src/nodes/cluster-nodes.ts';
import { defaultNodesConfig } from '../../../src/nodes/config.ts';
import type { ClusterNodes } from '../../../src/nodes/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { charactersOf } from '../../../src/slack/budget.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { type NodesValue, nodesMessage } from '../../../src/slack/views/nodes.ts';
import { calledAmong } from '../../../src/slack/views/nodes-tables.ts';

const now = new Date('2026-11-24T12:00:00Z');
const requestedBy = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };

function drawn(run: NodesValue['run'], { filter = 'all', page = 0 } = {}) {
  const { store: _, ...drawing } = createDrawing();
  const of = run.state === 'done' ? run.clusters.length : 1;
  return nodesMessage(
    { filter, requestedBy, of, run },
    { ...drawing, now, state: { page }, page, slashCommand: '/aks' },
  );
}

const done = (clusters: ClusterNodes[]): NodesValue['run'] => ({
  ...{ state: 'done', finishedAt: now.toISOString(), clusters },
});

interface Wanted {
  name?: string;
  pools?: number;
  nodes?: number;
  channel?: string;
  image?: string;
  text?: string;
}

/** A cluster as it would be read, of any size. */
function aCluster(wanted: Wanted = {}): ClusterNodes {
  const { name = 'aks-a', pools = 2, nodes = 3, channel = 'Unmanaged', text = '' } = wanted;
  const { image = 'AKSUbuntu-2204gen2containerd-202608.10.0' } = wanted;
  const id = `/subscriptions/1/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const poolName = (index: number) => `p${index}${text.slice(0, 9)}`;
  const readAt = now.toISOString();
  return clusterNodes(
    {
      cluster: {
        ...{ id, name, resourceGroup: 'rg', subscriptionId: '1', location: 'weu', tags: {} },
      },
      managedCluster: {
        ...{ state: 'read', source: 'Azure', readAt },
        value: {
          properties: {
            provisioningState: 'Succeeded',
            autoUpgradeProfile: { nodeOSUpgradeChannel: channel },
            agentPoolProfiles: Array.from({ length: pools }, (_, index) => ({
              ...{ name: poolName(index), count: nodes, mode: 'User', nodeImageVersion: image },
              ...{ osSKU: 'Ubuntu', provisioningState: 'Succeeded' },
            })),
          },
        },
      },
      poolProfiles: {},
      poolsUnknown: text || null,
      nodes: {
        ...{ state: 'read', source: 'API', readAt },
        value: Array.from({ length: pools * nodes }, (_, index) => ({
          ...{ apiVersion: 'v1', kind: 'Node' },
          metadata: {
            name: `aks-${index}-${text}`,
            labels: { 'kubernetes.azure.com/agentpool': poolName(index % Math.max(pools, 1)) },
            annotations: { 'weave.works/kured-reboot-in-progress': '2026-11-20T00:00:00Z' },
          },
          status: { conditions: [{ type: 'VMEventScheduled', status: 'True', message: text }] },
        })),
      },
      workloads: { ...{ state: 'read', source: 'API', readAt }, value: [] },
      ...{ said: undefined, rebootsAsked: false },
    },
    { config: defaultNodesConfig, oldAfter: { linux: 14, windows: 45 }, now },
  );
}

test('the worst stands first, and the cluster with it', () => {
  const quiet = aCluster({ name: 'aks-quiet', nodes: 0, channel: 'SecurityPatch' });
  const { blocks, text } = drawn(done([quiet, aCluster({ name: 'aks-waiting' })]));
  expect(text).toContain('6 nodes wait for a reboot');
  const words = JSON.stringify(blocks);
  expect(words.indexOf('aks-waiting')).toBeLessThan(words.indexOf('aks-quiet'));
  expect(validateBlocks(blocks, 'message')).toEqual([]);
});

test.each([0, 1, 2, 60, 1000])('%i clusters fit', (count) => {
  const clusters = Array.from({ length: count }, (_, index) => aCluster({ name: `aks-${index}` }));
  const { blocks, text } = drawn(done(clusters));
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
  expect(text).not.toBe('');
});

test.each([
  [0, 0],
  [1, 1],
  [40, 25],
  [100, 10],
])('%i pools of %i nodes fit', (pools, nodes) => {
  const { blocks } = drawn(done([aCluster({ pools, nodes })]));
  expect(validateBlocks(blocks, 'message')).toEqual([]);
  expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
});

test('every node stands on one of the pages', () => {
  const cluster = aCluster({ pools: 3, nodes: 200 });
  const seen = new Set<string>();
  for (let page = 0; page < 60; page += 1) {
    const { blocks } = drawn(done([cluster]), { page });
    expect(validateBlocks(blocks, 'message')).toEqual([]);
    const tables = blocks.filter((block) => block.type === 'data_table');
    const last = tables.at(-1);
    if (!last || !('rows' in last)) throw new Error('no table');
    for (const row of last.rows.slice(1)) seen.add(JSON.stringify(row[0]));
    if (!JSON.stringify(blocks).includes('Show more')) break;
  }
  expect(seen.size).toBe(600);
});

test('whatever others have written is legal, and stays in its place', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ maxLength: 80 }),
      fc.constantFrom('Unmanaged', 'NodeImage', '', 'None'),
      (text, name, channel) => {
        const nasty = `<!channel> ${text} <https://example.com|click>`;
        const cluster = aCluster({ name: `aks${name}`, text: nasty, channel, image: nasty });
        for (const run of [done([cluster]), done([cluster, cluster])]) {
          const { blocks } = drawn(run, { filter: nasty });
          expect(validateBlocks(blocks, 'message')).toEqual([]);
          const mrkdwn = JSON.stringify(blocks.filter(({ type }) => type !== 'data_table'));
          expect(mrkdwn).not.toMatch(/"type":"mrkdwn","text":"[^"]*<!channel>/);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('while it runs, and where it failed, there is a message too', () => {
  for (const run of [
    { state: 'running' as const, done: 3, waiting: 'waiting 4 s' },
    { state: 'failed' as const, message: 'x'.repeat(5000), hint: 'look at the log' },
  ])
    expect(validateBlocks(drawn(run).blocks, 'message')).toEqual([]);
});

test('a cluster that could not be read says so, and offers no change', () => {
  const broken = { ...aCluster(), problem: { message: 'denied', hint: 'grant it' } };
  const remarks = [
    { urgency: 'unknown' as const, text: 'Not read: denied.', pool: null, key: 'unread' },
  ];
  const { blocks, text } = drawn(done([{ ...broken, nodes: [], pools: [], remarks }]));
  expect(text).toContain('could not be read');
  const words = JSON.stringify(blocks);
  expect(words).toContain('grant it');
  expect(words).not.toContain('Upgrade node image');
});

test('two clusters of one name are told apart by their resource groups', () => {
  const one = aCluster({ name: 'aks-pay' });
  const clusters = [
    one,
    { ...one, clusterId: one.clusterId.replace('/resourcegroups/rg/', '/resourcegroups/rg-b/') },
    aCluster({ name: 'aks-b' }),
  ];
  expect(clusters.map((each) => calledAmong(each, clusters))).toEqual([
    ...['aks-pay (rg)', 'aks-pay (rg-b)', 'aks-b'],
  ]);
});
