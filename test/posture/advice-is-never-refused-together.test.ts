import { describe, expect, test } from 'vitest';
import type { Json, Snapshot } from '../../src/fleet/snapshot.ts';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { type PostureConfig, postureConfigSchema } from '../../src/posture/config.ts';
import { exclusions, resolveConflicts } from '../../src/posture/conflicts.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import type { CheckResult, ClusterReport } from '../../src/posture/types.ts';
import { bicepProblems, bicepValue } from './rebuild/support/bicep.ts';
import { conflicts } from './rebuild/support/conflicts.ts';
import { fleetSnapshots, snapshotOf } from './rebuild/support/pretend.ts';

const everything = postureConfigSchema.parse({
  profiles: ['reliability'],
  demandFips: true,
  demandPublicNetworkAccessDisabled: true,
  managedByCode: { tag: 'nobody', tools: ['none'] },
});

function bare(properties: Json, pool: Json = {}): Snapshot {
  return snapshotOf({
    id: '/subscriptions/5a1e0000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-bare',
    name: 'aks-bare',
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: 'westeurope',
    sku: { name: 'Base', tier: 'Free' },
    properties: {
      kubernetesVersion: '1.33',
      currentKubernetesVersion: '1.33.4',
      ...properties,
      agentPoolProfiles: [{ name: 'system', mode: 'System', osType: 'Linux', ...pool }],
    },
  });
}

const entra = { enableRBAC: true, aadProfile: { managed: true } };
const overlay = { networkPlugin: 'azure', networkPluginMode: 'overlay' };
const cilium = { ...overlay, networkDataplane: 'cilium', networkPolicy: 'cilium' };
const gen2 = { nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202601.01.0' };

/** Clusters with nearly everything off, each with something that stands in the way of something else. */
const careless: [string, Snapshot][] = [
  ['nothing on', bare({})],
  ['Entra on', bare(entra)],
  ['Windows pools', bare({ ...entra, networkProfile: overlay }, { osType: 'Windows' })],
  ['kubenet', bare({ ...entra, networkProfile: { networkPlugin: 'kubenet' } })],
  ['Cilium and nodes that could launch trusted', bare({ networkProfile: cilium }, gen2)],
  ['Cilium with FIPS', bare({ networkProfile: cilium }, { ...gen2, enableFIPS: true })],
  [
    'an API server in the network',
    bare({ apiServerAccessProfile: { enableVnetIntegration: true } }),
  ],
  ['a private cluster', bare({ apiServerAccessProfile: { enablePrivateCluster: true } })],
  [
    'the metadata service open, by preview',
    bare({ networkProfile: { podLinkLocalAccess: 'IMDS' } }),
  ],
  [
    'the old mesh and managed NGINX',
    bare({
      addonProfiles: { openServiceMesh: { enabled: true } },
      ingressProfile: { webAppRouting: { enabled: true } },
    }),
  ],
  ['long-term support without its tier', bare({ supportPlan: 'AKSLongTermSupport' })],
];

const cases: [string, Snapshot][] = [
  ...careless,
  ...fleetSnapshots().map((snapshot): [string, Snapshot] => [
    `${snapshot.cluster.name} in ${snapshot.cluster.location}`,
    snapshot,
  ]),
];

function judged(snapshot: Snapshot, config: PostureConfig = everything): ClusterReport {
  return evaluate(snapshot, checks, config);
}

function linesOf({ fix }: CheckResult): string[] {
  return fix && 'bicep' in fix && fix.bicep ? fix.bicep.split(/(?<=^}\n)(?=\/\/)/m) : [];
}

