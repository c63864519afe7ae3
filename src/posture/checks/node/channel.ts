import { clusterLines } from '../../bicep-lines.ts';
import { daemonsCalled, lackOf, linuxNodes } from '../../daemons.ts';
import { defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import { azAks } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { nameOfObject } from '../../offenders.ts';
import { aksDocs, azurePolicy, psrule } from '../../references.ts';
import type { Evidence } from '../../types.ts';

const good = ['securitypatch', 'nodeimage'];

/** Nodes that patch themselves run the new kernel once somebody restarts them. */
function judgeReboots(look: Look, evidence: readonly [Evidence, Evidence]): Finding {
  if (!look.wasRead('workloads'))
    return unknown(
      'Nodes patch themselves (Unmanaged), but kernels are new only after a reboot; whether a daemon such as kured reboots them could not be read (AKS-NODE-004).',
      ...evidence,
    );
  const workloads = look.objects('workloads');
  const found = daemonsCalled(look, look.config.rebootDaemons);
  const nodes = linuxNodes(look).length;
  const whole = found.find((one) => lackOf(one, nodes) === undefined);
  if (!whole)
    return fail(
      'Nodes patch themselves (Unmanaged), but nothing reboots all of them, so old kernels go on running (AKS-NODE-004).',
      ...evidence,
      workloads.evidence,
    );
  const ready = `${whole.ready ?? 0} of ${whole.desired ?? 0} ready`;
  return pass(
    `Nodes patch themselves (Unmanaged), and ${nameOfObject(whole)} reboots them.`,
    ...evidence,
    workloads.seen(nameOfObject(whole), 'status.numberReady', ready),
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-001',
    title: 'Nodes get security updates by themselves',
    group: 'NODE',
    severity: 'high',
    why: 'Holes in the nodes’ kernel let a pod break out. Nodes that wait for a person to patch them stay open for weeks after the hole is public.',
    needs: ['managedCluster'],
    uses: ['workloads', 'nodes'],
    references: [
      psrule('NodeAutoUpgrade'),
      azurePolicy('04408ca5'),
      azurePolicy('40f1aee2'),
      aksDocs('auto-upgrade-node-os-image'),
    ],
    evaluate(look) {
      const os = look.cluster.word('properties.autoUpgradeProfile.nodeOSUpgradeChannel');
      const kubernetes = look.cluster.word('properties.autoUpgradeProfile.upgradeChannel');
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
          return judgeReboots(look, evidence);
        default:
          return fail('Nodes get no security updates by themselves.', ...evidence);
      }
    },
    fix: {
      kinds: ['action'],
      action: 'node-os-channel',
      // It changes least; NodeImage replaces nodes each week.
      of: (look) => ({
        kind: 'action',
        action: 'node-os-channel',
        params: { channel: 'SecurityPatch' },
        label: 'Set OS channel…',
        commands: [azAks(look, 'update', '--node-os-upgrade-channel SecurityPatch')],
        bicep: clusterLines(look.ref, {
          'properties.autoUpgradeProfile.nodeOSUpgradeChannel': 'SecurityPatch',
        }),
      }),
    },
  }),
];
