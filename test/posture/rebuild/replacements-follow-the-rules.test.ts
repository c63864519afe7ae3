import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/fleet/snapshot.ts';
import { rebuiltName } from '../../../src/posture/rebuild/name.ts';
import { CannotRebuild } from '../../../src/posture/rebuild/types.ts';
import { bicepProblems } from './support/bicep.ts';
import { conflicts } from './support/conflicts.ts';
import { fleetSnapshot, rebuilt, snapshotOf, withoutComments } from './support/pretend.ts';

/** A cluster of the pretend fleet with changes of one's own. */
function changed(name: string, change: (properties: Json, cluster: Json) => void) {
  const snapshot = structuredClone(fleetSnapshot(name));
  const plane = snapshot.planes.managedCluster;
  if (plane.state === 'read') change(plane.value.properties, plane.value);
  return snapshot;
}

function clusterOf({ replacement }: ReturnType<typeof rebuilt>): Json {
  const plane = replacement.planes.managedCluster;
  if (plane.state !== 'read') throw new Error('no cluster');
  return plane.value;
}

function withPool(pool: Json) {
  return changed('aks-prod-weu', (p) => {
    p.agentPoolProfiles.push({ name: 'extra', mode: 'User', count: 2, osType: 'Linux', ...pool });
  });
}

function leftFor(result: ReturnType<typeof rebuilt>, check: string): string {
  return result.made.left
    .filter((one) => one.check === check)
    .map(({ why }) => why)
    .join(' ');
}

describe('the API server', () => {
  test('is closed where it was open, and not where good ranges closed it off', () => {
    const open = clusterOf(rebuilt(fleetSnapshot('aks-dev-weu'))).properties.apiServerAccessProfile;
    expect(open).toMatchObject({ enablePrivateCluster: true, privateDNSZone: 'system' });
    const ranged = clusterOf(rebuilt(fleetSnapshot('aks-prod-weu'))).properties;
    expect(ranged.apiServerAccessProfile.authorizedIPRanges).toHaveLength(2);
    expect(ranged.apiServerAccessProfile.enablePrivateCluster).toBeUndefined();
  });

  test('keeps narrow public ranges alone, each once', () => {
    const result = rebuilt(
      changed('aks-prod-weu', (p) => {
        p.apiServerAccessProfile.authorizedIPRanges = [
          '203.0.113.0/26',
          'AzureCloud',
          '10.0.0.0/24',
          '0.0.0.0/0',
          '203.0.113.0/26',
        ];
      }),
    );
    expect(clusterOf(result).properties.apiServerAccessProfile.authorizedIPRanges).toEqual([
      '203.0.113.0/26',
    ]);
    expect(
      result.made.changes.find(({ path }) => path.endsWith('authorizedIPRanges')),
    ).toMatchObject({ check: 'AKS-API-003' });
  });

  test('is made private where no good range is left', () => {
    const result = rebuilt(
      changed('aks-prod-weu', (p) => {
        p.apiServerAccessProfile.authorizedIPRanges = ['0.0.0.0/0'];
      }),
    );
    const { apiServerAccessProfile } = clusterOf(result).properties;
    expect(apiServerAccessProfile.authorizedIPRanges).toBeUndefined();
    expect(apiServerAccessProfile.enablePrivateCluster).toBe(true);
  });

  test('keeps out of VNet integration while others come through private endpoints', () => {
    const result = rebuilt(fleetSnapshot('aks-data-prod-weu'));
    expect(
      clusterOf(result).properties.apiServerAccessProfile.enableVnetIntegration,
    ).toBeUndefined();
    expect(leftFor(result, 'AKS-API-006')).toContain('private endpoints');
  });

  test('needs a subnet of its own in a network that people made', () => {
    const { made } = rebuilt(fleetSnapshot('aks-prod-eus'));
    const names = made.parameters.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['apiServerSubnetId', 'nodeSubnetId']));
    expect(made.bicep).toContain('subnetId: apiServerSubnetId');
    expect(made.bicep.match(/vnetSubnetID: nodeSubnetId$/gm)).toHaveLength(2);
  });
});

