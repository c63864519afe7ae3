import {
  accessPlanes,
  account,
  besides,
  bind,
  bindCluster,
  clusterRole,
  rule,
  testAccess,
  workload,
} from './support/good-access.ts';

const tool = clusterRole('tool', [rule('list', 'secrets')]);

/** A workload that runs as `shop/tool`, which may read every secret. */
function strong(spec: object = {}, accountMore: object = {}) {
  const good = accessPlanes();
  return {
    ...besides([bindCluster('tool', 'ClusterRole tool', 'ServiceAccount shop/tool')], [tool]),
    workloads: [...good.workloads, workload('agent', { serviceAccountName: 'tool', ...spec })],
    serviceAccounts: [...good.serviceAccounts, account('tool', accountMore)],
  };
}

function running(spec: object, accounts = accessPlanes().serviceAccounts) {
  return { workloads: [workload('agent', spec)], serviceAccounts: accounts };
}

const projected = (audience?: string) => ({
  automountServiceAccountToken: false,
  volumes: [
    { name: 'api', projected: { sources: [{ serviceAccountToken: { audience, path: 't' } }] } },
  ],
});

testAccess('AKS-RBAC-015', [
  { when: 'no pod carries its token', is: 'pass' },
  {
    when: 'it may be mounted',
    is: 'fail',
    planes: running({}, [account('default')]),
    says: 'a workload carries its token: Deployment shop/agent.',
    fix: 'patch serviceaccount default --namespace shop',
  },
  { when: 'the account is not among those read', is: 'fail', planes: running({}, []) },
  {
    when: 'the pod says no',
    is: 'pass',
    planes: running({ automountServiceAccountToken: false }, [account('default')]),
  },
  {
    when: 'the pod says yes, whatever the account says',
    is: 'fail',
    planes: running({ automountServiceAccountToken: true }),
  },
  {
    when: 'it has rights',
    is: 'fail',
    planes: besides([bind('shop', 'x', 'ClusterRole view', 'ServiceAccount shop/default')]),
    says: 'rights are bound to ServiceAccount shop/default',
    fix: 'delete rolebinding x --namespace shop',
  },
  {
    when: 'the role is not there',
    is: 'fail',
    planes: besides([bind('shop', 'x', 'Role nowhere', 'ServiceAccount shop/default')]),
  },
  {
    when: 'it has them under its name as a user',
    is: 'fail',
    planes: besides([
      bindCluster('x', 'ClusterRole view', 'User system:serviceaccount:shop:default'),
    ]),
  },
  {
    when: 'it is that of the system',
    is: 'pass',
    planes: besides([bindCluster('x', 'ClusterRole view', 'ServiceAccount kube-system/default')]),
  },
  { when: 'service accounts cannot be read', is: 'unknown', hidden: ['serviceAccounts'] },
]);

testAccess('AKS-RBAC-016', [
  { when: 'who carries a token needs it', is: 'pass' },
  {
    when: 'the account has no rights',
    is: 'fail',
    planes: running({ serviceAccountName: 'idle' }, [account('idle')]),
    says: 'A workload carries the token of a service account that has no rights: Deployment shop/agent.',
    fix: 'patch serviceaccount idle --namespace shop --patch',
  },
  {
    when: 'all accounts of the namespace have rights',
    is: 'pass',
    planes: {
      ...besides([bind('shop', 'x', 'ClusterRole view', 'Group system:serviceaccounts:shop')]),
      ...running({ serviceAccountName: 'idle' }, [account('idle')]),
    },
  },
  {
    when: 'a token for somebody else is mounted',
    is: 'pass',
    planes: running({ serviceAccountName: 'idle', ...projected('api://AzureADTokenExchange') }, [
      account('idle'),
    ]),
  },
  {
    when: 'one for the API server is mounted by hand',
    is: 'fail',
    planes: running({ serviceAccountName: 'idle', ...projected() }, [account('idle')]),
  },
  ...['https://kubernetes.default.svc', 'https://aks-1.hcp.westeurope.azmk8s.io:443'].map(
    (audience) => ({
      when: `one for the API server is mounted by hand, called ${audience}`,
      is: 'fail' as const,
      planes: running({ serviceAccountName: 'idle', ...projected(audience) }, [account('idle')]),
    }),
  ),
  { when: 'nothing runs', is: 'not-applicable', planes: { workloads: [] } },
]);

testAccess('AKS-RBAC-017', [
  { when: 'nothing that runs is strong', is: 'pass' },
  {
    when: 'a workload reads every secret',
    is: 'fail',
    planes: strong(),
    says: 'Deployment shop/agent as shop/tool can read secrets (ClusterRoleBinding tool → ClusterRole tool → rules[0])',
    fix: 'delete clusterrolebinding tool',
  },
  {
    when: 'its token is not mounted',
    is: 'pass',
    planes: strong({ automountServiceAccountToken: false }),
  },
  {
    when: 'its account says no, and the pod yes',
    is: 'fail',
    planes: strong({ automountServiceAccountToken: true }, { automountServiceAccountToken: false }),
  },
  {
    when: 'its account says no',
    is: 'pass',
    planes: strong({}, { automountServiceAccountToken: false }),
  },
  {
    when: 'all service accounts are administrators',
    is: 'fail',
    planes: besides([
      bindCluster('x', 'ClusterRole cluster-admin', 'Group system:serviceaccounts'),
    ]),
    says: 'Deployment shop/web as shop/web can do everything',
  },
  {
    when: 'those of its namespace enter pods of kube-system',
    is: 'fail',
    planes: besides(
      [bind('kube-system', 'x', 'ClusterRole enter', 'Group system:serviceaccounts:shop')],
      [clusterRole('enter', [rule('create', 'pods/exec')])],
    ),
    says: 'can enter pods (RoleBinding kube-system/x',
  },
  {
    when: 'the right is for its own namespace',
    is: 'pass',
    planes: besides([bind('shop', 'x', 'ClusterRole edit', 'ServiceAccount shop/web')]),
  },
  {
    when: 'the configuration allows it',
    is: 'pass',
    planes: strong(),
    config: {
      allowedSubjects: [{ subject: 'ServiceAccount shop/tool', checks: ['AKS-RBAC-017'] }],
    },
  },
  { when: 'workloads cannot be read', is: 'unknown', hidden: ['workloads'] },
]);
