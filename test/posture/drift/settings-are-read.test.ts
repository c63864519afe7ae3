import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/fleet/snapshot.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../../../src/posture/config.ts';
import { flip } from '../../../src/posture/drift/scalars.ts';
import { settings } from '../../../src/posture/drift/settings.ts';
import { lookAt } from '../../../src/posture/look.ts';
import { fleetSnapshots, look } from './support.ts';

function setting(id: string) {
  const found = settings.find((one) => one.id === id);
  if (!found) throw new Error(`There is no setting ${id}.`);
  return found;
}

const looks = fleetSnapshots().map((snapshot) => lookAt(snapshot, defaultPostureConfig));

test('every setting has a name of its own, and checks that exist', () => {
  const ids = settings.map(({ id }) => id.toLowerCase());
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(settings.map(({ title }) => title)).size).toBe(settings.length);
  const known = new Set<string>(checks.map(({ id }) => id));
  const named = settings.flatMap((one) => one.checks);
  expect(named.filter((id) => !known.has(id))).toEqual([]);
  const groups = new Set(named.map((id) => id.split('-')[1]));
  for (const group of ['IAM', 'API', 'NET', 'SEC', 'DEF', 'LOG', 'UPG', 'NODE', 'IMG', 'GOV'])
    expect(groups, group).toContain(group);
});

test.each(settings.map((one) => [one.id, one] as const))(
  '%s can be read of every pretend cluster, and weighed both ways alike',
  (_, { answer, compare }) => {
    const answers = looks.map((one) => answer(one));
    const values = answers.flatMap((one) => (one.kind === 'value' ? [one.value] : []));
    for (const one of answers)
      expect(one.kind === 'unknown' ? one.reason : '').not.toMatch(/fault of Drawbridge/);
    // What is kept in the database comes back the same.
    for (const value of values) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    if (!compare) return;
    for (const left of values)
      for (const right of values) {
        expect(compare(left, right)).toBe(flip(compare(right, left)));
        if (JSON.stringify(left) === JSON.stringify(right))
          expect(compare(left, right)).toBe('equal');
      }
  },
);

const pool = (...pools: Json[]) => ({ agentPoolProfiles: pools });

