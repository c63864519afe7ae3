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
    when: 'its name has another form',
    is: 'unknown',
    change: second({ nodeImageVersion: 'AKSUbuntu:1604:2020.03.11' }),
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

testCheck('AKS-NODE-006', [
  { when: 'it is on everywhere', is: 'pass' },
  {
    when: 'the second pool goes without',
    is: 'fail',
    change: second({ enableEncryptionAtHost: undefined }),
    says: 'off for user',
    fix: 'rebuild',
  },
  {
    when: 'a pool leaves it open',
    is: 'unknown',
    change: second({ enableEncryptionAtHost: expression }),
  },
]);

testCheck('AKS-NODE-007', [
  { when: 'there is a set', is: 'pass' },
  { when: 'there is none', is: 'fail', set: { diskEncryptionSetID: undefined }, fix: 'rebuild' },
  {
    when: 'none is demanded',
    is: 'not-applicable',
    set: { diskEncryptionSetID: undefined },
    config: { demandCustomerKeys: false },
  },
  { when: 'a template leaves it open', is: 'unknown', set: { diskEncryptionSetID: expression } },
]);

testCheck('AKS-NODE-008', [
  { when: 'it is not demanded', is: 'not-applicable' },
  {
    when: 'it is demanded and off',
    is: 'fail',
    config: { demandFips: true },
    fix: '--enable-fips-image',
  },
  {
    when: 'it is demanded and on',
    is: 'pass',
    config: { demandFips: true },
    change: (p) => {
      for (const pool of p.agentPoolProfiles) pool.enableFIPS = true;
    },
  },
  { when: 'pools could not be read', is: 'unknown', hidden: ['managedCluster'] },
]);

testCheck('AKS-NODE-009', [
  { when: 'both are on', is: 'pass' },
  {
    when: 'the second pool has no virtual TPM',
    is: 'fail',
    change: second({ securityProfile: { enableSecureBoot: true } }),
    fix: '--enable-secure-boot --enable-vtpm',
  },
  {
    when: 'the second pool is Windows',
    is: 'pass',
    change: second({ osType: 'Windows', securityProfile: {} }),
  },
  {
    when: 'no pool can have it',
    is: 'not-applicable',
    change: (p) => {
      for (const pool of p.agentPoolProfiles)
        Object.assign(pool, {
          nodeImageVersion: 'AKSUbuntu-2204arm64containerd-202611.09.0',
          securityProfile: {},
        });
    },
  },
  { when: 'a pool leaves it open', is: 'unknown', change: second({ securityProfile: expression }) },
]);

testCheck('AKS-NODE-010', [
  { when: 'disks are ephemeral', is: 'pass' },
  { when: 'one is managed', is: 'fail', change: second({ osDiskType: 'Managed' }), fix: 'rebuild' },
  { when: 'one is open', is: 'unknown', change: second({ osDiskType: expression }) },
]);

testCheck('AKS-NODE-011', [
  { when: 'it is disabled', is: 'pass' },
  {
    when: 'Entra signs people in',
    is: 'pass',
    change: second({ securityProfile: { sshAccess: 'EntraId' } }),
  },
  {
    when: 'nothing is said, which means a shared key',
    is: 'fail',
    change: second({ securityProfile: {} }),
    says: 'open on user',
    fix: /--ssh-access disabled.*--node-image-only/,
  },
  {
    when: 'every pool is Windows',
    is: 'not-applicable',
    change: (p) => {
      for (const pool of p.agentPoolProfiles) pool.osType = 'Windows';
    },
  },
  { when: 'a pool leaves it open', is: 'unknown', change: second({ securityProfile: expression }) },
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

testCheck('AKS-NODE-015', [
  { when: 'settings are safe', is: 'pass' },
  {
    when: 'unsafe sysctls are allowed',
    is: 'fail',
    change: second({ kubeletConfig: { podMaxPids: 100, allowedUnsafeSysctls: ['net.*'] } }),
  },
  { when: 'processes are not limited', is: 'fail', change: second({ kubeletConfig: undefined }) },
  {
    when: 'they are unlimited by name',
    is: 'fail',
    change: second({ kubeletConfig: { podMaxPids: -1 } }),
  },
  { when: 'a pool leaves it open', is: 'unknown', change: second({ kubeletConfig: expression }) },
]);

testCheck('AKS-NODE-016', [
  { when: 'nobody opted out', is: 'pass' },
  {
    when: 'one pool did',
    is: 'fail',
    change: second({ tags: { 'aks-disable-kubelet-serving-certificate-rotation': 'true' } }),
    says: '2027-04-01',
  },
  { when: 'tags are open', is: 'unknown', change: second({ tags: expression }) },
]);

testCheck('AKS-NODE-017', [
  { when: 'system pods have their own', is: 'pass' },
  {
    when: 'the taint is missing',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[0].nodeTaints = [];
    },
    fix: '--node-taints CriticalAddonsOnly=true:NoSchedule',
  },
  {
    when: 'there is no pool for workloads',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles.pop();
    },
    says: 'no node pool for workloads',
    fix: 'nodepool add',
  },
  {
    when: 'nodes for workloads are made as needed',
    is: 'pass',
    change: (p) => {
      p.agentPoolProfiles.pop();
      p.nodeProvisioningProfile = { mode: 'Auto' };
    },
  },
  {
    when: 'no pool says what it is for',
    is: 'unknown',
    change: (p) => {
      for (const pool of p.agentPoolProfiles) pool.mode = undefined;
    },
  },
]);

testCheck('AKS-NODE-018', [
  { when: 'no pool is tagged', is: 'not-applicable' },
  {
    when: 'a tagged pool is ordinary',
    is: 'fail',
    change: second({ tags: { Confidential: 'true' } }),
    fix: 'rebuild',
  },
  {
    when: 'a tagged pool is confidential',
    is: 'pass',
    change: second({ tags: { confidential: 'true' }, vmSize: 'Standard_DC4as_v5' }),
  },
  {
    when: 'a tagged pool of virtual machines has one ordinary size',
    is: 'fail',
    change: second({
      tags: { confidential: 'true' },
      vmSize: undefined,
      virtualMachinesProfile: {
        scale: { manual: [{ size: 'Standard_DC4as_v5' }, { size: 'Standard_D4s_v5' }] },
      },
    }),
  },
  {
    when: 'no size is named',
    is: 'unknown',
    change: second({ tags: { confidential: 'true' }, vmSize: undefined }),
  },
]);

testCheck('AKS-NODE-019', [
  { when: 'drivers are on', is: 'pass' },
  { when: 'nothing is said', is: 'pass', set: { storageProfile: undefined } },
  {
    when: 'one is off',
    is: 'fail',
    set: { 'storageProfile.fileCSIDriver.enabled': false },
    says: 'file driver',
    fix: '--enable-file-driver',
  },
  { when: 'a template leaves it open', is: 'unknown', set: { storageProfile: expression } },
]);
