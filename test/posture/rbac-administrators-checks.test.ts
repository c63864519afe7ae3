import {
  besides,
  bind,
  bindCluster,
  built,
  clusterRole,
  role,
  rule,
  testAccess,
} from './support/good-access.ts';

const everything = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

testAccess('AKS-RBAC-001', [
  { when: 'only built-in bindings give every right', is: 'pass' },
  {
    when: 'a group is bound to cluster-admin',
    is: 'fail',
    planes: besides([bindCluster('ops', 'ClusterRole cluster-admin', 'Group ops')]),
    says: 'One subject holds every right: Group ops (everywhere).',
    fix: 'kubectl --context aks-shop delete clusterrolebinding ops',
  },
  {
    when: 'a role of another name holds everything',
    is: 'fail',
    planes: besides(
      [bindCluster('x', 'ClusterRole god', 'User ana')],
      [clusterRole('god', [everything])],
    ),
    says: 'User ana',
  },
  {
    when: 'it takes in everything by its label',
    is: 'fail',
    planes: besides(
      [bindCluster('x', 'ClusterRole wide', 'User ana')],
      [
        clusterRole('wide', [], {
          aggregationRule: {
            clusterRoleSelectors: [
              { matchExpressions: [{ key: 'team', operator: 'In', values: ['ops'] }] },
            ],
          },
        }),
        {
          ...clusterRole('part', [everything]),
          metadata: { name: 'part', labels: { team: 'ops' } },
        },
      ],
    ),
    says: 'User ana',
  },
  {
    when: 'a default binding has another subject',
    is: 'fail',
    change: (_, { roleBindings }) =>
      roleBindings
        .find(({ metadata }) => metadata.name === 'aks-cluster-admin-binding')
        ?.subjects.push({ kind: 'User', name: 'mallory' }),
    says: 'User mallory (everywhere)',
    fix: /"path\\+":\\+"\/subjects\/1\/name/,
  },
  {
    when: 'AKS binds a group that is no group of administrators',
    is: 'fail',
    change: (_, { roleBindings }) =>
      roleBindings
        .find(({ metadata }) => metadata.name === 'aks-cluster-admin-binding-aad')
        ?.subjects.push({ kind: 'Group', name: 'aaaaaaaa-0000-4000-8000-00000000000f' }),
    says: '00000000000f',
  },
  {
    when: 'the groups of administrators are not known',
    is: 'pass',
    hidden: ['managedCluster'],
  },
  {
    when: 'everything is bound in one namespace of a team',
    is: 'pass',
    planes: besides([bind('shop', 'x', 'ClusterRole cluster-admin', 'Group team')]),
  },
  {
    when: 'everything is bound in kube-system',
    is: 'fail',
    planes: besides([bind('kube-system', 'x', 'ClusterRole cluster-admin', 'Group team')]),
    says: 'Group team (in kube-system)',
  },
  {
    when: 'the configuration names it',
    is: 'pass',
    planes: besides([
      bindCluster('x', 'ClusterRole cluster-admin', 'ServiceAccount flux-system/kustomize'),
    ]),
    config: {
      allowedSubjects: [{ subject: 'ServiceAccount flux-system/*', checks: ['AKS-RBAC-001'] }],
    },
  },
  {
    when: 'a label says that AKS keeps it',
    is: 'fail',
    planes: besides([
      {
        ...bindCluster('x', 'ClusterRole cluster-admin', 'ServiceAccount kube-system/y'),
        metadata: { name: 'x', labels: { 'addonmanager.kubernetes.io/mode': 'Reconcile' } },
      },
    ]),
  },
  {
    when: 'a binding names a role that is not there',
    is: 'pass',
    planes: besides([bindCluster('x', 'ClusterRole nowhere', 'Group ops')]),
  },
  {
    when: 'Azure gives rights too',
    is: 'pass',
    set: { 'aadProfile.enableAzureRBAC': true },
    says: 'AKS-IAM-018',
  },
  { when: 'bindings cannot be read', is: 'unknown', hidden: ['roleBindings'] },
]);

testAccess('AKS-RBAC-002', [
  { when: 'only the binding of every cluster names it', is: 'pass' },
  {
    when: 'another binding names it',
    is: 'fail',
    planes: besides([bind('shop', 'x', 'ClusterRole view', 'Group system:masters')]),
    says: 'A binding names system:masters',
    fix: 'delete rolebinding x --namespace shop',
  },
  {
    when: 'it names a role that is not there',
    is: 'fail',
    planes: besides([bindCluster('x', 'ClusterRole nowhere', 'Group system:masters')]),
  },
]);

