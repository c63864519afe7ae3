/**
 * Roles and bindings that Kubernetes and AKS bring.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 */
import { aggregated } from '../authorization.ts';
import type { KubeObject } from '../wire.ts';
import { binding, kinds, type Meta, make, type Rule, role, rule } from './make.ts';
import type { Setting } from './setting.ts';

const bootstrapped = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const aks = { 'addonmanager.kubernetes.io/mode': 'Reconcile' };
const aggregate = (to: string) => `rbac.authorization.k8s.io/aggregate-to-${to}`;

const reads = 'get list watch';
const writes = 'create delete deletecollection patch update';
const all = [rule('*', '*', '*'), { nonResourceURLs: ['*'], verbs: ['*'] }];

const viewed = [
  rule(
    '',
    'configmaps endpoints persistentvolumeclaims pods replicationcontrollers serviceaccounts services bindings events limitranges namespaces pods/log pods/status resourcequotas',
    reads,
  ),
  rule('apps', 'daemonsets deployments replicasets statefulsets', reads),
  rule('batch', 'cronjobs jobs', reads),
  rule('networking.k8s.io', 'ingresses networkpolicies', reads),
  rule('policy', 'poddisruptionbudgets', reads),
];
const edited = [
  rule('', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy', reads),
  rule('', 'serviceaccounts', 'impersonate'),
  rule('', 'pods pods/attach pods/exec pods/portforward pods/proxy', writes),
  rule('', 'pods/eviction', 'create'),
  rule(
    '',
    'configmaps persistentvolumeclaims replicationcontrollers secrets serviceaccounts services',
    writes,
  ),
  rule('', 'serviceaccounts/token', 'create'),
  rule('apps', 'daemonsets deployments replicasets statefulsets', writes),
  rule('batch', 'cronjobs jobs', writes),
  rule('networking.k8s.io', 'ingresses networkpolicies', writes),
  rule('policy', 'poddisruptionbudgets', writes),
];
const administered = [
  rule('authorization.k8s.io', 'localsubjectaccessreviews', 'create'),
  rule('rbac.authorization.k8s.io', 'rolebindings roles', `${reads} ${writes}`),
];

const urls = (...nonResourceURLs: string[]): Rule[] => [{ nonResourceURLs, verbs: ['get'] }];
const reviews = 'selfsubjectaccessreviews selfsubjectrulesreviews';

/** Role → its rules, and who is bound to it for the whole cluster. */
const systemRoles: Record<string, { rules: Rule[]; bound?: string }> = {
  'system:discovery': {
    rules: urls(
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/',
    ),
    bound: 'Group:system:authenticated',
  },
  'system:basic-user': {
    rules: [
      rule('authorization.k8s.io', reviews, 'create'),
      rule('authentication.k8s.io', 'selfsubjectreviews', 'create'),
    ],
    bound: 'Group:system:authenticated',
  },
  'system:public-info-viewer': {
    rules: urls('/healthz', '/livez', '/readyz', '/version', '/version/'),
    bound: 'Group:system:authenticated Group:system:unauthenticated',
  },
  'system:node-proxier': {
    rules: [
      rule('', 'endpoints services nodes', reads),
      rule('discovery.k8s.io', 'endpointslices', reads),
    ],
    bound: 'User:system:kube-proxy',
  },
  'system:node': {
    rules: [
      rule('', 'nodes pods services', reads),
      rule('', 'nodes/status pods/status', 'patch update'),
    ],
  },
  'system:kube-scheduler': {
    rules: [rule('', 'pods/binding bindings', 'create'), rule('', 'nodes pods', reads)],
    bound: 'User:system:kube-scheduler',
  },
  'system:kube-controller-manager': {
    rules: [
      rule('', 'secrets serviceaccounts', 'create delete get update'),
      rule('', 'serviceaccounts/token', 'create'),
      rule('*', '*', 'list watch'),
    ],
    bound: 'User:system:kube-controller-manager',
  },
  'system:monitoring': {
    rules: urls('/metrics', '/metrics/slis', '/livez', '/readyz'),
    bound: 'Group:system:monitoring',
  },
  'system:volume-scheduler': {
    rules: [rule('', 'persistentvolumes', 'get list patch update watch')],
    bound: 'User:system:kube-scheduler',
  },
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': {
    rules: [rule('certificates.k8s.io', 'certificatesigningrequests/nodeclient', 'create')],
  },
  'system:auth-delegator': {
    rules: [
      rule('authentication.k8s.io', 'tokenreviews', 'create'),
      rule('authorization.k8s.io', 'subjectaccessreviews', 'create'),
    ],
  },
  'system:controller:clusterrole-aggregation-controller': {
    rules: [
      rule('rbac.authorization.k8s.io', 'clusterroles', 'escalate get list patch update watch'),
    ],
    bound: 'kube-system/clusterrole-aggregation-controller',
  },
  'system:controller:generic-garbage-collector': {
    rules: [rule('*', '*', 'delete get list patch update watch')],
    bound: 'kube-system/generic-garbage-collector',
  },
  'system:controller:namespace-controller': {
    rules: [rule('*', '*', 'delete deletecollection get list')],
    bound: 'kube-system/namespace-controller',
  },
  'system:controller:resourcequota-controller': {
    rules: [rule('*', '*', 'list watch')],
    bound: 'kube-system/resourcequota-controller',
  },
  'system:controller:daemon-set-controller': {
    rules: [rule('', 'pods', 'create delete list patch watch')],
    bound: 'kube-system/daemon-set-controller',
  },
};

