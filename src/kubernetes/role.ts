import { type KubernetesResource, kubernetesReadings } from './readings.ts';

export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** Exactly what is read. `/version` and `/apis` need no rule: Kubernetes shows them to everybody who is signed in. */
export function roleRules(): PolicyRule[] {
  const groups = new Map<string, Set<string>>();
  for (const { resources } of kubernetesReadings)
    for (const { group, resource } of resources) {
      const known = groups.get(group) ?? new Set();
      groups.set(group, known.add(resource));
    }
  return [...groups]
    .sort(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([group, resources]) => ({
      apiGroups: [group],
      resources: [...resources].sort(),
      verbs: ['list'],
    }));
}

/** The rule that is missing, and the ways to give it. */
export function roleHelp({ group, resource }: Pick<KubernetesResource, 'group' | 'resource'>) {
  const rule = `apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["list"]`;
  const azure = inReader[group]?.includes(resource)
    ? 'where the cluster uses Azure RBAC, the role Azure Kubernetes Service RBAC Reader holds it too.'
    : 'the Azure role Azure Kubernetes Service RBAC Reader does not hold it.';
  return `The reading identity lacks the rule ${rule}: apply deploy/kubernetes-cluster-role.yaml; ${azure}`;
}

/**
 * What Azure's own role holds of it: most of what lies in a namespace; neither secrets, roles, nodes nor custom resources.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers#azure-kubernetes-service-rbac-reader
 */
const inReader: Record<string, readonly string[]> = {
  '': [
    'configmaps',
    'limitranges',
    'namespaces',
    'pods',
    'replicationcontrollers',
    'resourcequotas',
    'serviceaccounts',
    'services',
  ],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  batch: ['cronjobs', 'jobs'],
  'networking.k8s.io': ['ingresses', 'networkpolicies'],
  policy: ['poddisruptionbudgets'],
};
