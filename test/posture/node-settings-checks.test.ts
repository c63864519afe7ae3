import { testGoverned as testCheck } from './support/governed.ts';
import { expression } from './support/judge.ts';

type Pool = Record<string, unknown>;

/** Changes the second pool, which is the one that careless checks do not look at. */
function second(changes: Pool) {
  return (p: { agentPoolProfiles: Pool[] }) => {
    Object.assign(p.agentPoolProfiles[1] ?? {}, changes);
  };
}

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
  {
    when: 'a Windows pool has no such settings',
    is: 'pass',
    change: second({ osType: 'Windows', kubeletConfig: undefined }),
  },
  {
    when: 'every pool is Windows',
    is: 'not-applicable',
    change: (p) => {
      for (const pool of p.agentPoolProfiles) pool.osType = 'Windows';
    },
  },
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
