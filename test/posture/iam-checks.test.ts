import { expression, testCheck } from './support/judge.ts';
import { clusterId, kubeletIdentity } from './support/planes.ts';

const backup = `/subscriptions/5a1e0000-0000-4000-8000-000000000001/resourceGroups/rg-backup/providers/Microsoft.DataProtection/backupVaults/vault`;

function bind(sourceResourceId: unknown) {
  return { name: 'backup', properties: { sourceResourceId, roles: ['x'] } };
}

testCheck('AKS-IAM-001', [
  { when: 'RBAC is on', is: 'pass' },
  { when: 'RBAC is off', is: 'fail', set: { enableRBAC: false }, fix: 'rebuild' },
  { when: 'nothing is said', is: 'fail', set: { enableRBAC: undefined } },
  { when: 'it is null', is: 'fail', set: { enableRBAC: null } },
  {
    when: 'a template leaves it open',
    is: 'unknown',
    set: { enableRBAC: expression },
    says: 'template expression',
  },
  {
    when: 'it is spelt as az spells it',
    is: 'pass',
    set: { enableRBAC: undefined, enableRbac: true },
  },
  { when: 'it holds nonsense', is: 'unknown', set: { enableRBAC: { yes: 1 } } },
  {
    when: 'the cluster could not be read',
    is: 'unknown',
    hidden: ['managedCluster'],
    says: 'denied',
  },
]);

testCheck('AKS-IAM-002', [
  { when: 'Entra is managed', is: 'pass' },
  {
    when: 'there is no Entra',
    is: 'fail',
    set: { aadProfile: undefined },
    fix: /cannot be undone.*--enable-aad/,
  },
  {
    when: 'Entra is of the old kind',
    is: 'fail',
    set: { aadProfile: { clientAppID: 'a' } },
    says: 'old way',
  },
  {
    when: 'there is neither Entra nor RBAC',
    is: 'fail',
    set: { aadProfile: null, enableRBAC: false },
    fix: 'rebuild',
  },
]);

testCheck('AKS-IAM-003', [
  { when: 'local accounts are disabled', is: 'pass' },
  {
    when: 'they are enabled',
    is: 'fail',
    set: { disableLocalAccounts: false },
    fix: /rotate-certs/,
  },
  {
    when: 'they are enabled and nobody could sign in otherwise',
    is: 'fail',
    set: { disableLocalAccounts: undefined, aadProfile: undefined },
    fix: /AKS-IAM-002.*"commands":\[\]/,
  },
]);

testCheck('AKS-IAM-004', [
  { when: 'Azure RBAC is on', is: 'pass', set: { 'aadProfile.enableAzureRBAC': true } },
  { when: 'Azure RBAC is off', is: 'fail' },
  { when: 'there is no Entra', is: 'not-applicable', set: { aadProfile: undefined } },
  { when: 'the whole profile is left open', is: 'unknown', set: { aadProfile: expression } },
]);

testCheck('AKS-IAM-005', [
  { when: 'no app is registered', is: 'pass' },
  { when: 'an app is registered', is: 'fail', set: { 'aadProfile.serverAppID': 'a' } },
  {
    when: 'the entries are empty',
    is: 'pass',
    change: (p) => {
      Object.assign(p.aadProfile, { serverAppID: '', clientAppID: null });
    },
  },
]);

testCheck('AKS-IAM-006', [
  { when: 'one group administers', is: 'pass' },
  { when: 'no group administers', is: 'fail', set: { 'aadProfile.adminGroupObjectIDs': [] } },
  { when: 'four do', is: 'fail', set: { 'aadProfile.adminGroupObjectIDs': ['a', 'b', 'c', 'd'] } },
  {
    when: 'one stands there four times',
    is: 'pass',
    set: { 'aadProfile.adminGroupObjectIDs': ['a', 'A', 'a', 'a'] },
  },
  {
    when: 'four do and four are allowed',
    is: 'pass',
    set: { 'aadProfile.adminGroupObjectIDs': ['a', 'b', 'c', 'd'] },
    config: { maxAdminGroups: 4 },
  },
  {
    when: 'Azure RBAC decides',
    is: 'not-applicable',
    set: { aadProfile: { managed: true, enableAzureRBAC: true } },
  },
  {
    when: 'a template leaves a group open',
    is: 'unknown',
    set: { 'aadProfile.adminGroupObjectIDs': [expression] },
  },
]);

