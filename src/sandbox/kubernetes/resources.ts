/**
 * What every API server serves by itself; what CRDs add is read from the cluster's own CRDs.
 * https://kubernetes.io/docs/reference/kubernetes-api/
 */
import type { KubeObject, Resource } from './wire.ts';

const builtIn: Resource[] = [
  ...core('namespaces Namespace -', 'nodes Node -', 'pods Pod', 'serviceaccounts ServiceAccount'),
  ...core('configmaps ConfigMap', 'secrets Secret', 'services Service', 'endpoints Endpoints'),
  ...core('resourcequotas ResourceQuota', 'limitranges LimitRange', 'events Event'),
  ...core('replicationcontrollers ReplicationController', 'persistentvolumes PersistentVolume -'),
  ...core('persistentvolumeclaims PersistentVolumeClaim'),
  ...group('apps', 'deployments Deployment', 'statefulsets StatefulSet', 'daemonsets DaemonSet'),
  ...group('apps', 'replicasets ReplicaSet'),
  ...group('batch', 'jobs Job', 'cronjobs CronJob'),
  ...group('networking.k8s.io', 'networkpolicies NetworkPolicy', 'ingresses Ingress'),
  ...group('networking.k8s.io', 'ingressclasses IngressClass -'),
  ...group('policy', 'poddisruptionbudgets PodDisruptionBudget'),
  ...group('rbac.authorization.k8s.io', 'roles Role', 'rolebindings RoleBinding'),
  ...group('rbac.authorization.k8s.io', 'clusterroles ClusterRole -'),
  ...group('rbac.authorization.k8s.io', 'clusterrolebindings ClusterRoleBinding -'),
  ...group('storage.k8s.io', 'storageclasses StorageClass -'),
  ...group(
    'admissionregistration.k8s.io',
    'validatingwebhookconfigurations ValidatingWebhookConfiguration -',
    'mutatingwebhookconfigurations MutatingWebhookConfiguration -',
  ),
  ...group('apiextensions.k8s.io', 'customresourcedefinitions CustomResourceDefinition -'),
];

function core(...lines: string[]): Resource[] {
  return group('', ...lines);
}

/** Each line is `plural Kind`, with a dash behind those that belong to the whole cluster. */
function group(name: string, ...lines: string[]): Resource[] {
  return lines.map((line) => {
    const [plural = '', kind = '', cluster] = line.split(' ');
    return { group: name, versions: ['v1'], kind, plural, namespaced: !cluster };
  });
}

export const crdKey = 'apiextensions.k8s.io/customresourcedefinitions';

/** Built-in resources, and those of the CRDs given. */
export function resourcesWith(crds: KubeObject[]): Resource[] {
  const custom = crds.map(({ spec }): Resource => {
    const served = spec.versions.filter((each: { served: boolean }) => each.served);
    return {
      group: spec.group,
      versions: served.map(({ name }: { name: string }) => name),
      kind: spec.names.kind,
      plural: spec.names.plural,
      namespaced: spec.scope === 'Namespaced',
      custom: true,
    };
  });
  return [...builtIn, ...custom];
}
