/**
 * The roles that every cluster has for people, as far as they give what the checks ask for. Used where a binding
 * names one that was not read, as in manifests.
 * https://github.com/kubernetes/kubernetes/blob/master/plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go
 */
import type { KubernetesObject } from '../../kubernetes/objects.ts';

const read = ['get', 'list', 'watch'];
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const core = [''];

const adminRules = [
  {
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['rolebindings', 'roles'],
    verbs: [...write, ...read],
  },
];

const editRules = [
  {
    apiGroups: core,
    resources: [
      'pods/attach',
      'pods/exec',
      'pods/portforward',
      'pods/proxy',
      'secrets',
      'services/proxy',
    ],
    verbs: read,
  },
  { apiGroups: core, resources: ['serviceaccounts'], verbs: ['impersonate'] },
  {
    apiGroups: core,
    resources: ['pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'],
    verbs: write,
  },
  {
    apiGroups: core,
    resources: [
      'configmaps',
      'events',
      'persistentvolumeclaims',
      'replicationcontrollers',
      'secrets',
      'serviceaccounts',
      'services',
    ],
    verbs: write,
  },
  { apiGroups: core, resources: ['serviceaccounts/token'], verbs: ['create'] },
  {
    apiGroups: ['apps'],
    resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: write,
  },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: write },
  {
    apiGroups: ['networking.k8s.io'],
    resources: ['ingresses', 'networkpolicies'],
    verbs: write,
  },
];

const viewRules = [
  { apiGroups: core, resources: ['configmaps', 'events', 'pods', 'pods/log'], verbs: read },
];

const everything = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

export const builtInRoles: readonly KubernetesObject[] = [
  clusterRole('cluster-admin', everything),
  clusterRole('admin', [...adminRules, ...editRules, ...viewRules]),
  clusterRole('edit', [...editRules, ...viewRules]),
  clusterRole('view', viewRules),
];

function clusterRole(name: string, rules: object[]): KubernetesObject {
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules,
  };
}