testAccess('AKS-RBAC-003', [
  { when: 'callers without login see health and version', is: 'pass' },
  {
    when: 'the anonymous user may list pods',
    is: 'fail',
    planes: besides([bind('shop', 'x', 'ClusterRole view', 'User system:anonymous')]),
    says: 'User system:anonymous (in shop)',
  },
  {
    when: 'the default role was widened',
    is: 'fail',
    change: (_, { roles }) =>
      roles
        .find(({ metadata }) => metadata.name === 'system:public-info-viewer')
        ?.rules.push(rule('get', 'secrets')),
    says: 'Group system:unauthenticated',
  },
  {
    when: 'only the public keys are given',
    is: 'pass',
    planes: besides(
      [bindCluster('x', 'ClusterRole keys', 'Group system:unauthenticated')],
      [clusterRole('keys', [{ nonResourceURLs: ['/openid/v1/jwks'], verbs: ['get'] }])],
    ),
  },
  {
    when: 'every path is given',
    is: 'fail',
    planes: besides(
      [bindCluster('x', 'ClusterRole paths', 'Group system:unauthenticated')],
      [clusterRole('paths', [{ nonResourceURLs: ['*'], verbs: ['get'] }])],
    ),
  },
]);

testAccess('AKS-RBAC-004', [
  { when: 'signing in gives discovery', is: 'pass' },
  {
    when: 'everyone may view everything',
    is: 'fail',
    planes: besides([bindCluster('x', 'ClusterRole view', 'Group system:authenticated')]),
    says: 'Group system:authenticated (everywhere)',
  },
  {
    when: 'every pod may',
    is: 'fail',
    planes: besides([bindCluster('x', 'ClusterRole view', 'Group system:serviceaccounts')]),
  },
]);

testAccess('AKS-RBAC-005', [
  { when: 'only built-in roles hold wildcards', is: 'pass' },
  {
    when: 'a role gives every verb',
    is: 'fail',
    planes: besides([], [role('shop', 'deployer', [rule('*', 'deployments', 'apps')])]),
    says: 'Role shop/deployer (every verb; bound to nobody)',
    fix: 'edit role deployer --namespace shop',
  },
  {
    when: 'the worst is bound',
    is: 'fail',
    planes: besides(
      [bindCluster('x', 'ClusterRole wide', 'Group a')],
      [
        role('shop', 'deployer', [rule('*', 'deployments', 'apps')]),
        clusterRole('wide', [everything]),
      ],
    ),
    says: /2 roles hold wildcards: ClusterRole wide \(every verb, every resource and every API group\)/,
  },
  {
    when: 'a role that is bound takes in the one with wildcards',
    is: 'fail',
    planes: besides(
      [bindCluster('x', 'ClusterRole wide', 'Group a')],
      [
        clusterRole('wide', [], {
          aggregationRule: { clusterRoleSelectors: [{ matchLabels: { team: 'ops' } }] },
        }),
        {
          ...clusterRole('part', [everything]),
          metadata: { name: 'part', labels: { team: 'ops' } },
        },
      ],
    ),
    says: 'ClusterRole part (every verb, every resource and every API group).',
  },
  {
    when: 'a star stands where the API server knows none',
    is: 'pass',
    planes: besides([], [role('shop', 'x', [rule('get', 'pods/*')])]),
  },
  {
    when: 'a role calls itself a default',
    is: 'fail',
    planes: besides([], [built(clusterRole('mine', [everything]))]),
  },
  {
    when: 'it reads all kinds of a vendor',
    is: 'pass',
    planes: besides([], [clusterRole('x', [rule('get,list', '*', 'constraints.gatekeeper.sh')])]),
  },
  {
    when: 'it reads all of a group of Kubernetes',
    is: 'fail',
    planes: besides([], [clusterRole('x', [rule('get,list', '*', 'rbac.authorization.k8s.io')])]),
  },
  {
    when: 'it serves the system alone',
    is: 'pass',
    planes: besides(
      [bindCluster('x', 'ClusterRole keda', 'ServiceAccount kube-system/keda')],
      [clusterRole('keda', [rule('*', 'scaledobjects', 'keda.sh')])],
    ),
  },
]);
