import { expect, test } from 'vitest';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { inCode } from '../../src/posture/managed-by-code.ts';
import type { Fix } from '../../src/posture/types.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { upgradeProfile } from './support/good-surroundings.ts';
import { testGoverned as testCheck } from './support/governed.ts';
import { expression } from './support/judge.ts';

type Pool = Record<string, unknown>;

/** Changes the second pool, which is the one that careless checks do not look at. */
function second(changes: Pool) {
  return (p: { agentPoolProfiles: Pool[] }) => {
    Object.assign(p.agentPoolProfiles[1] ?? {}, changes);
  };
}

testCheck('AKS-NODE-001', [
  { when: 'the channel is NodeImage', is: 'pass' },
  {
    when: 'it is spelt otherwise',
    is: 'pass',
    set: { 'autoUpgradeProfile.nodeOSUpgradeChannel': 'securitypatch' },
  },
  {
    when: 'the older channel implies it',
    is: 'pass',
    set: { autoUpgradeProfile: { upgradeChannel: 'node-image', nodeOSUpgradeChannel: 'None' } },
  },
  {
    when: 'it is None',
    is: 'fail',
    set: { 'autoUpgradeProfile.nodeOSUpgradeChannel': 'None' },
    fix: '--node-os-upgrade-channel SecurityPatch',
  },
  {
    when: 'nodes look after themselves',
    is: 'unknown',
    set: { 'autoUpgradeProfile.nodeOSUpgradeChannel': 'Unmanaged' },
    says: 'kured',
  },
  { when: 'nothing is said', is: 'unknown', set: { autoUpgradeProfile: undefined } },
]);

testCheck('AKS-NODE-002', [
  { when: 'images are two weeks old', is: 'pass' },
  {
    when: 'the second pool’s is old',
    is: 'fail',
    change: second({ nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202609.01.0' }),
    says: 'older than 30 days (Windows: 60) on user.',
    fix: '--name user --node-image-only',
  },
  {
    when: 'an old image was patched lately',
    is: 'pass',
    change: second({ nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202609.01.0-2026.11.20' }),
  },
  {
    when: 'a Windows image is six weeks old',
    is: 'pass',
    change: second({
      osType: 'Windows',
      nodeImageVersion: 'AKSWindows-2022-containerd-20348.2700.261012',
    }),
  },
  {
    when: 'a Linux image is six weeks old',
    is: 'fail',
    change: second({ nodeImageVersion: 'AKSAzureLinux-V3gen2-202610.12.0' }),
  },
  {
    when: 'it may be older',
    is: 'pass',
    change: second({ nodeImageVersion: 'AKSAzureLinux-V3gen2-202610.12.0' }),
    config: { maxNodeImageDays: { linux: 45, windows: 60 } },
  },
  {
    when: 'its name has the form of long ago',
    is: 'fail',
    change: second({ nodeImageVersion: 'AKSUbuntu:1604:2020.03.11' }),
  },
  {
    when: 'its name has another form',
    is: 'unknown',
    change: second({ nodeImageVersion: 'AKSUbuntu-of-our-own' }),
    says: 'How old the node image of user is',
  },
  { when: 'there are no pools', is: 'unknown', set: { agentPoolProfiles: [] } },
  {
    when: 'a template leaves the pools open',
    is: 'unknown',
    set: { agentPoolProfiles: expression },
  },
]);

const newer = 'AKSUbuntu-2404gen2containerd-202611.16.0';

testCheck('AKS-NODE-003', [
  { when: 'every pool has the latest', is: 'pass' },
  {
    when: 'one of its nodes was patched since',
    is: 'pass',
    change: second({ nodeImageVersion: 'AKSUbuntu-2404gen2containerd-202611.09.0-2026.11.20' }),
  },
  {
    when: 'a newer one is out for the second pool',
    is: 'fail',
    change: (_, planes) => {
      planes.poolUpgradeProfiles.user = upgradeProfile(newer);
    },
    says: 'for user',
  },
  {
    when: 'Azure names none for a pool',
    is: 'unknown',
    change: (_, planes) => {
      planes.poolUpgradeProfiles.user = { properties: {} };
    },
  },
  { when: 'profiles could not be read', is: 'unknown', hidden: ['poolUpgradeProfiles'] },
]);

testCheck('AKS-NODE-013', [
  { when: 'every pool has the latest', is: 'pass' },
  {
    when: 'a newer one is out',
    is: 'unknown',
    change: (_, planes) => {
      planes.poolUpgradeProfiles.user = upgradeProfile(newer);
    },
    says: 'without severities',
  },
  { when: 'profiles could not be read', is: 'unknown', hidden: ['poolUpgradeProfiles'] },
]);

testCheck('AKS-NODE-012', [
  { when: 'it is supported', is: 'pass' },
  {
    when: 'Azure Linux 2 runs on the second pool',
    is: 'fail',
    change: second({ nodeImageVersion: 'AKSAzureLinux-V2gen2-202511.01.0' }),
    fix: '--os-sku AzureLinux',
  },
  {
    when: 'Windows 2022 still has years',
    is: 'pass',
    change: second({ nodeImageVersion: undefined, osSKU: 'Windows2022', osType: 'Windows' }),
  },
  {
    when: 'Windows 2019 has none',
    is: 'fail',
    change: second({
      osType: 'Windows',
      nodeImageVersion: 'AKSWindows-2019-containerd-17763.6414.241010',
    }),
    fix: '"commands":[]',
  },
  {
    when: 'Flatcar has none',
    is: 'fail',
    change: second({ nodeImageVersion: 'AKSFlatcar-flatcargen2-202508.06.0' }),
  },
  {
    when: 'only the family is known',
    is: 'unknown',
    change: second({ nodeImageVersion: undefined, osSKU: 'Ubuntu' }),
    says: 'user',
  },
]);

test.each([
  [
    'AKS-NODE-002',
    { action: 'node-image', params: { pools: ['user'] }, label: 'Upgrade node image…' },
  ],
  [
    'AKS-NODE-001',
    {
      ...{ action: 'node-os-channel', params: { channel: 'SecurityPatch' } },
      label: 'Set OS channel…',
    },
  ],
])('%s is mended by a button, whose parameters its remediation takes', (id, wanted) => {
  const rule = checks.find((check) => check.id === id)?.fix;
  expect(rule).toMatchObject({ action: wanted.action });
  const remediation = remediations.find((each) => each.id === wanted.action);
  expect(remediation?.params.safeParse(wanted.params).success).toBe(true);
});

test('code that deploys a cluster names no image, so the button stays; of a channel it does', () => {
  const rule = { tag: 'managed-by', tools: ['terraform'] };
  const image: Fix = {
    ...{ kind: 'action', action: 'node-image', params: {}, label: 'x', inNoTemplate: true },
  };
  const channel: Fix = { kind: 'action', action: 'node-os-channel', params: {}, label: 'x' };
  expect(inCode(image, 'terraform', rule)).toBe(image);
  expect(inCode(channel, 'terraform', rule)).toMatchObject({ kind: 'manual', commands: [] });
});
