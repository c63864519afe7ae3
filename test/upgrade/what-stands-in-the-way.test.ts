import { expect, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { findBlockers } from '../../src/upgrade/blockers/index.ts';
import { clusterFacts } from '../../src/upgrade/facts.ts';
import type { Quota } from '../../src/upgrade/quota.ts';
import { now, read, snapshotOf, unreadable } from './support.ts';

const enough = {
  kind: 'known' as const,
  usages: ['cores', 'standardddsv5family'].map((name) => ({ name, free: 100 })),
};

function found(options: Parameters<typeof snapshotOf>[1] & { quota?: Quota } = {}, to = '1.36.5') {
  const { quota = enough } = options;
  const snapshot = snapshotOf('aks-prod-weu', options);
  const { managedCluster } = snapshot.planes;
  const document: Json = managedCluster.state === 'read' ? managedCluster.value : null;
  return findBlockers({
    ...{ snapshot, quota, facts: clusterFacts(document), to, hops: [to], now },
    systemNamespaces: ['kube-system'],
  });
}

const about = (topic: string, findings: ReturnType<typeof found>) =>
  findings
    .filter((each) => each.topic === topic)
    .map(({ verdict, message }) => ({ verdict, message }));
const only = (topic: string, findings: ReturnType<typeof found>) => about(topic, findings)[0];

test('where nothing can be read, nothing is said to be clear but what the document tells', () => {
  const names = ['virtualNetworks', 'meshRevisionProfiles', 'nodes', 'podDisruptionBudgets'];
  const planes = Object.fromEntries(
    [...names, 'workloads', 'auditLog'].map((name) => [name, unreadable('no right to')]),
  );
  const findings = found({ planes });
  const unknown = findings.filter(({ verdict }) => verdict === 'unknown');
  expect(unknown.map(({ topic }) => topic).sort()).toEqual([
    'Addresses for surge nodes',
    'Deprecated APIs',
    'Disruption budgets',
    'Nodes',
  ]);
  for (const { message } of unknown) expect(message).toContain('no right to');
});

test.each([
  ['Upgrading', 'An operation is in progress: the cluster is Upgrading.'],
  ['Failed', 'The last operation ended badly: the cluster is Failed.'],
])('a cluster that is %s is said to be', (state, message) => {
  const edit = (document: Json) => {
    document.properties.provisioningState = state;
  };
  expect(only('State of the cluster', found({ edit }))).toEqual({ verdict: 'blocks', message });
});

test('so is a pool, and a cluster that is stopped', () => {
  const pool = (document: Json) => {
    document.properties.agentPoolProfiles[1].provisioningState = 'Failed';
  };
  expect(only('State of the cluster', found({ edit: pool }))?.message).toContain(
    'pool apps is Failed',
  );
  const stop = (document: Json) => {
    document.properties.powerState = { code: 'Stopped' };
  };
  expect(only('State of the cluster', found({ edit: stop }))?.verdict).toBe('blocks');
});

const workload = {
  kind: 'Deployment',
  metadata: { namespace: 'shop', name: 'web' },
  podLabels: { app: 'web' },
  desired: 3,
  ready: 3,
};
const budget = (spec: object, status: object, namespace = 'shop') => ({
  ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
  metadata: { name: 'web', namespace },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  status,
});

test.each<[string, object, object, string, string]>([
  [
    'none ever',
    { maxUnavailable: 0 },
    { expectedPods: 3, disruptionsAllowed: 0 },
    'blocks',
    'shop/web (Deployment web)',
  ],
  ['none ever, in per cent', { maxUnavailable: '0%' }, { expectedPods: 3 }, 'blocks', 'shop/web'],
  ['all wanted', { minAvailable: '100%' }, { expectedPods: 3 }, 'blocks', 'shop/web'],
  ['as many as there are', { minAvailable: 3 }, { expectedPods: 3 }, 'blocks', 'shop/web'],
  [
    'none at this moment',
    { maxUnavailable: 1 },
    { expectedPods: 3, disruptionsAllowed: 0 },
    'risks',
    'not healthy',
  ],
  ['not worked out', { maxUnavailable: 1 }, { expectedPods: 3 }, 'unknown', 'shop/web'],
  [
    'one at a time',
    { maxUnavailable: 1 },
    { expectedPods: 3, disruptionsAllowed: 1 },
    'clear',
    'lets pods go (1)',
  ],
  [
    'a share',
    { minAvailable: '50%' },
    { expectedPods: 3, disruptionsAllowed: 1 },
    'clear',
    'lets pods go (1)',
  ],
])('a budget that allows %s', (_, spec, status, verdict, words) => {
  const planes = {
    workloads: read([workload]),
    podDisruptionBudgets: read([budget(spec, status)]),
  };
  const said = only('Disruption budgets', found({ planes }));
  expect(said?.verdict).toBe(verdict);
  expect(said?.message).toContain(words);
});

test('budgets of system namespaces, and those that guard nothing, stop nobody', () => {
  const none = { maxUnavailable: 0 };
  const planes = {
    workloads: read([workload]),
    podDisruptionBudgets: read([budget(none, {}, 'kube-system'), budget(none, {}, 'empty')]),
  };
  expect(only('Disruption budgets', found({ planes }))?.verdict).toBe('clear');
});

const api = (more: object) => ({
  ...{ group: 'policy', version: 'v1beta1', resource: 'podsecuritypolicies' },
  ...{ removedRelease: '1.36', callers: ['ci'], userAgents: [], writes: 1, calls: 3 },
  ...{ lastSeen: '2026-11-23T20:00:00Z', lastWrite: '2026-11-23T20:00:00Z', ...more },
});
const audit = (more: object) => ({
  auditLog: read({
    newest: now.toISOString(),
    writesOnly: false,
    partial: null,
    deprecatedApis: [],
    ...more,
  }),
});

test.each<[string, object, string[], string]>([
  ['written four hours ago', { deprecatedApis: [api({})] }, ['blocks'], 'by ci'],
  [
    'written yesterday',
    { deprecatedApis: [api({ lastWrite: '2026-11-23T02:00:00Z' })] },
    ['risks'],
    'will fail',
  ],
  ['only read', { deprecatedApis: [api({ lastWrite: null, writes: 0 })] }, ['risks'], 'will fail'],
  [
    'gone only later',
    { deprecatedApis: [api({ removedRelease: '1.37' })] },
    ['clear'],
    'nobody called',
  ],
  ['not seen, in half an answer', { partial: 'too many rows' }, ['unknown'], 'too many rows'],
  [
    'not seen, where reads are not logged',
    { writesOnly: true },
    ['unknown'],
    'only changes are logged',
  ],
  [
    'not seen, in a log that stopped',
    { newest: '2026-11-23T12:00:00Z' },
    ['unknown'],
    'stopped arriving',
  ],
  [
    'seen, in a log that stopped',
    { newest: null, deprecatedApis: [api({})] },
    ['blocks', 'unknown'],
    'by ci',
  ],
])('a deprecated API that was %s', (_, log, verdicts, words) => {
  const said = about('Deprecated APIs', found({ planes: audit(log) }));
  expect(said.map(({ verdict }) => verdict)).toEqual(verdicts);
  expect(said[0]?.message).toContain(words);
});

test('pools may be behind, but not by more than three minors, and never ahead', () => {
  const at = (version: string) => (document: Json) => {
    document.properties.agentPoolProfiles[1].currentOrchestratorVersion = version;
  };
  const said = (version: string) => about('Versions of the pools', found({ edit: at(version) }));
  expect(said('1.36.1')[0]?.message).toContain('is ahead of the control plane');
  expect(said('1.32.1')[0]?.message).toContain('more than 3 minors behind');
  expect(said('1.34.1').map(({ verdict }) => verdict)).toEqual(['risks']);
  expect(said('1.35.8').map(({ verdict }) => verdict)).toEqual(['clear']);
});

test('an operating system that ends before the version blocks it', () => {
  const edit = (document: Json) => {
    document.properties.agentPoolProfiles[1].osSKU = 'Windows2022';
  };
  expect(only('Operating systems', found({ edit }, '1.36.5'))?.verdict).toBe('clear');
  expect(only('Operating systems', found({ edit }, '1.37.1'))?.verdict).toBe('blocks');
});

const subnet =
  '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes';
const network = (more: object) => ({
  virtualNetworks: read({
    v: { properties: { subnets: [{ id: subnet, name: 'nodes', properties: more }] } },
  }),
});
const taken = (count: number) => ({ ipConfigurations: Array.from({ length: count }, () => ({})) });

test.each<[string, object, { overlay?: boolean }, string, string]>([
  ['room', { addressPrefix: '10.0.0.0/22', ...taken(30) }, { overlay: true }, 'clear', '989 free'],
  [
    'no room for one address each',
    { addressPrefix: '10.0.0.0/27', ...taken(26) },
    { overlay: true },
    'blocks',
    '1 free',
  ],
  [
    'no room where every pod takes one',
    { addressPrefix: '10.0.0.0/22', ...taken(900) },
    {},
    'blocks',
    '444 are needed',
  ],
  [
    'several prefixes',
    { addressPrefixes: ['10.0.0.0/22', '10.1.0.0/16', 'fd00::/64'], ...taken(900) },
    {},
    'clear',
    'free',
  ],
  ['no word of what is taken', { addressPrefix: '10.0.0.0/22' }, {}, 'unknown', 'is not known'],
])('a subnet with %s', (_, properties, { overlay = false }, verdict, words) => {
  const edit = (document: Json) => {
    document.properties.networkProfile.networkPlugin = 'azure';
    document.properties.networkProfile.networkPluginMode = overlay ? 'overlay' : null;
    for (const pool of document.properties.agentPoolProfiles)
      Object.assign(pool, {
        vnetSubnetID: subnet.toUpperCase(),
        maxPods: 110,
        enableAutoScaling: false,
        count: 5,
        maxCount: 5,
      });
    document.properties.agentPoolProfiles[1].count = 12;
  };
  const planes = network(properties);
  const said = only('Addresses for surge nodes', found({ edit, planes }));
  expect(said?.verdict).toBe(verdict);
  expect(said?.message).toContain(words);
});

const mesh = (versions: string[]) => ({
  meshRevisionProfiles: read([
    {
      properties: {
        meshRevisions: [
          { revision: 'asm-1-28', compatibleWith: [{ name: 'kubernetes', versions }] },
        ],
      },
    },
  ]),
});
test.each([
  ['asm-1-28', ['1.35', '1.36'], 'clear'],
  ['asm-1-28', ['1.35'], 'blocks'],
  ['asm-1-20', ['1.36'], 'blocks'],
  ['asm-1-28', [], 'unknown'],
])('Istio %s that runs with %j', (revision, versions, verdict) => {
  const edit = (document: Json) => {
    document.properties.serviceMeshProfile = { mode: 'Istio', istio: { revisions: [revision] } };
  };
  expect(only('Service mesh', found({ edit, planes: mesh(versions) }))?.verdict).toBe(verdict);
});

// A third of twelve nodes of four cores each.
test.each<[string, Quota, string, string]>([
  ['enough', enough, 'clear', 'cores enough'],
  ['too few in the region', usages(15, 100), 'blocks', 'need 16 cores, and 15 are free'],
  ['too few of the family', usages(100, 15), 'blocks', 'the quota of standardddsv5family'],
  ['none of that family said', usages(100), 'unknown', 'is not known'],
  ['not to be read', { kind: 'unknown', reason: 'no right to' }, 'unknown', 'no right to'],
])('quota that is %s', (_, quota, verdict, words) => {
  const said = about('Quota', found({ quota })).at(-1);
  expect(said?.verdict).toBe(verdict);
  expect(said?.message).toContain(words);
});

function usages(region: number, family?: number): Quota {
  const own = family === undefined ? [] : [{ name: 'standardddsv5family', free: family }];
  return { kind: 'known', usages: [{ name: 'cores', free: region }, ...own] };
}