testCheck('AKS-IAM-008', [
  { when: 'the identity is managed', is: 'pass' },
  {
    when: 'no service principal is named',
    is: 'pass',
    set: { servicePrincipalProfile: undefined },
  },
  { when: 'the identity is spelt otherwise', is: 'pass', top: { 'identity.type': 'userassigned' } },
  {
    when: 'a service principal signs in',
    is: 'fail',
    set: { 'servicePrincipalProfile.clientId': 'b1' },
    top: { identity: undefined },
    fix: /--name system --node-image-only.*--name user --node-image-only/,
  },
  {
    when: 'there is an identity, but nodes still use the principal',
    is: 'fail',
    set: { 'servicePrincipalProfile.clientId': 'b1' },
  },
  { when: 'there is no identity', is: 'fail', top: { identity: { type: 'None' } } },
]);

testCheck('AKS-IAM-010', [
  { when: 'the cluster alone uses it', is: 'pass' },
  {
    when: 'another cluster uses it',
    is: 'fail',
    change: (_, planes) => {
      planes.kubeletIdentities[kubeletIdentity] = [clusterId.toLowerCase(), '/other'];
    },
    says: 'another cluster',
  },
  { when: 'there is none', is: 'fail', set: { identityProfile: undefined } },
  { when: 'the fleet was not looked at', is: 'unknown', hidden: ['kubeletIdentities'] },
  {
    when: 'there is none and the fleet was not looked at',
    is: 'fail',
    set: { identityProfile: undefined },
    hidden: ['kubeletIdentities'],
  },
]);

testCheck('AKS-IAM-011', [
  { when: 'it is on', is: 'pass' },
  { when: 'it is off', is: 'fail', set: { securityProfile: undefined } },
  {
    when: 'it is off without an issuer',
    is: 'fail',
    set: { securityProfile: undefined, oidcIssuerProfile: undefined },
    fix: /cannot be turned off again.*--enable-oidc-issuer --enable-workload-identity/,
  },
]);

testCheck('AKS-IAM-012', [
  { when: 'it is on', is: 'pass' },
  {
    when: 'it is off',
    is: 'fail',
    set: { 'oidcIssuerProfile.enabled': false },
    fix: 'cannot be undone',
  },
]);

testCheck('AKS-IAM-013', [
  { when: 'it is off', is: 'pass' },
  { when: 'nothing is said', is: 'pass', set: { podIdentityProfile: undefined } },
  { when: 'it is on', is: 'fail', set: { 'podIdentityProfile.enabled': true } },
  { when: 'a template leaves it open', is: 'unknown', set: { podIdentityProfile: expression } },
]);

testCheck('AKS-IAM-019', [
  { when: 'nothing is bound', is: 'pass' },
  {
    when: 'something is bound',
    is: 'fail',
    planes: { trustedAccessRoleBindings: [bind(backup)] },
    says: 'backup',
    fix: /rolebinding delete .*--cluster-name aks-shop --name backup/,
  },
  {
    when: 'what is bound is on the list',
    is: 'pass',
    planes: { trustedAccessRoleBindings: [bind(backup)] },
    config: { trustedAccessSources: [backup.toUpperCase().replace('/VAULT', '')] },
  },
  {
    when: 'only a name that begins alike is on the list',
    is: 'fail',
    planes: { trustedAccessRoleBindings: [bind(backup)] },
    config: { trustedAccessSources: [backup.slice(0, -1)] },
  },
  {
    when: 'one binding is open and another is not on the list',
    is: 'fail',
    planes: { trustedAccessRoleBindings: [bind(expression), bind(backup)] },
  },
  {
    when: 'one binding is open',
    is: 'unknown',
    planes: { trustedAccessRoleBindings: [bind(expression)] },
  },
  { when: 'the bindings could not be read', is: 'unknown', hidden: ['trustedAccessRoleBindings'] },
]);
