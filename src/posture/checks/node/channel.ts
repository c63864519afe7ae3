import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy, psrule } from '../../references.ts';

const good = ['securitypatch', 'nodeimage'];

export const checks = [
  defineCheck({
    id: 'AKS-NODE-001',
    title: 'Nodes get security updates by themselves',
    group: 'NODE',
    severity: 'high',
    why: 'Holes in the nodes’ kernel let a pod break out. Nodes that wait for a person to patch them stay open for weeks after the hole is public.',
    needs: ['managedCluster'],
    references: [
      psrule('NodeAutoUpgrade'),
      azurePolicy('04408ca5'),
      azurePolicy('40f1aee2'),
      aksDocs('auto-upgrade-node-os-image'),
    ],
    evaluate({ cluster }) {
      const os = cluster.word('properties.autoUpgradeProfile.nodeOSUpgradeChannel');
      const kubernetes = cluster.word('properties.autoUpgradeProfile.upgradeChannel');
      const evidence = [os.evidence, kubernetes.evidence] as const;
      if (os.value && good.includes(os.value))
        return pass(`The channel is ${String(os.evidence.value)}.`, ...evidence);
      // The older name of the same: it sets the channel to NodeImage.
      if (kubernetes.value === 'node-image')
        return pass('The upgrade channel node-image updates the nodes.', ...evidence);
      switch (os.value) {
        case undefined:
          return unknown(
            'No channel is named; whether one is on depends on the API version with which the cluster was made.',
            ...evidence,
          );
        case 'unmanaged':
          return unknown(
            'Nodes patch themselves (Unmanaged), but kernels are new only after a reboot; whether a daemon such as kured reboots them is not looked at (AKS-NODE-004).',
            ...evidence,
          );
        default:
          return fail('Nodes get no security updates by themselves.', ...evidence);
      }
    },
    fix: manual((look) => ({
      steps:
        'Set a maintenance window first (AKS-UPG-006). `SecurityPatch` changes least; `NodeImage` brings a new image each week.',
      commands: [azAks(look, 'update', '--node-os-upgrade-channel SecurityPatch')],
      set: { 'properties.autoUpgradeProfile.nodeOSUpgradeChannel': 'SecurityPatch' },
    })),
  }),
];