describe('the network', () => {
  test('leaves kubenet for overlay, and keeps Calico', () => {
    const kubenet = clusterOf(rebuilt(fleetSnapshot('aks-dev-eus'))).properties.networkProfile;
    expect(kubenet).toMatchObject({ networkPlugin: 'azure', networkPluginMode: 'overlay' });
    const calico = rebuilt(
      changed('aks-prod-weu', (p) => {
        Object.assign(p.networkProfile, { networkPolicy: 'calico', networkDataplane: 'azure' });
        delete p.networkProfile.advancedNetworking;
      }),
    );
    expect(clusterOf(calico).properties.networkProfile.networkPolicy).toBe('calico');
    expect(clusterOf(calico).properties.networkProfile.advancedNetworking.security).toBeUndefined();
  });

  test('goes without Cilium where there are Windows nodes, whose password people give', () => {
    const result = rebuilt(
      changed('aks-staging-weu', (p) => {
        p.agentPoolProfiles.push({
          name: 'win',
          mode: 'User',
          count: 1,
          osType: 'Windows',
          osSKU: 'Windows2019',
          vmSize: 'Standard_D4s_v5',
        });
        p.networkProfile.networkPolicy = 'azure';
        p.windowsProfile = { adminUsername: 'operator', adminPassword: 'never shown' };
      }),
    );
    expect(conflicts(result.replacement)).toEqual([]);
    expect(clusterOf(result).properties.networkProfile.networkPolicy).toBe('calico');
    expect(result.made.bicep).toContain('@secure()\nparam windowsAdminPassword string\n');
    expect(result.made.bicep).toContain('adminPassword: windowsAdminPassword');
    expect(JSON.stringify(result.made)).not.toContain('never shown');
    expect(result.made.bicep).toContain("osSKU: 'Windows2022'");
    expect(bicepProblems(result.made.bicep)).toEqual([]);
  });

  test('does not take addresses away from the old cluster', () => {
    const result = rebuilt(fleetSnapshot('aks-pay-prod'));
    expect(clusterOf(result).properties.networkProfile.loadBalancerProfile).toEqual({
      managedOutboundIPs: { count: 1 },
      backendPoolType: 'nodeIPConfiguration',
    });
  });

  test('has nothing to say about a plugin that people bring', () => {
    const result = rebuilt(
      changed('aks-prod-weu', (p) => {
        p.networkProfile = { networkPlugin: 'none', outboundType: 'loadBalancer' };
      }),
    );
    expect(clusterOf(result).properties.networkProfile.networkPolicy).toBeUndefined();
    expect(leftFor(result, 'AKS-NET-001')).toContain('brings its own');
  });
});

