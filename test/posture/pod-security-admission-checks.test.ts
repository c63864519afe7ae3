import { policyAssignment } from './support/good-surroundings.ts';
import {
  testWorkloads as check,
  namespace,
  object,
  podSecurity,
} from './support/good-workloads.ts';

const baseline = 'a8640138-9b0a-4a28-b8cb-1666c838647d';
const restricted = '42b8ef37-b724-4e24-bbc8-7a7708edfe00';
const labelled = (labels: Record<string, string>) => ({
  namespaces: [namespace('shop', podSecurity(labels)), namespace('kube-system')],
});
const bare = labelled({});
const addOn = { 'addonProfiles.azurepolicy.enabled': true };
const safe = (
  level: string,
  podSecurityStandardsLevel: string,
  excludedNamespaces: string[] = [],
) => ({
  name: 'default',
  properties: { level, podSecurityStandardsLevel, excludedNamespaces },
});

check('AKS-PSA-001', [
  { when: 'all namespaces enforce something', is: 'pass' },
  {
    when: 'one enforces the baseline',
    is: 'pass',
    planes: labelled({ enforce: 'baseline' }),
    hidden: ['policyAssignments', 'deploymentSafeguards', 'managedCluster'],
  },
  {
    when: 'one has no label',
    is: 'fail',
    planes: bare,
    set: addOn,
    says: 'No pod security standard is enforced in 1 of 1 namespace: shop.',
    fix: /label namespace shop pod-security.*dry-run=server/,
  },
  { when: 'one enforces nothing', is: 'fail', planes: labelled({ enforce: 'privileged' }) },
  { when: 'one has a word that is none', is: 'fail', planes: labelled({ enforce: 'basline' }) },
  { when: 'one only warns', is: 'fail', planes: labelled({ warn: 'restricted' }) },
  {
    when: 'Azure Policy denies',
    is: 'pass',
    planes: { ...bare, policyAssignments: [policyAssignment('p', { definition: baseline })] },
    set: addOn,
    says: 'by Azure Policy',
  },
  {
    when: 'Azure Policy only watches',
    is: 'fail',
    planes: {
      ...bare,
      policyAssignments: [policyAssignment('p', { definition: baseline, effect: 'audit' })],
    },
    set: addOn,
  },
  {
    when: 'Azure Policy denies nothing, since its add-on is off',
    is: 'fail',
    planes: { ...bare, policyAssignments: [policyAssignment('p')] },
    set: { 'addonProfiles.azurepolicy.enabled': false },
  },
  {
    when: 'enforcement of the assignment is off',
    is: 'fail',
    planes: {
      ...bare,
      policyAssignments: [policyAssignment('p', { enforcementMode: 'DoNotEnforce' })],
    },
    set: addOn,
  },
  {
    when: 'Azure Policy leaves the namespace out',
    is: 'fail',
    planes: {
      ...bare,
      policyAssignments: [
        policyAssignment('p', {
          parameters: { effect: { value: 'deny' }, excludedNamespaces: { value: ['shop'] } },
        }),
      ],
    },
    set: addOn,
  },
  {
    when: 'safeguards enforce',
    is: 'pass',
    planes: { ...bare, deploymentSafeguards: safe('Enforce', 'Baseline') },
    set: addOn,
  },
  {
    when: 'safeguards warn',
    is: 'fail',
    planes: { ...bare, deploymentSafeguards: safe('Warn', 'Baseline') },
    set: addOn,
  },
  {
    when: 'safeguards leave the namespace out',
    is: 'fail',
    planes: { ...bare, deploymentSafeguards: safe('Enforce', 'Baseline', ['shop']) },
    set: addOn,
  },
  {
    when: 'assignments could not be read',
    is: 'unknown',
    planes: bare,
    set: addOn,
    hidden: ['policyAssignments'],
  },
  {
    when: 'only system namespaces are there',
    is: 'not-applicable',
    planes: { namespaces: [namespace('kube-system')] },
  },
  { when: 'namespaces could not be read', is: 'unknown', hidden: ['namespaces'] },
]);

check('AKS-PSA-002', [
  { when: 'all are restricted', is: 'pass' },
  { when: 'one enforces the baseline', is: 'fail', planes: labelled({ enforce: 'baseline' }) },
  {
    when: 'it is of infrastructure',
    is: 'not-applicable',
    planes: labelled({ enforce: 'baseline' }),
    config: { infrastructureNamespaces: ['shop'] },
  },
  {
    when: 'Azure Policy denies by the restricted standard',
    is: 'pass',
    planes: {
      ...labelled({ enforce: 'baseline' }),
      policyAssignments: [policyAssignment('p', { definition: restricted })],
    },
    set: addOn,
  },
  {
    when: 'Azure Policy denies by the baseline alone',
    is: 'fail',
    planes: {
      ...labelled({ enforce: 'baseline' }),
      policyAssignments: [policyAssignment('p', { definition: baseline })],
    },
    set: addOn,
  },
]);

const all = { enforce: 'baseline', audit: 'restricted', warn: 'baseline' };

check('AKS-PSA-003', [
  { when: 'all audit and warn', is: 'pass' },
  { when: 'they do so by more than they enforce', is: 'pass', planes: labelled(all) },
  {
    when: 'one does not warn',
    is: 'fail',
    planes: labelled({ enforce: 'baseline', audit: 'baseline' }),
    fix: 'warn=baseline',
  },
  { when: 'nothing is enforced', is: 'not-applicable', planes: bare },
  {
    when: 'the version is the newest',
    is: 'pass',
    planes: labelled({ ...all, 'enforce-version': 'latest' }),
  },
  {
    when: 'the version is not old',
    is: 'pass',
    planes: labelled({ ...all, 'enforce-version': 'v1.33' }),
  },
  {
    when: 'the version is old',
    is: 'fail',
    planes: labelled({ ...all, 'enforce-version': 'v1.29' }),
    says: 'An old version',
  },
  {
    when: 'it is pinned, and nobody says what runs',
    is: 'unknown',
    planes: labelled({ ...all, 'enforce-version': 'v1.29' }),
    hidden: ['serverVersion', 'managedCluster'],
  },
]);

const use = [{ apiGroups: ['policy'], resources: ['podsecuritypolicies'], verbs: ['use'] }];
const remnant = [object('ClusterRole', { name: 'psp:privileged' }, { rules: use })];

check('AKS-PSA-004', [
  { when: 'nothing is left', is: 'pass' },
  { when: 'the cluster asks for them', is: 'fail', set: { enablePodSecurityPolicy: true } },
  { when: 'a role names them', is: 'fail', planes: { roles: remnant }, says: 'psp:privileged' },
  {
    when: 'the cluster asks for them, and roles could not be read',
    is: 'fail',
    set: { enablePodSecurityPolicy: true },
    hidden: ['roles'],
  },
  { when: 'roles could not be read', is: 'unknown', hidden: ['roles'] },
]);
