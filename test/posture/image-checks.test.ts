import { imageFinding, policyAssignment, registry, verdict } from './support/good-surroundings.ts';
import { testGoverned as testCheck } from './support/governed.ts';
import { expression } from './support/judge.ts';

const good = registry('acrshop');
const with_ = (properties: Record<string, unknown>) => ({
  containerRegistries: [good, registry('acrold', properties)],
});
const noKubelet = { 'identityProfile.kubeletidentity': undefined };

testCheck('AKS-IMG-005', [
  { when: 'Defender found nothing grave', is: 'pass' },
  {
    when: 'a grave hole could be closed',
    is: 'fail',
    planes: { imageFindings: [imageFinding()], securityAssessments: [verdict('Unhealthy')] },
    says: 'shop/cart',
  },
  {
    when: 'there is no fix for it yet',
    is: 'pass',
    planes: {
      imageFindings: [imageFinding({ fixStatus: 'NoFixAvailable', fixedVersion: '' })],
      securityAssessments: [verdict('Unhealthy')],
    },
  },
  {
    when: 'it is closed already',
    is: 'pass',
    planes: { imageFindings: [imageFinding({ code: 'Healthy' })] },
  },
  {
    when: 'Defender has not looked',
    is: 'unknown',
    planes: { securityAssessments: [], imageFindings: [] },
    says: 'means nothing',
  },
  {
    when: 'only another recommendation was judged',
    is: 'unknown',
    planes: { securityAssessments: [verdict('Healthy', 'other')], imageFindings: [] },
  },
  { when: 'findings could not be read', is: 'unknown', hidden: ['imageFindings'] },
]);

testCheck('AKS-IMG-006', [
  { when: 'no image has a grave hole', is: 'pass' },
  {
    when: 'one has, and what faces the Internet is not known',
    is: 'unknown',
    planes: { imageFindings: [imageFinding({ severity: 'Critical' })] },
    says: 'Services and Ingresses',
  },
  {
    when: 'Defender has not looked',
    is: 'unknown',
    planes: { securityAssessments: [], imageFindings: [] },
  },
]);

const integrity = 'cf426bb8-b320-4321-8545-1b784a5df3a4';

testCheck('AKS-IMG-007', [
  { when: 'nothing in Azure checks signatures', is: 'unknown', says: 'Ratify or Kyverno' },
  {
    when: 'a policy refuses',
    is: 'pass',
    planes: { policyAssignments: [policyAssignment('signed', { definition: integrity })] },
  },
  {
    when: 'a policy only looks',
    is: 'fail',
    planes: {
      policyAssignments: [policyAssignment('signed', { definition: integrity, effect: 'Audit' })],
    },
    says: 'refuses nothing',
  },
  {
    when: 'the add-on is off',
    is: 'fail',
    set: { addonProfiles: undefined },
    planes: { policyAssignments: [policyAssignment('signed', { definition: integrity })] },
    says: 'AKS-GOV-001',
  },
  {
    when: 'the policy is not enforced',
    is: 'unknown',
    planes: {
      policyAssignments: [
        policyAssignment('signed', { definition: integrity, enforcementMode: 'DoNotEnforce' }),
      ],
    },
  },
]);

testCheck('AKS-IMG-008', [
  { when: 'it is off', is: 'pass' },
  {
    when: 'it is on in the second registry',
    is: 'fail',
    planes: with_({ adminUserEnabled: true }),
    says: 'in acrold',
    fix: '--name acrold --admin-enabled false',
  },
  {
    when: 'Azure does not say',
    is: 'unknown',
    planes: with_({ adminUserEnabled: undefined }),
  },
  {
    when: 'nodes pull from no registry',
    is: 'not-applicable',
    planes: { containerRegistries: [] },
  },
  { when: 'the kubelet has no identity', is: 'unknown', set: noKubelet },
  { when: 'registries could not be read', is: 'unknown', hidden: ['containerRegistries'] },
]);

testCheck('AKS-IMG-009', [
  { when: 'it is off', is: 'pass' },
  {
    when: 'anybody may pull',
    is: 'fail',
    planes: with_({ anonymousPullEnabled: true }),
    fix: '--anonymous-pull-enabled false',
  },
  { when: 'Azure does not say', is: 'unknown', planes: with_({ anonymousPullEnabled: null }) },
  { when: 'there is no registry', is: 'not-applicable', planes: { containerRegistries: [] } },
]);

testCheck('AKS-IMG-010', [
  { when: 'it is closed', is: 'pass' },
  {
    when: 'rules close it',
    is: 'pass',
    planes: with_({ publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'deny' } }),
  },
  {
    when: 'it is open',
    is: 'fail',
    planes: with_({ publicNetworkAccess: 'Enabled', networkRuleSet: undefined }),
    says: 'acrold',
    fix: 'Premium',
  },
  { when: 'there is no registry', is: 'not-applicable', planes: { containerRegistries: [] } },
  { when: 'the kubelet has no identity', is: 'unknown', set: noKubelet },
]);

testCheck('AKS-IMG-012', [
  { when: 'it is on', is: 'pass' },
  {
    when: 'it is off',
    is: 'fail',
    set: { 'securityProfile.imageCleaner': undefined },
    fix: '--enable-image-cleaner',
  },
  {
    when: 'it comes by too seldom',
    is: 'fail',
    set: { 'securityProfile.imageCleaner.intervalHours': 5000 },
  },
  {
    when: 'a template leaves it open',
    is: 'unknown',
    set: { 'securityProfile.imageCleaner': expression },
  },
]);

testCheck('AKS-IMG-015', [
  { when: 'it is on', is: 'pass' },
  {
    when: 'it is off',
    is: 'fail',
    set: { 'securityProfile.defender.securityGating.enabled': false },
  },
  {
    when: 'the API version leaves it out',
    is: 'unknown',
    set: { 'securityProfile.defender': {} },
    says: 'preview',
  },
]);

testCheck('AKS-IMG-016', [
  { when: 'there is no standard', is: 'not-applicable' },
  { when: 'it is kept', is: 'pass', config: { registryPolicies: ['retention'] } },
  {
    when: 'one registry exports',
    is: 'fail',
    config: { registryPolicies: ['retention', 'noExport'] },
    says: 'retention and noExport',
  },
  { when: 'registries could not be read', is: 'unknown', hidden: ['containerRegistries'] },
]);