/** The cluster after somebody has merged all lines of a report into its template at once. */
function followed(snapshot: Snapshot, report: ClusterReport): Snapshot {
  const after = structuredClone(snapshot);
  const plane = after.planes.managedCluster;
  if (plane.state !== 'read') return after;
  for (const lines of report.results.flatMap(linesOf)) {
    const [, type = ''] = /resource \w+ '([^@]+)@/.exec(lines) ?? [];
    if (!/\/(managedClusters|agentPools)$/.test(type)) continue;
    const body = bicepValue(lines.replace(/^.*\nresource \w+ '[^']+' =/s, 'param body object ='));
    const { name, ...rest } = body as { name: string };
    if (type.endsWith('/managedClusters')) merge(plane.value, rest);
    const pools: Json[] = plane.value.properties.agentPoolProfiles;
    const pool = pools.find((one) => `${snapshot.cluster.name}/${one.name}` === name);
    if (type.endsWith('/agentPools')) merge(pool, (rest as Json).properties);
  }
  return after;
}

function merge(into: Json, from: Json): void {
  for (const [key, value] of Object.entries(from)) {
    const present = Object.keys(into).find((own) => own.toLowerCase() === key.toLowerCase()) ?? key;
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isObject && typeof into[present] === 'object' && into[present] !== null)
      merge(into[present], value);
    else into[present] = value;
  }
}

/** What Azure refuses now cannot be the fault of the advice. */
function refusedAfter(snapshot: Snapshot, report: ClusterReport): string[] {
  const before = new Set(conflicts(snapshot));
  return conflicts(followed(snapshot, report)).filter((rule) => !before.has(rule));
}

describe.each(cases)('%s', (_name, snapshot) => {
  const report = judged(snapshot);

  test('no two fixes exclude each other', () => {
    const commanded = new Set(
      report.results.flatMap(({ check, outcome, fix }) =>
        outcome === 'fail' && fix && fix.kind !== 'rebuild' ? [check] : [],
      ),
    );
    for (const { keep, yield: other, instead } of exclusions) {
      if (!commanded.has(keep) || !commanded.has(other)) continue;
      const { fix } = report.results.find(({ check }) => check === other) ?? {};
      expect(exclusions.map((one) => one.instead)).toContain(fix?.kind === 'manual' && fix.steps);
      expect(fix, instead).toMatchObject({ commands: [] });
    }
  });

  test('all lines for the template can be merged at once, and Azure takes the result', () => {
    for (const lines of report.results.flatMap(linesOf)) {
      const standsAlone = lines.replace(/^ {2}scope: cluster$/m, '');
      expect(bicepProblems(standsAlone), lines).toEqual([]);
    }
    expect(refusedAfter(snapshot, report)).toEqual([]);
  });
});

test.each(exclusions)(
  '$yield gives way to $keep, and to nothing else',
  ({ keep, yield: other }) => {
    const result = (check: string, outcome: CheckResult['outcome']): CheckResult => ({
      check,
      title: check,
      group: 'NET',
      layer: 'Network',
      severity: 'medium',
      outcome,
      message: 'seen',
      evidence: [],
      ...(outcome === 'fail' && {
        fix: { kind: 'manual', steps: `mend ${check}`, commands: [`az ${check}`] },
      }),
    });
    const [kept, gave] = resolveConflicts([result(keep, 'fail'), result(other, 'fail')]);
    expect(kept?.fix).toEqual({ kind: 'manual', steps: `mend ${keep}`, commands: [`az ${keep}`] });
    expect(gave?.fix).toMatchObject({ kind: 'manual', commands: [] });
    expect(gave).toMatchObject({ outcome: 'fail', message: 'seen' });
    for (const outcome of ['pass', 'not-applicable', 'waived'] as const) {
      const [, alone] = resolveConflicts([result(keep, outcome), result(other, 'fail')]);
      expect(alone?.fix).toMatchObject({ commands: [`az ${other}`] });
    }
  },
);

test('what is named exists', () => {
  const ids = new Set<string>(checks.map(({ id }) => id));
  for (const { keep, yield: other } of exclusions)
    expect([ids.has(keep), ids.has(other)]).toEqual([true, true]);
});
