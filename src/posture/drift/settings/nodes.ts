/** What every node pool is made of, pool by pool: group NODE. */
import { isSystem, isWindows, vmSizesOf } from '../../pools.ts';
import { type Node, NotKnown } from '../../read.ts';
import { amount, byRank, choice, onOff, presence, wordSet } from '../scalars.ts';
import { definePools, ofCluster, ofPools } from '../setting.ts';

const isLinux = (pool: Node) => !isWindows(pool);

/** None protects more than another as long as it is supported, which the check says. */
const systems = {
  Ubuntu: 0,
  Ubuntu2204: 0,
  Ubuntu2404: 0,
  AzureLinux: 0,
  AzureLinux3: 0,
  AzureContainerLinux: 0,
  Flatcar: 0,
  Windows2019: 0,
  Windows2022: 0,
  Windows2025: 0,
  WindowsAnnual: 0,
};

const drivers = [
  ['diskCSIDriver', 'Driver for disks'],
  ['fileCSIDriver', 'Driver for files'],
  ['snapshotController', 'Snapshot controller'],
] as const;

export const nodes = [
  ofPools({
    path: 'osSKU',
    title: 'Operating system of the nodes',
    checks: ['AKS-NODE-012'],
    scalar: choice({ ranks: systems }),
  }),
  ofPools({
    path: 'enableEncryptionAtHost',
    title: 'Encryption on the host',
    checks: ['AKS-NODE-006'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofPools({
    path: 'enableFIPS',
    title: 'FIPS images',
    checks: ['AKS-NODE-008'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofPools({
    path: 'securityProfile.enableSecureBoot',
    title: 'Secure boot',
    checks: ['AKS-NODE-009'],
    which: isLinux,
    none: 'There is no Linux node pool.',
    scalar: onOff({ stronger: 'on' }),
  }),
  ofPools({
    path: 'securityProfile.enableVTPM',
    title: 'Virtual TPM',
    checks: ['AKS-NODE-009'],
    which: isLinux,
    none: 'There is no Linux node pool.',
    scalar: onOff({ stronger: 'on' }),
  }),
  ofPools({
    path: 'osDiskType',
    title: 'Disk of the operating system',
    checks: ['AKS-NODE-010'],
    scalar: choice({ ranks: { Managed: 0, Ephemeral: 1 } }),
  }),
  ofPools({
    path: 'securityProfile.sshAccess',
    title: 'SSH into nodes',
    checks: ['AKS-NODE-011'],
    which: isLinux,
    none: 'There is no Linux node pool.',
    // Absent is LocalUser: https://learn.microsoft.com/azure/aks/manage-ssh-node-access
    scalar: choice({ ranks: { LocalUser: 0, EntraId: 1, Disabled: 2 }, absent: 'LocalUser' }),
  }),
  ofPools({
    path: 'kubeletConfig.allowedUnsafeSysctls',
    title: 'Unsafe kernel settings that pods may set',
    checks: ['AKS-NODE-015'],
    scalar: wordSet({ weaker: 'the larger' }),
  }),
  ofPools({
    path: 'kubeletConfig.podMaxPids',
    title: 'Most processes in a pod',
    checks: ['AKS-NODE-015'],
    scalar: amount({
      none: 'no limit',
      compare: (left, right) => byRank(Number((left ?? 0) > 0), Number((right ?? 0) > 0)),
    }),
  }),
  definePools({
    path: 'properties.agentPoolProfiles[].tags.aks-disable-kubelet-serving-certificate-rotation',
    title: 'Rotation of the kubelets’ certificates',
    checks: ['AKS-NODE-016'],
    ...presence({ there: 'off', none: 'on', stronger: 'none' }),
    read: (pool) =>
      pool.text(['tags', 'aks-disable-kubelet-serving-certificate-rotation']).value !== undefined,
  }),
  definePools({
    path: 'properties.agentPoolProfiles[].nodeTaints',
    title: 'System pools for system pods alone',
    checks: ['AKS-NODE-017'],
    which: isSystem,
    none: 'There is no system pool.',
    ...onOff({ stronger: 'on' }),
    read: (pool) =>
      (pool.texts('nodeTaints').value ?? []).some(
        (taint) => taint.toLowerCase() === 'criticaladdonsonly=true:noschedule',
      ),
  }),
  definePools({
    path: 'properties.agentPoolProfiles[].vmSize',
    title: 'Confidential machines',
    checks: ['AKS-NODE-018'],
    ...onOff({ stronger: 'on' }),
    read(pool) {
      const { sizes, evidence } = vmSizesOf(pool);
      if (sizes.length === 0)
        throw new NotKnown(`On which machines ${pool.object} runs is not known.`, evidence);
      return sizes.every((size) => /^standard_(dc|ec)/i.test(size));
    },
  }),
  ofPools({
    path: 'type',
    title: 'Kind of node pool',
    checks: ['AKS-EOL-004'],
    scalar: choice({
      ranks: { AvailabilitySet: 0, VirtualMachineScaleSets: 1, VirtualMachines: 1 },
      absent: 'VirtualMachineScaleSets',
    }),
  }),
  ...drivers.map(([driver, title]) =>
    ofCluster({
      path: `properties.storageProfile.${driver}.enabled`,
      title,
      checks: ['AKS-NODE-019'],
      scalar: onOff({ stronger: 'on', absent: true }),
    }),
  ),
];
