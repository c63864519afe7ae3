import {
  assignment,
  clusterPrincipalId,
  event,
  kubeletObjectId,
  nodeGroup,
  registryId,
} from './support/good-surroundings.ts';
import { testGoverned as testCheck } from './support/governed.ts';
import { expression } from './support/judge.ts';

const fetched = (at: string, status?: string) => event('listClusterAdminCredential', at, status);
const rotated = (at: string) => event('rotateClusterCertificates', at);
const enabled = { disableLocalAccounts: false };

testCheck('AKS-IAM-007', [
  { when: 'nobody fetched it', is: 'pass', says: 'works until certificates are rotated' },
  {
    when: 'somebody did before the accounts were disabled',
    is: 'fail',
    planes: { activityLog: [fetched('2026-09-20T08:00:00Z')] },
    says: 'ana@contoso.example',
    fix: 'rotate-certs',
  },
  {
    when: 'certificates were rotated since',
    is: 'pass',
    planes: { activityLog: [fetched('2026-09-20T08:00:00Z'), rotated('2026-09-21T08:00:00Z')] },
  },
  {
    when: 'they were rotated before that',
    is: 'fail',
    planes: { activityLog: [fetched('2026-09-20T08:00:00Z'), rotated('2026-09-19T08:00:00Z')] },
  },
  {
    when: 'accounts are enabled and it was fetched last week, twice',
    is: 'fail',
    set: enabled,
    planes: { activityLog: [fetched('2026-11-16T08:00:00Z'), fetched('2026-11-17T08:00:00Z')] },
    says: '2 times in 30 days',
  },
  {
    when: 'accounts are enabled and that was two months ago',
    is: 'pass',
    set: enabled,
    planes: { activityLog: [fetched('2026-09-20T08:00:00Z')] },
  },
  {
    when: 'months ago counts here too',
    is: 'fail',
    set: enabled,
    planes: { activityLog: [fetched('2026-09-20T08:00:00Z')] },
    config: { adminCredentialDays: 89 },
  },
  {
    when: 'it was refused',
    is: 'pass',
    planes: { activityLog: [fetched('2026-11-16T08:00:00Z', 'Failed')] },
  },
  { when: 'the log could not be read', is: 'unknown', hidden: ['activityLog'] },
]);

testCheck('AKS-IAM-009', [
  { when: 'the identity is managed', is: 'not-applicable' },
  {
    when: 'there is a service principal',
    is: 'unknown',
    set: { 'servicePrincipalProfile.clientId': 'b1' },
    says: 'Microsoft Graph',
  },
  { when: 'the cluster could not be read', is: 'unknown', hidden: ['managedCluster'] },
]);

const subscription = registryId.split('/resourceGroups/')[0] ?? '';

testCheck('AKS-IAM-016', [
  { when: 'rights end at the nodes', is: 'pass' },
  {
    when: 'the kubelet is contributor of the subscription',
    is: 'fail',
    planes: { identityRoles: [assignment(kubeletObjectId, 'Contributor', subscription)] },
    says: 'Contributor on subscriptions/',
    fix: 'az role assignment delete --ids',
  },
  {
    when: 'a group of a like name is meant',
    is: 'fail',
    planes: { identityRoles: [assignment(clusterPrincipalId, 'Owner', `${nodeGroup}-2`)] },
  },
  { when: 'no role can be seen', is: 'pass', planes: { identityRoles: [] } },
  {
    when: 'there is no managed identity',
    is: 'unknown',
    top: { identity: undefined },
    set: { identityProfile: undefined },
  },
  {
    when: 'the cluster has an identity of its own',
    is: 'pass',
    top: {
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: { '/x/y': { principalId: clusterPrincipalId } },
      },
    },
  },
  { when: 'roles could not be read', is: 'unknown', hidden: ['identityRoles'] },
]);

testCheck('AKS-IAM-017', [
  { when: 'the kubelet may pull', is: 'pass' },
  {
    when: 'it may push',
    is: 'fail',
    planes: { identityRoles: [assignment(kubeletObjectId, 'AcrPush', registryId)] },
    says: 'AcrPush on registries/acrshop',
  },
  {
    when: 'it may push everywhere',
    is: 'fail',
    planes: { identityRoles: [assignment(kubeletObjectId, 'AcrPush', subscription)] },
  },
  {
    when: 'it owns the registry',
    is: 'fail',
    planes: { identityRoles: [assignment(kubeletObjectId, 'Owner', registryId)] },
  },
  {
    when: 'the cluster’s other identity may push',
    is: 'not-applicable',
    planes: { identityRoles: [assignment(clusterPrincipalId, 'AcrPush', registryId)] },
  },
  {
    when: 'the kubelet has no identity',
    is: 'unknown',
    set: { 'identityProfile.kubeletidentity': undefined },
  },
  { when: 'roles could not be read', is: 'unknown', hidden: ['identityRoles'] },
]);

const people = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    assignment(`bbbbbbbb-0000-4000-8000-00000000001${index}`, 'Contributor'),
  );

testCheck('AKS-IAM-018', [
  { when: 'one administers', is: 'pass', says: '1 principal' },
  {
    when: 'six do',
    is: 'fail',
    planes: { roleAssignments: people(6) },
    says: /6 principals .* more than 5/,
  },
  {
    when: 'six may',
    is: 'pass',
    planes: { roleAssignments: people(6) },
    config: { maxStandingAdmins: 6 },
  },
  {
    when: 'one holds several roles',
    is: 'pass',
    planes: {
      roleAssignments: [
        ...people(5),
        assignment('bbbbbbbb-0000-4000-8000-000000000010', 'Cluster Admin'),
      ],
    },
  },
  {
    when: 'nothing at all can be seen',
    is: 'unknown',
    planes: { roleAssignments: [] },
  },
  { when: 'roles could not be read', is: 'unknown', hidden: ['roleAssignments'] },
]);

testCheck('AKS-UPG-014', [
  { when: 'AKS rotates them', is: 'unknown', says: 'by itself' },
  { when: 'AKS cannot', is: 'fail', set: { enableRBAC: false }, fix: 'rotate-certs' },
  { when: 'a template leaves it open', is: 'unknown', set: { enableRBAC: expression } },
]);
