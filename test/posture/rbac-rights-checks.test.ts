import {
  besides,
  bind,
  bindCluster,
  clusterRole,
  everywhere,
  inShop,
  role,
  rule,
  testAccess,
} from './support/good-access.ts';

testAccess('AKS-RBAC-006', [
  {
    when: 'only system parts read them, and a team by edit in its namespace',
    is: 'pass',
    says: '1 can read secrets by admin or edit',
  },
  {
    when: 'a service account lists them everywhere',
    is: 'fail',
    planes: everywhere(rule('list', 'secrets')),
    says: '1 subject can read secrets: ServiceAccount shop/tool (everywhere).',
    fix: /create role narrow-secrets --namespace shop --verb get --resource secrets --resource-name/,
  },
  {
    when: 'it reads those of its namespace',
    is: 'fail',
    planes: inShop(rule('get', 'secrets')),
    says: '(in shop)',
  },
  {
    when: 'it reads one by name',
    is: 'pass',
    planes: inShop(rule('get', 'secrets', '', ['tls'])),
    says: '1 can read secrets only on objects that their rule names.',
  },
  {
    when: 'its rule is of another group',
    is: 'pass',
    planes: everywhere(rule('get', 'secrets', 'apps')),
  },
  {
    when: 'it holds every resource of the group',
    is: 'fail',
    planes: everywhere(rule('watch', '*')),
  },
  {
    when: 'a service account has edit in its namespace',
    is: 'fail',
    planes: besides([bind('shop', 'x', 'ClusterRole edit', 'ServiceAccount shop/tool')]),
    says: 'ServiceAccount shop/tool (in shop)',
  },
  {
    when: 'people have edit in kube-system',
    is: 'fail',
    planes: besides([bind('kube-system', 'x', 'ClusterRole edit', 'Group team')]),
  },
  {
    when: 'people have edit everywhere',
    is: 'fail',
    planes: besides([bindCluster('x', 'ClusterRole edit', 'Group team')]),
  },
  {
    when: 'they have every right, which another check says',
    is: 'pass',
    planes: besides([bindCluster('x', 'ClusterRole cluster-admin', 'Group team')]),
  },
  {
    when: 'a default of AKS goes to somebody else as well',
    is: 'fail',
    change: (_, { roleBindings }) =>
      roleBindings
        .find(({ metadata }) => metadata.name === 'csi-azurefile-node-secret-binding')
        ?.subjects.push({ kind: 'ServiceAccount', name: 'tool', namespace: 'shop' }),
    says: 'ServiceAccount shop/tool',
  },
  {
    when: 'the configuration allows it',
    is: 'pass',
    planes: everywhere(rule('list', 'secrets'), 'ServiceAccount external-secrets/operator'),
    config: {
      allowedSubjects: [{ subject: 'ServiceAccount external-secrets/*', checks: ['AKS-RBAC-006'] }],
    },
  },
  {
    when: 'it is named as a user',
    is: 'fail',
    planes: everywhere(rule('list', 'secrets'), 'User system:serviceaccount:shop:tool'),
    says: 'ServiceAccount shop/tool (everywhere)',
  },
]);

testAccess('AKS-RBAC-007', [
  { when: 'only the system creates pods', is: 'pass' },
  { when: 'somebody creates pods', is: 'fail', planes: everywhere(rule('create', 'pods')) },
  {
    when: 'somebody changes what deployments run',
    is: 'fail',
    planes: everywhere(rule('patch', 'deployments', 'apps')),
  },
  { when: 'somebody deletes pods', is: 'pass', planes: everywhere(rule('delete', 'pods')) },
  {
    when: 'a rule with names would create them, which it cannot',
    is: 'pass',
    planes: everywhere(rule('create', 'pods', '', ['web'])),
  },
  { when: 'somebody scales', is: 'pass', planes: everywhere(rule('patch', '*/scale', 'apps')) },
]);

testAccess('AKS-RBAC-008', [
  { when: 'only people enter their own', is: 'pass' },
  { when: 'somebody may exec', is: 'fail', planes: everywhere(rule('create', 'pods/exec')) },
  { when: 'get is all that is given', is: 'fail', planes: everywhere(rule('get', 'pods/exec')) },
  {
    when: 'a star stands for the resource',
    is: 'fail',
    planes: everywhere(rule('create', '*/attach')),
  },
  {
    when: 'containers are added',
    is: 'fail',
    planes: everywhere(rule('patch', 'pods/ephemeralcontainers')),
  },
  { when: 'a star stands below pods', is: 'pass', planes: everywhere(rule('create', 'pods/*')) },
  { when: 'logs are read', is: 'pass', planes: everywhere(rule('get', 'pods/log')) },
]);

testAccess('AKS-RBAC-014', [
  { when: 'nobody creates volumes', is: 'pass' },
  { when: 'somebody does', is: 'fail', planes: everywhere(rule('create', 'persistentvolumes')) },
  {
    when: 'somebody claims them',
    is: 'pass',
    planes: everywhere(rule('create', 'persistentvolumeclaims')),
  },
]);

testAccess('AKS-RBAC-018', [
  { when: 'the roles are not here', is: 'not-applicable' },
  {
    when: 'they write none',
    is: 'pass',
    planes: besides([], [clusterRole('edit', [rule('create', 'services')])]),
  },
  {
    when: 'an old cluster still lets them',
    is: 'fail',
    planes: besides(
      [],
      [clusterRole('system:aggregate-to-edit', [rule('update', 'endpoints,services')])],
    ),
    says: 'ClusterRole system:aggregate-to-edit',
    fix: 'autoupdate=false',
  },
  {
    when: 'somebody brings it by a label',
    is: 'fail',
    planes: besides(
      [],
      [
        clusterRole('edit', [], {
          aggregationRule: {
            clusterRoleSelectors: [{ matchLabels: { 'aggregate-to-edit': 'true' } }],
          },
        }),
        {
          ...clusterRole('extra', [rule('patch', 'endpointslices', 'discovery.k8s.io')]),
          metadata: { name: 'extra', labels: { 'aggregate-to-edit': 'true' } },
        },
      ],
    ),
    says: 'ClusterRole extra',
  },
]);

testAccess('AKS-RBAC-019', [
  { when: 'nobody deletes traces', is: 'pass' },
  {
    when: 'events are deleted everywhere',
    is: 'fail',
    planes: everywhere(rule('delete', 'events')),
  },
  { when: 'only those of a namespace', is: 'pass', planes: inShop(rule('delete', 'events')) },
  {
    when: 'somebody changes the DNS',
    is: 'fail',
    planes: besides(
      [bind('kube-system', 'x', 'Role dns', 'ServiceAccount shop/tool')],
      [role('kube-system', 'dns', [rule('patch', 'configmaps', '', ['coredns-custom'])])],
    ),
    says: 'change ConfigMaps',
  },
  { when: 'ConfigMaps of a namespace', is: 'pass', planes: inShop(rule('update', 'configmaps')) },
]);
