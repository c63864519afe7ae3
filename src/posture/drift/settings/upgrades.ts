/** Versions, and how the cluster is kept up to date: groups UPG and NODE. */

import { minorOf } from '../../../fleet/lifecycle.ts';
import { clusterVersion } from '../../checks/upg/_versions.ts';
import { NotKnown } from '../../read.ts';
import { amount, choice, onOff } from '../scalars.ts';
import { definePools, defineSetting, NotThere, ofCluster, ofPools } from '../setting.ts';

const windows = [
  ['aksManagedAutoUpgradeSchedule', 'Maintenance window of the cluster'],
  ['aksManagedNodeOSUpgradeSchedule', 'Maintenance window of the nodes'],
] as const;

export const upgrades = [
  // A newer minor is not a safer one while both are supported: the check says when one is not.
  defineSetting({
    path: 'properties.currentKubernetesVersion',
    title: 'Kubernetes version',
    checks: ['AKS-UPG-001', 'AKS-UPG-005', 'AKS-UPG-009'],
    read(look) {
      const { version, evidence } = clusterVersion(look);
      const minor = minorOf(version);
      if (minor === undefined) throw new NotKnown(`“${version}” is no version.`, evidence);
      return minor;
    },
    say: String,
  }),
  definePools({
    path: 'properties.agentPoolProfiles[].currentOrchestratorVersion',
    title: 'Kubernetes version of the nodes',
    checks: ['AKS-UPG-003'],
    read(pool) {
      const running = pool.text('currentOrchestratorVersion');
      const version = running.value ?? pool.text('orchestratorVersion').value ?? '';
      const minor = minorOf(version);
      if (minor === undefined)
        throw new NotKnown(
          `Which version the node pool ${pool.object} runs is not known.`,
          running.evidence,
        );
      return minor;
    },
    say: String,
  }),
  ofCluster({
    path: 'properties.autoUpgradeProfile.upgradeChannel',
    title: 'Upgrade channel of the cluster',
    checks: ['AKS-UPG-004'],
    scalar: choice({
      ranks: { none: 0, 'node-image': 1, patch: 2, stable: 2, rapid: 2 },
      absent: 'none',
    }),
  }),
  ofCluster({
    path: 'properties.autoUpgradeProfile.nodeOSUpgradeChannel',
    title: 'Upgrade channel of the nodes',
    checks: ['AKS-NODE-001'],
    // What Azure means by leaving it out depends on the API version with which the cluster was made.
    scalar: choice({ ranks: { None: 0, Unmanaged: 1, NodeImage: 2, SecurityPatch: 2 } }),
  }),
  ofPools({
    path: 'upgradeSettings.maxSurge',
    title: 'Nodes replaced at once in an upgrade',
    checks: ['AKS-UPG-010'],
    scalar: choice({ absent: 'not set' }),
  }),
  ofCluster({
    path: 'properties.upgradeSettings.overrideSettings.forceUpgrade',
    title: 'Forced upgrades',
    checks: ['AKS-UPG-008'],
    scalar: onOff({ stronger: 'off' }),
  }),
  ofCluster({
    path: 'properties.supportPlan',
    title: 'Support plan',
    checks: ['AKS-UPG-009'],
    scalar: choice({
      ranks: { KubernetesOfficial: 0, AKSLongTermSupport: 0 },
      absent: 'KubernetesOfficial',
    }),
  }),
  ofCluster({
    path: 'sku.tier',
    title: 'Tier',
    checks: ['AKS-UPG-009'],
    scalar: choice({ ranks: { Free: 0, Standard: 0, Premium: 0 }, absent: 'Free' }),
  }),
  ...windows.map(([name, title]) =>
    defineSetting({
      path: `maintenanceConfigurations.${name}`,
      title,
      checks: ['AKS-UPG-006'],
      ...onOff({ stronger: 'on' }),
      say: (value) => (value ? 'set' : 'none'),
      read: (look) =>
        look
          .list('maintenanceConfigurations')
          .items.some((item) => item.word('name').value?.split('/').at(-1) === name.toLowerCase()),
    }),
  ),
  defineSetting({
    path: 'maintenanceConfigurations.properties.maintenanceWindow.durationHours',
    title: 'Shortest maintenance window',
    checks: ['AKS-UPG-007'],
    ...amount({ say: (hours) => `${hours} hours` }),
    read(look) {
      const hours = look
        .list('maintenanceConfigurations')
        .items.flatMap(
          (item) => item.number('properties.maintenanceWindow.durationHours').value ?? [],
        );
      if (hours.length === 0) throw new NotThere('No maintenance window is set.');
      return Math.min(...hours);
    },
  }),
];
