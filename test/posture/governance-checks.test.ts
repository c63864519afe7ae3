import {
  exemption,
  lock,
  nodeGroup,
  policyAssignment,
  policyState,
} from './support/good-surroundings.ts';
import { testGoverned as testCheck } from './support/governed.ts';
import { expression } from './support/judge.ts';
import { clusterId } from './support/planes.ts';

const subscription = clusterId.split('/resourceGroups/')[0] ?? '';

testCheck('AKS-GOV-001', [
  { when: 'the add-on is on', is: 'pass' },
  {
    when: 'it is spelt otherwise and on as text',
    is: 'pass',
    set: { addonProfiles: { AzurePolicy: { enabled: 'True' } } },
  },
  { when: 'it is off', is: 'fail', set: { addonProfiles: undefined }, fix: 'enable-addons' },
  {
    when: 'it is off and the metadata service is closed to pods',
    is: 'fail',
    set: { addonProfiles: undefined, 'networkProfile.podLinkLocalAccess': 'None' },
    fix: /exclude each other.*"commands":\[\]/,
  },
  { when: 'a template leaves it open', is: 'unknown', set: { addonProfiles: expression } },
]);

const off = { deploymentSafeguards: null };

testCheck('AKS-GOV-002', [
  { when: 'the baseline denies', is: 'pass' },
  {
    when: 'it only audits',
    is: 'fail',
    planes: { policyAssignments: [policyAssignment('a', { effect: 'Audit' })], ...off },
    says: 'only watches',
  },
  {
    when: 'it is not enforced',
    is: 'fail',
    planes: {
      policyAssignments: [policyAssignment('a', { enforcementMode: 'DoNotEnforce' })],
      ...off,
    },
  },
  {
    when: 'it leaves out the resource group',
    is: 'fail',
    planes: {
      policyAssignments: [
        policyAssignment('a', { notScopes: [`${subscription}/resourceGroups/RG-SHOP`] }),
      ],
      ...off,
    },
  },
  {
    when: 'safeguards enforce instead',
    is: 'pass',
    planes: {
      policyAssignments: [],
      deploymentSafeguards: {
        properties: { level: 'Enforce', podSecurityStandardsLevel: 'Restricted' },
      },
    },
  },
  {
    when: 'safeguards only warn',
    is: 'fail',
    planes: { policyAssignments: [] },
    fix: 'policy assignment create',
  },
  {
    when: 'the add-on is off',
    is: 'fail',
    set: { addonProfiles: undefined },
    says: 'nothing enforces it',
  },
  { when: 'assignments could not be read', is: 'unknown', hidden: ['policyAssignments'] },
]);

testCheck('AKS-GOV-003', [
  { when: 'everything complies', is: 'pass' },
  {
    when: 'a policy is violated',
    is: 'fail',
    planes: { policyStates: [policyState('p1', 'Compliant'), policyState('p2', 'NonCompliant')] },
    says: 'p2',
  },
  { when: 'nothing was judged', is: 'unknown', planes: { policyStates: [] } },
  { when: 'states could not be read', is: 'unknown', hidden: ['policyStates'] },
]);

testCheck('AKS-GOV-005', [
  { when: 'they warn, with a standard', is: 'pass' },
  { when: 'they were never on', is: 'fail', planes: off, fix: 'az aks safeguards create' },
  {
    when: 'there is no standard',
    is: 'fail',
    planes: {
      deploymentSafeguards: {
        properties: { level: 'Enforce', podSecurityStandardsLevel: 'Privileged' },
      },
    },
    says: 'without a pod security standard',
  },
  { when: 'they could not be read', is: 'unknown', hidden: ['deploymentSafeguards'] },
]);