describe('node pools', () => {
  test.each([
    ['FIPS', { vmSize: 'Standard_D4ds_v5', enableFIPS: true }, 'FIPS'],
    ['Arm', { vmSize: 'Standard_D4pds_v5' }, 'does not support'],
    ['confidential', { vmSize: 'Standard_DC4as_v5' }, 'does not support'],
    ['GPU', { vmSize: 'Standard_NC6s_v3' }, 'GPU'],
    ['unreadable', { vmSize: 'Pretend_1' }, 'not known'],
    ['sandboxed', { vmSize: 'Standard_D4s_v5', workloadRuntime: 'KataVmIsolation' }, 'sandboxed'],
  ])('go without trusted launch on %s machines, and it is said why', (_, pool, why) => {
    const result = rebuilt(withPool(pool));
    const extra = clusterOf(result).properties.agentPoolProfiles.at(-1);
    expect(extra.securityProfile.enableSecureBoot).toBeUndefined();
    expect(leftFor(result, 'AKS-NODE-009')).toContain(why);
    expect(conflicts(result.replacement)).toEqual([]);
  });

  test.each([
    ['Standard_D4ds_v5', 128, 'Ephemeral'],
    ['Standard_D2ds_v5', 128, 'Managed'],
    ['Standard_D2ds_v5', 64, 'Ephemeral'],
    ['Standard_D4s_v5', 30, 'Managed'],
  ])('of %s with %i GiB have system disks that are %s', (vmSize, osDiskSizeGB, osDiskType) => {
    const result = rebuilt(withPool({ vmSize, osDiskSizeGB, osDiskType: 'Managed' }));
    expect(clusterOf(result).properties.agentPoolProfiles.at(-1).osDiskType).toBe(osDiskType);
    expect(leftFor(result, 'AKS-NODE-010').includes(vmSize)).toBe(osDiskType === 'Managed');
  });

  test('are asked about where they look as if they held data', () => {
    const { made } = rebuilt(withPool({ name: 'pgdata', nodeLabels: { workload: 'postgres' } }));
    const volumes = made.left.find(({ path }) => path === 'persistent volumes');
    expect(volumes?.why).toContain('These pools look as if they held data: pgdata.');
  });

  test('lose what belongs to the old cluster: states, images, Azure’s own labels', () => {
    const result = rebuilt(
      withPool({ nodeLabels: { 'kubernetes.azure.com/mode': 'user', 'contoso.example/a': '1' } }),
    );
    const extra = clusterOf(result).properties.agentPoolProfiles.at(-1);
    expect(extra.nodeLabels).toEqual({ 'contoso.example/a': '1' });
    for (const word of [
      'provisioningState',
      'nodeImageVersion',
      'eTag',
      'currentOrchestratorVersion',
    ])
      expect(withoutComments(result.made.bicep)).not.toContain(word);
  });

  test('begin with the system pool, whatever the order was', () => {
    const result = rebuilt(changed('aks-prod-weu', (p) => p.agentPoolProfiles.reverse()));
    expect(clusterOf(result).properties.agentPoolProfiles[0].name).toBe('system');
  });

  test('each have their subnet as a parameter', () => {
    const subnet = (name: string) => `/subscriptions/s/resourceGroups/n/subnets/${name}`;
    const { made } = rebuilt(
      changed('aks-prod-weu', (p) => {
        p.agentPoolProfiles[0].vnetSubnetID = subnet('a');
        p.agentPoolProfiles[1].vnetSubnetID = subnet('b');
      }),
    );
    const defaults = Object.fromEntries(made.parameters.map((one) => [one.name, one.default]));
    expect(defaults).toMatchObject({ nodeSubnetId: subnet('a'), nodeSubnetId2: subnet('b') });
  });
});

describe('logs', () => {
  const logsOf = ({ replacement: { planes } }: ReturnType<typeof rebuilt>) =>
    planes.diagnosticSettings.state === 'read'
      ? planes.diagnosticSettings.value.map(({ name, properties }: Json) => [
          name,
          properties.logs.map(({ category }: Json) => category),
        ])
      : [];

  test('are not stored twice, and each category that is asked for is there once', () => {
    const [[name, categories], ...others] = logsOf(rebuilt(fleetSnapshot('aks-data-dev-weu'))) as [
      [string, string[]],
    ];
    expect([name, others]).toEqual(['both', []]);
    expect(categories).toContain('kube-audit');
    expect(categories).not.toContain('kube-audit-admin');
    expect(new Set(categories).size).toBe(categories.length);
  });

  test('of changes alone stay so: that was a choice', () => {
    const [[, categories] = []] = logsOf(rebuilt(fleetSnapshot('aks-staging-weu')));
    expect(categories).toContain('kube-audit-admin');
    expect(categories).not.toContain('kube-audit');
  });

  test('do not go to a workspace that is gone', () => {
    const result = rebuilt(fleetSnapshot('aks-dev-eus'));
    expect(withoutComments(result.made.bicep)).not.toContain('log-deleted-in-spring');
    expect(
      result.made.parameters.find(({ name }) => name === 'workspaceId')?.default,
    ).toBeUndefined();
    expect(leftFor(result, 'AKS-LOG-006')).toContain('does not exist');
  });
});

