import { testCheck } from './support/judge.ts';
import { window } from './support/planes.ts';

const clusterWindow = 'aksManagedAutoUpgradeSchedule';
const nodeWindow = 'aksManagedNodeOSUpgradeSchedule';

function _runs(version: string, more: Record<string, unknown> = {}) {
  return (p: Record<string, unknown>) => {
    Object.assign(p, { kubernetesVersion: version, currentKubernetesVersion: version, ...more });
  };
}
const _alone = { hidden: ['kubernetesVersions' as const] };
const _lts = { supportPlan: 'AKSLongTermSupport' };

testCheck('AKS-UPG-004', [
  { when: 'the channel is patch', is: 'pass' },
  {
    when: 'the channel is spelt otherwise',
    is: 'pass',
    set: { 'autoUpgradeProfile.upgradeChannel': 'Node-Image' },
  },
  { when: 'it is none', is: 'fail', set: { 'autoUpgradeProfile.upgradeChannel': 'none' } },
  { when: 'nothing is said', is: 'fail', set: { autoUpgradeProfile: undefined } },
  {
    when: 'rapid is banned',
    is: 'fail',
    set: { 'autoUpgradeProfile.upgradeChannel': 'rapid' },
    config: { upgradeChannels: ['patch', 'stable'] },
    says: 'should be patch or stable',
  },
]);

testCheck('AKS-UPG-006', [
  { when: 'both windows are set', is: 'pass' },
  {
    when: 'the window of the nodes is missing',
    is: 'fail',
    planes: { maintenanceConfigurations: [window(clusterWindow)] },
    says: nodeWindow,
    fix: `--name ${nodeWindow}`,
  },
  {
    when: 'it is missing and nothing is said of a channel',
    is: 'fail',
    set: { 'autoUpgradeProfile.nodeOSUpgradeChannel': undefined },
    planes: { maintenanceConfigurations: [window(clusterWindow)] },
  },
  {
    when: 'it is missing and nodes are not upgraded',
    is: 'pass',
    set: { 'autoUpgradeProfile.nodeOSUpgradeChannel': 'None' },
    planes: { maintenanceConfigurations: [window(clusterWindow)] },
  },
  {
    when: 'only default is set',
    is: 'fail',
    planes: { maintenanceConfigurations: [{ name: 'default', properties: { timeInWeek: [] } }] },
    says: 'weekly releases',
  },
  {
    when: 'a template names them below their cluster',
    is: 'pass',
    planes: {
      maintenanceConfigurations: [
        window(`aks-shop/${clusterWindow}`),
        window(`aks-shop/${nodeWindow}`),
      ],
    },
  },
  { when: 'windows could not be read', is: 'unknown', hidden: ['maintenanceConfigurations'] },
]);

testCheck('AKS-UPG-007', [
  { when: 'windows are usable', is: 'pass' },
  { when: 'there are none', is: 'not-applicable', planes: { maintenanceConfigurations: [] } },
  {
    when: 'one is too short',
    is: 'fail',
    change: (_, planes) => {
      planes.maintenanceConfigurations[1] = window(nodeWindow, { durationHours: 3 });
    },
    says: nodeWindow,
  },
  {
    when: 'holidays are left out',
    is: 'pass',
    change: (_, planes) => {
      planes.maintenanceConfigurations[1] = window(nodeWindow, {
        notAllowedDates: [{ start: '2026-12-18', end: '2027-01-08' }],
      });
    },
  },
  {
    when: 'it is forbidden for good',
    is: 'fail',
    change: (_, planes) => {
      planes.maintenanceConfigurations[1] = window(nodeWindow, {
        notAllowedDates: [{ start: '2020-01-01', end: '2099-12-31' }],
      });
    },
  },
  {
    when: 'it was forbidden for long',
    is: 'pass',
    change: (_, planes) => {
      planes.maintenanceConfigurations[1] = window(nodeWindow, {
        notAllowedDates: [{ start: '2020-01-01', end: '2025-12-31' }],
      });
    },
  },
  {
    when: 'bans follow each other without a gap',
    is: 'fail',
    change: (_, planes) => {
      planes.maintenanceConfigurations[1] = window(nodeWindow, {
        notAllowedDates: [
          { start: '2027-01-01', end: '2027-03-15' },
          { start: '2026-11-01', end: '2026-12-31' },
        ],
      });
    },
  },
  {
    when: 'it lies in the approved hours, over midnight',
    is: 'pass',
    config: { maintenanceHours: { from: '22:00', to: '06:00' } },
  },
  {
    when: 'it goes beyond the approved hours',
    is: 'fail',
    config: { maintenanceHours: { from: '22:00', to: '04:00' } },
  },
  {
    when: 'it begins before the approved hours',
    is: 'fail',
    config: { maintenanceHours: { from: '00:00', to: '08:00' } },
  },
]);

testCheck('AKS-UPG-008', [
  { when: 'nothing is forced', is: 'pass' },
  {
    when: 'it was forced until last year',
    is: 'pass',
    set: {
      upgradeSettings: { overrideSettings: { forceUpgrade: true, until: '2025-11-01T13:00:00Z' } },
    },
  },
  {
    when: 'it is forced until next year',
    is: 'fail',
    set: {
      upgradeSettings: { overrideSettings: { forceUpgrade: true, until: '2027-11-01T13:00:00Z' } },
    },
  },
  {
    when: 'it is forced without an end',
    is: 'fail',
    set: { upgradeSettings: { overrideSettings: { forceUpgrade: true } } },
  },
  {
    when: 'its end cannot be read',
    is: 'unknown',
    set: { upgradeSettings: { overrideSettings: { forceUpgrade: true, until: 'soon' } } },
  },
]);

testCheck('AKS-UPG-010', [
  { when: 'surges are set', is: 'pass' },
  {
    when: 'one is a single node',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].upgradeSettings.maxSurge = '1';
    },
    says: 'for user',
  },
  {
    when: 'one is nothing',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[0].upgradeSettings.maxSurge = '0%';
    },
  },
  {
    when: 'none is set',
    is: 'fail',
    change: (p) => {
      for (const pool of p.agentPoolProfiles) delete pool.upgradeSettings;
    },
    says: 'system and user',
  },
  { when: 'no pools are named', is: 'unknown', set: { agentPoolProfiles: [] } },
]);

testCheck('AKS-UPG-013', [
  { when: 'all is well', is: 'pass' },
  { when: 'it is stopped', is: 'fail', set: { 'powerState.code': 'Stopped' }, says: 'Stopped' },
  { when: 'an update is running', is: 'fail', set: { provisioningState: 'Updating' } },
  {
    when: 'a pool has failed',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].provisioningState = 'Failed';
    },
    says: 'user',
  },
  { when: 'the power state is not said', is: 'unknown', set: { powerState: undefined } },
  { when: 'the cluster could not be read', is: 'unknown', hidden: ['managedCluster'] },
]);
