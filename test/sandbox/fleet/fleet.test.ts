import { expect, test } from 'vitest';
import { createFleet } from '../../../src/sandbox/fleet/fleet.ts';
import { latestNodeImage, nodeImage, upgradesOf } from '../../../src/sandbox/fleet/versions.ts';
import type { PretendCluster } from '../../../src/sandbox/fleet/wire.ts';

const now = new Date('2026-11-23T12:00:00Z');
const fleet = createFleet({ now });
const properties = ({ managedCluster }: PretendCluster) => managedCluster.properties;
const ranges = (cluster: PretendCluster): string[] =>
  properties(cluster).apiServerAccessProfile?.authorizedIPRanges ?? [];

function one(name: string): PretendCluster {
  const found = fleet.clusters.filter(({ managedCluster }) => managedCluster.name === name);
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} clusters ${name}`);
  return found[0];
}

test('there are clusters enough, in three environments, regions and teams', () => {
  const tags = (key: string) =>
    new Set(fleet.clusters.map(({ managedCluster }) => managedCluster.tags[key]));
  expect(fleet.clusters.length).toBeGreaterThanOrEqual(14);
  expect(tags('env')).toEqual(new Set(['prod', 'staging', 'dev']));
  expect(tags('app')).toEqual(new Set(['shop', 'pay', 'data']));
  expect(tags('managed-by')).toContain('terraform');
  expect(new Set(fleet.clusters.map(({ managedCluster }) => managedCluster.location))).toEqual(
    new Set(['westeurope', 'northeurope', 'eastus']),
  );
});

test('each cluster has the shape of the wire', () => {
  for (const cluster of fleet.clusters) {
    const { id, name, location, eTag, tags } = cluster.managedCluster;
    expect(id).toMatch(
      new RegExp(
        `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/]+/providers/Microsoft.ContainerService/managedClusters/${name}$`,
      ),
    );
    expect(location).toMatch(/^[a-z]+$/);
    expect(eTag).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Object.keys(tags)).toEqual(expect.arrayContaining(['env', 'app', 'team', 'owner']));
    const { currentKubernetesVersion, agentPoolProfiles, networkProfile } = properties(cluster);
    expect(currentKubernetesVersion).toMatch(/^1\.\d\d\.\d+$/);
    expect(agentPoolProfiles.length).toBeGreaterThan(0);
    for (const pool of agentPoolProfiles) {
      expect(pool.nodeImageVersion).toMatch(
        pool.osType === 'Windows' ? /^AKSWindows-.*\.\d{6}$/ : /-\d{6}\.\d{2}\.\d+$/,
      );
      expect(pool.eTag).not.toBe(eTag);
    }
    const profile = networkProfile.loadBalancerProfile ?? networkProfile.natGatewayProfile;
    const known = [...cluster.publicIPAddresses, ...cluster.publicIPPrefixes].map(
      (each) => each.id,
    );
    expect((profile?.effectiveOutboundIPs ?? []).map((each: { id: string }) => each.id)).toEqual(
      known,
    );
  }
  const etags = fleet.clusters.map(({ managedCluster }) => managedCluster.eTag);
  const addresses = fleet.clusters.flatMap((each) =>
    each.publicIPAddresses.map((ip) => ip.properties.ipAddress),
  );
  expect(new Set(etags).size).toBe(etags.length);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('the story’s clusters: two ranges in production, none where it is careless', () => {
  expect(ranges(one('aks-prod-weu'))).toHaveLength(2);
  expect(properties(one('aks-prod-weu')).apiServerAccessProfile.enablePrivateCluster).toBeFalsy();
  expect(ranges(one('aks-staging-weu'))).toEqual([]);
  expect(ranges(one('aks-dev-weu'))).toEqual([]);
});

test.each<[string, (p: ReturnType<typeof properties>) => unknown]>([
  ['aks-data-prod-weu', (p) => p.apiServerAccessProfile.enablePrivateCluster],
  [
    'aks-dev-eus',
    (p) => p.aadProfile === undefined && p.servicePrincipalProfile.clientId !== 'msi',
  ],
  ['aks-staging-neu', (p) => p.provisioningState === 'Upgrading'],
  ['aks-staging-eus', (p) => p.provisioningState === 'Failed'],
  ['aks-dev-neu', (p) => p.powerState.code === 'Stopped'],
  [
    'aks-prod-eus',
    (p) =>
      p.networkProfile.outboundType === 'userDefinedRouting' &&
      !p.networkProfile.loadBalancerProfile,
  ],
  [
    'aks-data-staging-weu',
    (p) => p.pretendPreviewProfile && p.agentPoolProfiles[0].pretendKernelLockdown,
  ],
  ['aks-data-dev-weu', (p) => p.apiServerAccessProfile.authorizedIPRanges.includes('AzureCloud')],
  ['aks-pay-staging-weu', (p) => p.apiServerAccessProfile.authorizedIPRanges[0] === '0.0.0.0/32'],
  ['aks-pay-dev-weu', (p) => p.supportPlan === 'AKSLongTermSupport'],
])('%s is the special case that it is there for', (name, holds) => {
  expect(holds(properties(one(name)))).toBeTruthy();
});

test('an autoscaler has gone on where the document counts less', () => {
  const { realCounts, managedCluster } = one('aks-data-prod-neu');
  const spark = managedCluster.properties.agentPoolProfiles[1];
  expect(spark.enableAutoScaling).toBe(true);
  expect(realCounts.spark).toBeGreaterThan(spark.count);
});

test('one name in two subscriptions', () => {
  const two = fleet.clusters.filter(({ managedCluster }) => managedCluster.name === 'aks-pay-prod');
  expect(new Set(two.map(({ managedCluster }) => managedCluster.id.split('/')[2])).size).toBe(2);
});

test('a hardened cluster and a careless one differ where it counts', () => {
  const [good, bad] = [one('aks-prod-neu'), one('aks-dev-weu')];
  expect(properties(good).disableLocalAccounts).toBe(true);
  expect(properties(bad).disableLocalAccounts).toBe(false);
  expect(good.diagnosticSettings.length).toBeGreaterThan(0);
  expect(bad.diagnosticSettings).toEqual([]);
  expect(good.maintenanceConfigurations).toHaveLength(2);
});

test('two fleets of one day are equal and share nothing', () => {
  const other = createFleet({ now });
  expect(other).toEqual(fleet);
  expect(other.clusters[0]?.managedCluster).not.toBe(fleet.clusters[0]?.managedCluster);
});

test('node images are as old as the day makes them', () => {
  expect(nodeImage({ os: 'Ubuntu2204', now, weeksOld: 0 })).toBe(
    'AKSUbuntu-2204gen2containerd-202611.16.0',
  );
  expect(nodeImage({ os: 'AzureLinux', now, weeksOld: 2 })).toBe(
    'AKSAzureLinux-V3gen2-202611.02.0',
  );
  expect(latestNodeImage('AKSUbuntu-2204gen2containerd-202401.01.0', now)).toBe(
    'AKSUbuntu-2204gen2containerd-202611.16.0',
  );
  expect(latestNodeImage('AKSWindows-2022-containerd-20348.1.1', now)).toBe(
    'AKSWindows-2022-containerd-20348.1.1',
  );
});

test('upgrades go to newer patches and one minor up; from an old version to the oldest on offer', () => {
  expect(upgradesOf('1.35.8').map((each) => each.kubernetesVersion)).toEqual([
    '1.35.9',
    '1.36.4',
    '1.36.5',
  ]);
  expect(upgradesOf('1.31.11').map((each) => each.kubernetesVersion)).toEqual([
    '1.32.12',
    '1.32.13',
  ]);
  expect(upgradesOf('1.37.1')).toEqual([{ kubernetesVersion: '1.38.0', isPreview: true }]);
});