describe('the version', () => {
  const versionOf = (name: string) =>
    rebuilt(fleetSnapshot(name)).made.parameters.find((one) => one.name === 'kubernetesVersion')
      ?.default;

  test('stays while it is supported, and else is the region’s default', () => {
    expect(versionOf('aks-prod-weu')).toBe('1.35');
    expect(versionOf('aks-dev-eus')).toBe('1.36');
  });

  test('stays under long-term support, which is paid for', () => {
    expect(versionOf('aks-pay-dev-weu')).toBe('1.33');
  });

  test('comes from the calendar where the region’s list was not read', () => {
    const { planes } = fleetSnapshot('aks-dev-eus');
    const cluster = planes.managedCluster.state === 'read' ? planes.managedCluster.value : {};
    const { made } = rebuilt(snapshotOf(cluster));
    expect(made.parameters.find((one) => one.name === 'kubernetesVersion')?.default).toMatch(
      /^1\.3[67]$/,
    );
  });
});

test('names count up and fit', () => {
  expect(rebuiltName('aks-prod-weu')).toBe('aks-prod-weu-v2');
  expect(rebuiltName('aks-prod-weu-v9')).toBe('aks-prod-weu-v10');
  expect(rebuiltName('a'.repeat(63))).toBe(`${'a'.repeat(60)}-v2`);
  expect(rebuiltName(`${'a'.repeat(59)}-bcd`)).toBe(`${'a'.repeat(59)}-v2`);
});

test('Trusted Access comes along for those on the list alone', () => {
  const without = rebuilt(fleetSnapshot('aks-data-prod-weu'));
  expect(leftFor(without, 'AKS-IAM-019')).toContain('not on the list');
  expect(withoutComments(without.made.bicep)).not.toContain('trustedAccessRoleBindings');
  const listed = rebuilt(fleetSnapshot('aks-data-prod-weu'), {
    trustedAccessSources: ['/subscriptions'],
  });
  expect(listed.made.bicep).toContain('managedClusters/trustedAccessRoleBindings@');
});

test('secrets and preview settings do not come along', () => {
  const result = rebuilt(
    changed('aks-prod-weu', (p) => {
      p.aadProfile.serverAppSecret = 'old secret';
      p.servicePrincipalProfile = { clientId: 'x', secret: 'old secret' };
      p.networkProfile.podLinkLocalAccess = 'None';
    }),
  );
  expect(result.made.bicep).not.toContain('old secret');
  expect(withoutComments(result.made.bicep)).not.toContain('podLinkLocalAccess:');
  const [left] = result.made.left.filter(({ path }) => path.endsWith('podLinkLocalAccess'));
  expect(left?.why).toContain('excludes Azure Policy');
});

test('what a template leaves open is left, and said', () => {
  const { made } = rebuilt(
    changed('aks-prod-weu', (p) => {
      p.linuxProfile = { adminUsername: { $expression: "[parameters('admin')]" } };
    }),
  );
  expect(made.left).toContainEqual(
    expect.objectContaining({ path: 'properties.linuxProfile.adminUsername' }),
  );
  expect(made.bicep).not.toContain('$expression');
});

test('a cluster that could not be read, or without pools, is refused with the reason', () => {
  const hidden = fleetSnapshot('aks-prod-weu');
  hidden.planes.managedCluster = { state: 'unreadable', code: 'denied', reason: 'not allowed' };
  expect(() => rebuilt(hidden)).toThrow(
    new CannotRebuild('The settings of aks-prod-weu could not be read: not allowed'),
  );
  expect(() => rebuilt(changed('aks-prod-weu', (p) => delete p.agentPoolProfiles))).toThrow(
    'names no node pools',
  );
});

test('the site’s own numbers are followed', () => {
  const fips = rebuilt(fleetSnapshot('aks-prod-weu'), {
    demandFips: true,
    demandCustomerKeys: false,
  });
  expect(fips.made.bicep).toContain('enableFIPS: true');
  expect(fips.made.bicep).not.toContain('diskEncryptionSetId');
  expect(conflicts(fips.replacement)).toEqual([]);
  const hours = rebuilt(fleetSnapshot('aks-dev-weu'), {
    maintenanceHours: { from: '22:00', to: '04:00' },
  });
  expect(hours.made.bicep).toContain("startTime: '22:00'");
});