testCheck('AKS-GOV-006', [
  { when: 'every tag is there, however spelt', is: 'pass' },
  {
    when: 'one is empty and one is missing',
    is: 'fail',
    top: { tags: { owner: '', env: 'prod' } },
    says: 'owner and data-class',
    fix: 'az tag update',
  },
  { when: 'there are none', is: 'fail', top: { tags: null } },
  {
    when: 'others are demanded',
    is: 'pass',
    top: { tags: { costCentre: '1' } },
    config: { requiredTags: ['cost-centre'] },
  },
  { when: 'a template leaves them open', is: 'unknown', top: { tags: expression } },
]);

testCheck('AKS-GOV-007', [
  { when: 'it is locked down', is: 'pass' },
  { when: 'it is open', is: 'fail', set: { nodeResourceGroupProfile: undefined }, fix: 'ReadOnly' },
  {
    when: 'a template leaves it open',
    is: 'unknown',
    set: { nodeResourceGroupProfile: expression },
  },
]);

testCheck('AKS-GOV-008', [
  { when: 'the resource group is locked', is: 'pass' },
  { when: 'the cluster is locked', is: 'pass', planes: { locks: [lock(clusterId)] } },
  {
    when: 'the subscription is read-only',
    is: 'pass',
    planes: { locks: [lock(subscription, 'ReadOnly')] },
  },
  {
    when: 'only something else is',
    is: 'fail',
    planes: { locks: [lock(nodeGroup), lock(`${clusterId}-2`)] },
    fix: 'az lock create',
  },
  { when: 'there is none', is: 'fail', planes: { locks: [] } },
  { when: 'locks could not be read', is: 'unknown', hidden: ['locks'] },
]);

testCheck('AKS-GOV-012', [
  { when: 'every exemption ends', is: 'pass' },
  { when: 'there is none', is: 'pass', planes: { policyExemptions: [] } },
  {
    when: 'one never ends',
    is: 'fail',
    planes: { policyExemptions: [exemption('legacy')] },
    says: 'legacy',
    fix: /policy exemption update --name legacy --scope .*aks-shop --expires-on/,
  },
  {
    when: 'one has ended',
    is: 'fail',
    planes: { policyExemptions: [exemption('old', '2026-11-22T00:00:00Z')] },
  },
  {
    when: 'a policy leaves out a namespace of people',
    is: 'fail',
    planes: {
      policyAssignments: [
        policyAssignment('pods', {
          parameters: { excludedNamespaces: { value: ['kube-system', 'shop'] } },
        }),
      ],
    },
    says: 'pods leaves out shop',
  },
  {
    when: 'that namespace is known',
    is: 'pass',
    planes: {
      policyAssignments: [
        policyAssignment('pods', { parameters: { excludedNamespaces: { value: ['shop'] } } }),
      ],
    },
    config: { systemNamespaces: ['shop'] },
  },
  { when: 'exemptions could not be read', is: 'unknown', hidden: ['policyExemptions'] },
]);

const flux = (provisioningState: string) => ({
  name: 'flux',
  properties: { extensionType: 'Microsoft.Flux', provisioningState },
});

testCheck('AKS-GOV-013', [
  { when: 'Flux works', is: 'pass' },
  { when: 'it is not installed', is: 'not-applicable', planes: { extensions: [] } },
  { when: 'it failed', is: 'fail', planes: { extensions: [flux('Failed')] } },
  {
    when: 'a configuration does not arrive',
    is: 'fail',
    planes: {
      fluxConfigurations: [{ name: 'apps', properties: { complianceState: 'Non-Compliant' } }],
    },
    says: 'apps',
    fix: 'az k8s-configuration flux show',
  },
  { when: 'extensions could not be read', is: 'unknown', hidden: ['extensions'] },
]);

testCheck('AKS-GOV-015', [
  { when: 'nothing is said', is: 'pass' },
  {
    when: 'it is on',
    is: 'fail',
    set: { 'addonProfiles.KubeDashboard': { enabled: true } },
    fix: 'disable-addons',
  },
  { when: 'it is off', is: 'pass', set: { 'addonProfiles.kubeDashboard': { enabled: false } } },
  { when: 'a template leaves it open', is: 'unknown', set: { addonProfiles: expression } },
]);
