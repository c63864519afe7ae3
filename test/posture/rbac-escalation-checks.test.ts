import { everywhere, inShop, rule, testAccess } from './support/good-access.ts';

const rbacGroup = 'rbac.authorization.k8s.io';

testAccess('AKS-RBAC-009', [
  { when: 'nobody may', is: 'pass' },
  {
    when: 'roles are escalated',
    is: 'fail',
    planes: everywhere(rule('escalate', 'clusterroles', rbacGroup)),
    says: '1 subject can escalate roles: ServiceAccount shop/tool (everywhere).',
  },
  {
    when: 'a strong role may be bound',
    is: 'fail',
    planes: everywhere(rule('bind', 'clusterroles', rbacGroup, ['cluster-admin'])),
    says: '(everywhere, only cluster-admin)',
  },
  {
    when: 'a weak role may be bound',
    is: 'pass',
    planes: everywhere(rule('bind', 'clusterroles', rbacGroup, ['view'])),
  },
  { when: 'users are impersonated', is: 'fail', planes: everywhere(rule('impersonate', 'users')) },
  {
    when: 'the group of masters is',
    is: 'fail',
    planes: everywhere(rule('impersonate', 'groups', '', ['system:masters'])),
  },
  {
    when: 'somebody without rights is',
    is: 'pass',
    planes: everywhere(rule('impersonate', 'users', '', ['nobody'])),
  },
  {
    when: 'users stand in a Role, where there are none',
    is: 'pass',
    planes: inShop(rule('impersonate', 'users')),
  },
  {
    when: 'every verb is given, which is said once',
    is: 'fail',
    planes: everywhere(rule('*', 'users', '*')),
    says: /^1 subject can impersonate: ServiceAccount shop\/tool \(everywhere\)\. \(/,
  },
  {
    when: 'impersonation is constrained',
    is: 'fail',
    planes: everywhere(rule('impersonate:user-info', 'users', 'authentication.k8s.io')),
    says: 'impersonate for some actions',
  },
]);

testAccess('AKS-RBAC-010', [
  { when: 'nobody reaches the kubelet', is: 'pass' },
  { when: 'somebody does', is: 'fail', planes: everywhere(rule('get', 'nodes/proxy')) },
  {
    when: 'only that of one node',
    is: 'fail',
    planes: everywhere(rule('get', 'nodes/proxy', '', ['a'])),
  },
  {
    when: 'it stands in a Role, where there are no nodes',
    is: 'pass',
    planes: inShop(rule('get', 'nodes/proxy')),
  },
  { when: 'only metrics are read', is: 'pass', planes: everywhere(rule('get', 'nodes/metrics')) },
]);

testAccess('AKS-RBAC-011', [
  { when: 'nobody approves', is: 'pass' },
  {
    when: 'somebody does',
    is: 'fail',
    planes: everywhere(
      rule('update', 'certificatesigningrequests/approval', 'certificates.k8s.io'),
    ),
  },
]);

testAccess('AKS-RBAC-012', [
  { when: 'nobody changes admission', is: 'pass' },
  {
    when: 'somebody does',
    is: 'fail',
    planes: everywhere(
      rule('patch', 'mutatingwebhookconfigurations', 'admissionregistration.k8s.io'),
    ),
  },
  {
    when: 'somebody takes a policy away',
    is: 'fail',
    planes: everywhere(
      rule('delete', 'validatingadmissionpolicybindings', 'admissionregistration.k8s.io'),
    ),
  },
  {
    when: 'it keeps its own',
    is: 'pass',
    planes: everywhere(
      rule('patch', 'validatingwebhookconfigurations', 'admissionregistration.k8s.io', ['mine']),
    ),
  },
]);

testAccess('AKS-RBAC-013', [
  { when: 'only people, in their namespace', is: 'pass' },
  {
    when: 'somebody issues any',
    is: 'fail',
    planes: everywhere(rule('create', 'serviceaccounts/token')),
  },
  {
    when: 'only that of a weak account',
    is: 'pass',
    planes: inShop(rule('create', 'serviceaccounts/token', '', ['web'])),
  },
  {
    when: 'that of a strong one',
    is: 'fail',
    planes: everywhere(rule('create', 'serviceaccounts/token', '', ['csi-azurefile-node-sa'])),
  },
]);