export function defaultRoles(setting: Setting): KubeObject[] {
  const kubernetes = (name: string, labels = {}): Meta => ({
    name,
    labels: { ...bootstrapped, ...labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
    days: 600,
  });
  const parts = [
    role(setting, kubernetes('system:aggregate-to-view', { [aggregate('view')]: 'true' }), viewed),
    role(setting, kubernetes('system:aggregate-to-edit', { [aggregate('edit')]: 'true' }), edited),
    role(
      setting,
      kubernetes('system:aggregate-to-admin', { [aggregate('admin')]: 'true' }),
      administered,
    ),
  ];
  const chain = { view: ['edit'], edit: ['admin'], admin: [] };
  for (const [name, to] of Object.entries(chain)) {
    const labels = Object.fromEntries(to.map((each) => [aggregate(each), 'true']));
    const made = make(setting, kinds.rbac, 'ClusterRole', kubernetes(name, labels), {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [aggregate(name)]: 'true' } }] },
    });
    parts.push({ ...made, rules: aggregated(made, parts) });
  }
  const system = Object.entries(systemRoles).flatMap(([name, { rules, bound }]) => [
    role(setting, kubernetes(name), rules),
    ...(bound ? [binding(setting, kubernetes(name), name, ...bound.split(' '))] : []),
  ]);
  return [
    role(setting, kubernetes('cluster-admin'), all),
    binding(setting, kubernetes('cluster-admin'), 'cluster-admin', 'Group:system:masters'),
    ...parts,
    ...system,
    ...aksRoles(setting),
  ];
}

function aksRoles(setting: Setting): KubeObject[] {
  const meta = (name: string): Meta => ({ name, labels: aks, days: 600 });
  const groups: string[] = setting.properties.aadProfile?.adminGroupObjectIDs ?? [];
  const admins = groups.map((id) => `Group:${id}`);
  return [
    binding(setting, meta('aks-cluster-admin-binding'), 'cluster-admin', 'User:clusterAdmin'),
    ...(admins.length > 0
      ? [binding(setting, meta('aks-cluster-admin-binding-aad'), 'cluster-admin', ...admins)]
      : []),
    role(setting, meta('aks-service'), [
      rule('*', '*', reads),
      rule('', 'pods', 'delete'),
      rule('', 'pods/exec', 'create'),
    ]),
    binding(setting, meta('aks-service-rolebinding'), 'aks-service', 'User:aks-support'),
    role(setting, meta('system:azure-cloud-provider'), [
      rule('', 'events', 'create patch update'),
      rule('', 'nodes', `${reads} patch`),
    ]),
    binding(
      setting,
      meta('system:azure-cloud-provider'),
      'system:azure-cloud-provider',
      'kube-system/azure-cloud-provider',
    ),
    role(setting, meta('system:azure-cloud-provider-secret-getter'), [
      rule('', 'secrets', 'get create'),
    ]),
    binding(
      setting,
      meta('system:azure-cloud-provider-secret-getter'),
      'system:azure-cloud-provider-secret-getter',
      'kube-system/azure-cloud-provider',
    ),
    role(setting, meta('system:coredns'), [
      rule('', 'endpoints services pods namespaces', 'list watch'),
    ]),
    binding(setting, meta('system:coredns'), 'system:coredns', 'kube-system/coredns'),
    role(setting, meta('system:metrics-server'), [
      rule('', 'nodes/metrics', 'get'),
      rule('', 'pods nodes', reads),
    ]),
    binding(
      setting,
      meta('system:metrics-server'),
      'system:metrics-server',
      'kube-system/metrics-server',
    ),
    binding(
      setting,
      meta('system:konnectivity-server'),
      'system:auth-delegator',
      'User:system:konnectivity-server',
    ),
    role(setting, meta('csi-azuredisk-node-role'), [
      rule('', 'secrets', 'get'),
      rule('', 'nodes', 'get list'),
    ]),
    binding(
      setting,
      meta('csi-azuredisk-node-role'),
      'csi-azuredisk-node-role',
      'kube-system/csi-azuredisk-node',
    ),
    role(setting, meta('csi-azurefile-node-role'), [rule('', 'secrets', 'get create')]),
    binding(
      setting,
      meta('csi-azurefile-node-role'),
      'csi-azurefile-node-role',
      'kube-system/csi-azurefile-node',
    ),
    role(setting, { ...meta('system::leader-locking-kube-scheduler'), namespace: 'kube-system' }, [
      rule('', 'configmaps', 'get watch'),
    ]),
    binding(
      setting,
      { ...meta('system::leader-locking-kube-scheduler'), namespace: 'kube-system' },
      'Role/system::leader-locking-kube-scheduler',
      'User:system:kube-scheduler',
    ),
  ];
}
