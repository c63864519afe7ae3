import fc from 'fast-check';
import { test } from 'vitest';
import { defaultPostureConfig } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import { bicepProblems } from './support/bicep.ts';
import { conflicts } from './support/conflicts.ts';
import { checks, filledIn, rebuilt, snapshotOf } from './support/pretend.ts';

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const flag = fc.boolean();
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom("it's", '$'.concat('{x}'), 'a\nb', '\\', '// c', 'tag:value'),
);

const pool = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/),
  count: fc.nat(5),
  vmSize: fc.constantFrom(
    'Standard_D4ds_v5',
    'Standard_D2s_v3',
    'Standard_D4pds_v5',
    'Standard_NC6s_v3',
    'Standard_DC4as_v5',
    'strange',
  ),
  mode: fc.constantFrom('System', 'User'),
  osType: fc.constantFrom('Linux', 'Linux', 'Linux', 'Windows'),
  osSKU: maybe(fc.constantFrom('Ubuntu', 'AzureLinux', 'CBLMariner', 'Windows2019')),
  osDiskType: maybe(fc.constantFrom('Managed', 'Ephemeral')),
  maxPods: maybe(fc.integer({ min: 10, max: 250 })),
  enableFIPS: maybe(flag),
  enableNodePublicIP: maybe(flag),
  enableEncryptionAtHost: maybe(flag),
  workloadRuntime: maybe(fc.constantFrom('OCIContainer', 'KataVmIsolation')),
  nodeTaints: maybe(fc.array(text, { maxLength: 2 })),
  nodeLabels: maybe(fc.dictionary(text, text, { maxKeys: 2 })),
  tags: maybe(fc.dictionary(text, text, { maxKeys: 2 })),
  upgradeSettings: maybe(fc.record({ maxSurge: fc.constantFrom('1', '2', '33%', '') })),
  type: maybe(fc.constantFrom('VirtualMachineScaleSets', 'AvailabilitySet')),
});

const cluster = fc.record({
  id: fc.constant(
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-any',
  ),
  name: fc.oneof(
    fc.constant('aks-any'),
    text.filter((name) => name.trim() !== '' && !name.includes('/')),
  ),
  location: fc.constant('westeurope'),
  tags: fc.dictionary(text, text, { maxKeys: 3 }),
  identity: maybe(fc.record({ type: fc.constantFrom('SystemAssigned', 'UserAssigned') })),
  sku: fc.record({
    name: fc.constant('Base'),
    tier: fc.constantFrom('Free', 'Standard', 'Premium'),
  }),
  properties: fc.record({
    kubernetesVersion: fc.constantFrom('1.29', '1.33', '1.35', '1.36', '1.99'),
    supportPlan: maybe(fc.constantFrom('KubernetesOfficial', 'AKSLongTermSupport')),
    enableRBAC: maybe(flag),
    disableLocalAccounts: maybe(flag),
    aadProfile: maybe(
      fc.record({
        managed: maybe(flag),
        enableAzureRBAC: maybe(flag),
        adminGroupObjectIDs: maybe(fc.array(fc.uuid(), { maxLength: 5 })),
        serverAppSecret: maybe(text),
      }),
    ),
    apiServerAccessProfile: maybe(
      fc.record({
        enablePrivateCluster: maybe(flag),
        enablePrivateClusterPublicFQDN: maybe(flag),
        privateDNSZone: maybe(fc.constantFrom('system', 'none', '/subscriptions/s/zone')),
        authorizedIPRanges: maybe(
          fc.array(
            fc.constantFrom(
              '203.0.113.0/26',
              '0.0.0.0/0',
              '10.0.0.0/8',
              'AzureCloud',
              '0.0.0.0/32',
            ),
            {
              maxLength: 4,
            },
          ),
        ),
        enableVnetIntegration: maybe(flag),
      }),
    ),
    networkProfile: maybe(
      fc.record({
        networkPlugin: maybe(fc.constantFrom('azure', 'kubenet', 'none')),
        networkPolicy: maybe(fc.constantFrom('none', 'azure', 'calico', 'cilium')),
        networkDataplane: maybe(fc.constantFrom('azure', 'cilium')),
        outboundType: maybe(fc.constantFrom('loadBalancer', 'userDefinedRouting', 'none')),
        podLinkLocalAccess: maybe(fc.constantFrom('IMDS', 'None')),
      }),
    ),
    securityProfile: maybe(
      fc.record({
        azureKeyVaultKms: maybe(
          fc.record({ enabled: flag, keyVaultNetworkAccess: maybe(fc.constantFrom('Public')) }),
        ),
      }),
    ),
    agentPoolProfiles: fc.uniqueArray(pool, {
      minLength: 1,
      maxLength: 4,
      selector: ({ name }) => name,
    }),
    strangeThing: maybe(fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true }), flag))),
  }),
});

/** What no setting of a new cluster mends by itself: the size of a machine. */
const tiedToMachines = new Set(['AKS-NODE-009', 'AKS-NODE-010', 'AKS-NODE-018']);

test('any cluster gives Bicep that parses, mends what only creation can, and contradicts itself nowhere', () => {
  fc.assert(
    fc.property(cluster, (managedCluster) => {
      const snapshot = snapshotOf(managedCluster);
      const { made, replacement } = rebuilt(snapshot);
      const problems = [...bicepProblems(made.bicep), ...conflicts(replacement)];
      if (problems.length > 0) throw new Error(problems.join('\n'));
      const before = evaluate(snapshot, checks, defaultPostureConfig);
      const after = evaluate(filledIn(replacement), checks, defaultPostureConfig);
      const said = new Set(made.left.map(({ check }) => check));
      for (const { check, fix, outcome } of before.results) {
        if (outcome !== 'fail' || fix?.kind !== 'rebuild') continue;
        const now = after.results.find((result) => result.check === check)?.outcome;
        if (
          now !== 'pass' &&
          now !== 'not-applicable' &&
          !(tiedToMachines.has(check) && said.has(check))
        )
          throw new Error(`${check} is ${now}`);
      }
      for (const { check, outcome } of after.results)
        if (outcome === 'fail' && !said.has(check))
          throw new Error(`${check} fails and is not said`);
    }),
    { numRuns: 150 },
  );
});