describe('one of two values protects less', () => {
  test.each<[string, Json, Json, string, string]>([
    ['properties.disableLocalAccounts', {}, { disableLocalAccounts: true }, 'on', 'off'],
    [
      'properties.aadProfile.enableAzureRBAC',
      { aadProfile: {} },
      { aadProfile: { enableAzureRBAC: true } },
      'off',
      'on',
    ],
    [
      'properties.apiServerAccessProfile.authorizedIPRanges',
      { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/26', '0.0.0.0/0'] } },
      { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/26'] } },
      '0.0.0.0/0, 203.0.113.0/26',
      '203.0.113.0/26',
    ],
    [
      'properties.apiServerAccessProfile.authorizedIPRanges',
      {},
      { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/26'] } },
      'everybody',
      '203.0.113.0/26',
    ],
    [
      'properties.networkProfile.networkPolicy',
      { networkProfile: {} },
      { networkProfile: { networkPolicy: 'Cilium' } },
      'none',
      'cilium',
    ],
    [
      'identity.type',
      { servicePrincipalProfile: { clientId: 'c0ffee' } },
      {},
      'service principal',
      'SystemAssigned',
    ],
    [
      'properties.addonProfiles.azurepolicy.enabled',
      { addonProfiles: { azurePolicy: { enabled: false } } },
      { addonProfiles: { azurepolicy: { enabled: true } } },
      'off',
      'on',
    ],
    [
      'properties.agentPoolProfiles[].enableEncryptionAtHost',
      pool({ name: 'a', enableEncryptionAtHost: true }, { name: 'b' }),
      pool({ name: 'c', enableEncryptionAtHost: true }),
      'off for b; on for a',
      'on for all pools',
    ],
    [
      'properties.agentPoolProfiles[].enableEncryptionAtHost',
      pool({ name: 'a' }),
      pool({ name: 'a', enableEncryptionAtHost: true }, { name: 'b' }),
      'off for all pools',
      'off for b; on for a',
    ],
    [
      'properties.autoUpgradeProfile.nodeOSUpgradeChannel',
      { autoUpgradeProfile: { nodeOSUpgradeChannel: 'None' } },
      { autoUpgradeProfile: { nodeOSUpgradeChannel: 'SecurityPatch' } },
      'None',
      'SecurityPatch',
    ],
    [
      'properties.nodeResourceGroupProfile.restrictionLevel',
      {},
      { nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' } },
      'Unrestricted',
      'ReadOnly',
    ],
  ])('%s', (id, weak, strong, saidWeak, saidStrong) => {
    const { answer, compare } = setting(id);
    const rest = { identity: { type: 'SystemAssigned' } };
    const [weaker, stronger] = [answer(look(weak, {}, rest)), answer(look(strong, {}, rest))];
    expect([weaker, stronger]).toMatchObject([
      { kind: 'value', text: saidWeak },
      { kind: 'value', text: saidStrong },
    ]);
    if (weaker.kind !== 'value' || stronger.kind !== 'value') return;
    expect(compare?.(weaker.value, stronger.value)).toBe('weaker');
  });
});

test.each<[string, string, Json, Json]>([
  [
    'case of words',
    'properties.networkProfile.loadBalancerSku',
    { networkProfile: { loadBalancerSku: 'Standard' } },
    { networkProfile: { loadBalancerSku: 'standard' } },
  ],
  [
    'case of add-on keys, and flags as text',
    'properties.addonProfiles.omsagent.enabled',
    { addonProfiles: { omsAgent: { enabled: 'True' } } },
    { addonProfiles: { omsagent: { enabled: true } } },
  ],
  [
    'order of sets',
    'properties.apiServerAccessProfile.authorizedIPRanges',
    { apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/26', '198.51.100.0/24'] } },
    { apiServerAccessProfile: { authorizedIPRanges: ['198.51.100.0/24', '203.0.113.0/26'] } },
  ],
  [
    'patches of one minor',
    'properties.currentKubernetesVersion',
    { currentKubernetesVersion: '1.35.8' },
    { kubernetesVersion: '1.35' },
  ],
  [
    'names and number of pools',
    'properties.agentPoolProfiles[].osDiskType',
    pool({ name: 'a', osDiskType: 'Ephemeral' }),
    pool({ name: 'b', osDiskType: 'ephemeral' }, { name: 'c', osDiskType: 'Ephemeral' }),
  ],
])('%s makes no difference', (_, id, left, right) => {
  const { answer } = setting(id);
  expect(answer(look(left))).toEqual(answer(look(right)));
  expect(answer(look(left)).kind).toBe('value');
});

test('what is not certain is unknown, with the reason', () => {
  const { answer } = setting('properties.networkProfile.podLinkLocalAccess');
  expect(answer(look({ networkProfile: {} }))).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('left out of Azure’s answer'),
  });
  expect(setting('diagnosticSettings.kube-audit').answer(look({}))).toMatchObject({
    kind: 'unknown',
    reason: expect.stringContaining('not in the file'),
  });
  expect(setting('properties.enableRBAC').answer(look({ enableRBAC: 'maybe' })).kind).toBe(
    'unknown',
  );
  expect(setting('properties.agentPoolProfiles[].enableFIPS').answer(look({})).kind).toBe(
    'unknown',
  );
});

test('what means nothing for a cluster does not apply', () => {
  const isPrivate = { apiServerAccessProfile: { enablePrivateCluster: true } };
  const ranges = setting('properties.apiServerAccessProfile.authorizedIPRanges');
  expect(ranges.answer(look(isPrivate)).kind).toBe('not-applicable');
  const name = setting('properties.apiServerAccessProfile.enablePrivateClusterPublicFQDN');
  expect([name.answer(look(isPrivate)).kind, name.answer(look({})).kind]).toEqual([
    'value',
    'not-applicable',
  ]);
});

test('the whole audit log holds the log of changes', () => {
  const planes = {
    diagnosticSettings: [
      { name: 'd', properties: { logs: [{ category: 'kube-audit', enabled: true }] } },
    ],
  };
  expect(setting('diagnosticSettings.kube-audit-admin').answer(look({}, planes))).toMatchObject({
    value: true,
  });
  expect(setting('diagnosticSettings.guard').answer(look({}, planes))).toMatchObject({
    value: false,
    text: 'not shipped',
  });
});
