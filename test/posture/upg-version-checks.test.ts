import { expression, testCheck } from './support/judge.ts';

const _clusterWindow = 'aksManagedAutoUpgradeSchedule';
const _nodeWindow = 'aksManagedNodeOSUpgradeSchedule';

function runs(version: string, more: Record<string, unknown> = {}) {
  return (p: Record<string, unknown>) => {
    Object.assign(p, { kubernetesVersion: version, currentKubernetesVersion: version, ...more });
  };
}
const alone = { hidden: ['kubernetesVersions' as const] };
const lts = { supportPlan: 'AKSLongTermSupport' };

testCheck('AKS-UPG-001', [
  { when: 'the calendar and the region have it', is: 'pass', says: 'until 2027-03-31' },
  { when: 'the calendar has it and the list was not read', is: 'pass', ...alone },
  {
    when: 'it ended last month, and only platform support is left',
    is: 'fail',
    change: runs('1.33.13'),
    ...alone,
    says: /since 2026-08-01.*1\.37 GA/,
  },
  {
    when: 'it ended, but long-term support goes on',
    is: 'pass',
    change: runs('1.33.13', lts),
    ...alone,
    says: 'until 2027-07-31',
  },
  {
    when: 'long-term support ended too',
    is: 'fail',
    change: runs('1.30.9', lts),
    ...alone,
    says: 'out of long-term support since 2026-08-01',
  },
  { when: 'its last month has not ended', is: 'pass', change: runs('1.34.9'), ...alone },
  { when: 'it is older than the calendar', is: 'fail', change: runs('1.9.6'), ...alone },
  { when: 'it is newer than the calendar', is: 'unknown', change: runs('1.39.0'), ...alone },
  {
    when: 'it is newer than the calendar but the region offers it',
    is: 'pass',
    change: (p, planes) => {
      runs('1.39.0')(p);
      planes.kubernetesVersions.push({
        version: '1.39',
        capabilities: { supportPlan: ['KubernetesOfficial'] },
      });
    },
  },
  { when: 'the region has it as a preview', is: 'fail', change: runs('1.38.1'), says: 'preview' },
  {
    when: 'the region has it for long-term support alone',
    is: 'fail',
    change: (p, planes) => {
      runs('1.33.13')(p);
      planes.kubernetesVersions.push({
        version: '1.33',
        capabilities: { supportPlan: ['AKSLongTermSupport'] },
      });
    },
    says: 'only with long-term support',
  },
  {
    when: 'configuration corrects the calendar',
    is: 'fail',
    config: {
      kubernetesLifecycle: [
        { minor: '1.35', generalAvailability: '2026-03', endOfLife: '2026-11-23' },
      ],
    },
    ...alone,
  },
  { when: 'only the wish is known', is: 'pass', set: { currentKubernetesVersion: undefined } },
  {
    when: 'no version is known',
    is: 'unknown',
    set: { currentKubernetesVersion: undefined, kubernetesVersion: undefined },
  },
  {
    when: 'a template leaves it open',
    is: 'unknown',
    set: { currentKubernetesVersion: expression },
  },
]);

testCheck('AKS-UPG-002', [
  { when: 'no patch is out', is: 'pass' },
  {
    when: 'nothing at all is out',
    is: 'pass',
    change: (_, planes) => {
      delete planes.upgradeProfile.properties.controlPlaneProfile.upgrades;
    },
  },
  {
    when: 'patches are out',
    is: 'fail',
    change: (_, planes) => {
      planes.upgradeProfile.properties.controlPlaneProfile.upgrades = [
        '1.35.10',
        '1.35.9',
        '1.36.2',
      ].map((kubernetesVersion) => ({ kubernetesVersion }));
    },
    says: '1.35.10 is out',
    fix: '--kubernetes-version 1.35.10',
  },
  { when: 'the profile could not be read', is: 'unknown', hidden: ['upgradeProfile'] },
  { when: 'the profile says nothing', is: 'unknown', planes: { upgradeProfile: {} } },
]);

testCheck('AKS-UPG-003', [
  { when: 'all run the same', is: 'pass' },
  {
    when: 'pools say nothing',
    is: 'pass',
    change: (p) => {
      for (const pool of p.agentPoolProfiles) {
        delete pool.currentOrchestratorVersion;
        delete pool.orchestratorVersion;
      }
    },
  },
  {
    when: 'a pool names only the minor',
    is: 'pass',
    change: (p) => {
      p.agentPoolProfiles[1] = { name: 'user', orchestratorVersion: '1.35' };
    },
  },
  {
    when: 'a pool is a patch behind',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].currentOrchestratorVersion = '1.35.5';
    },
    says: 'runs on user',
    fix: '--name user --kubernetes-version 1.35.6',
  },
  {
    when: 'a pool is a minor behind and one is allowed',
    is: 'pass',
    change: (p) => {
      p.agentPoolProfiles[1].currentOrchestratorVersion = '1.34.9';
    },
    config: { maxPoolSkew: 1 },
  },
  {
    when: 'a pool is two minors behind and one is allowed',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].currentOrchestratorVersion = '1.33.9';
    },
    config: { maxPoolSkew: 1 },
  },
  {
    when: 'a pool is ahead',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].currentOrchestratorVersion = '1.36.1';
    },
    config: { maxPoolSkew: 3 },
  },
  { when: 'no pools are named', is: 'unknown', set: { agentPoolProfiles: undefined } },
  {
    when: 'one pool is open',
    is: 'unknown',
    change: (p) => {
      p.agentPoolProfiles[1].currentOrchestratorVersion = expression;
    },
  },
  {
    when: 'one pool is open and another is behind',
    is: 'fail',
    change: (p) => {
      p.agentPoolProfiles[1].currentOrchestratorVersion = expression;
      p.agentPoolProfiles[0].currentOrchestratorVersion = '1.34.9';
    },
  },
]);

testCheck('AKS-UPG-005', [
  { when: 'months are left', is: 'pass', says: '129 more days' },
  { when: 'eight days are left', is: 'fail', change: runs('1.34.9'), says: 'ends in 8 days' },
  {
    when: 'eight days are left of community support alone',
    is: 'pass',
    change: runs('1.34.9', lts),
  },
  { when: 'it has ended', is: 'fail', change: runs('1.32.1'), says: 'ended on 2026-04-01' },
  { when: 'more warning is wanted', is: 'fail', config: { daysBeforeEndOfSupport: 180 } },
  { when: 'the calendar does not have it', is: 'unknown', change: runs('1.39.0') },
]);

testCheck('AKS-UPG-009', [
  { when: 'community support is enough', is: 'pass' },
  {
    when: 'long-term support has its tier',
    is: 'pass',
    set: { supportPlan: lts.supportPlan },
    top: { 'sku.tier': 'premium' },
  },
  { when: 'long-term support lacks its tier', is: 'fail', set: { supportPlan: lts.supportPlan } },
  { when: 'community support has ended', is: 'fail', change: runs('1.32.1') },
  { when: 'nobody knows the version', is: 'unknown', change: runs('1.39.0'), ...alone },
]);
