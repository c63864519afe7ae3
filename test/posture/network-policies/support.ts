import type { KubernetesObject } from '../../../src/kubernetes/objects.ts';
import { egressTo, preparePolicies } from '../../../src/posture/network-policies/evaluate.ts';
import type {
  EgressQuestion,
  Policies,
  Verdict,
} from '../../../src/posture/network-policies/types.ts';

export function networkPolicy(name: string, spec: object, namespace = 'shop'): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: { podSelector: {}, ...spec },
  };
}

export function ciliumPolicy(name: string, spec: object, namespace = 'shop'): KubernetesObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace },
    spec: { endpointSelector: {}, ...spec },
  };
}

export function clusterwide(name: string, spec: object): KubernetesObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: { name },
    spec,
  };
}

export function adminPolicy(name: string, spec: object): KubernetesObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: { name },
    spec: { priority: 10, subject: { namespaces: {} }, ...spec },
  };
}

export function baseline(spec: object): KubernetesObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'BaselineAdminNetworkPolicy',
    metadata: { name: 'default' },
    spec: { subject: { namespaces: {} }, ...spec },
  };
}

export function calicoPolicy(kind: string, spec: object, namespace?: string): KubernetesObject {
  return {
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: { name: 'own', ...(namespace && { namespace }) },
    spec,
  };
}

/** No policies at all, with an engine that heeds every kind. */
export const none: Policies = {
  engine: 'other',
  networkPolicies: [],
  ciliumPolicies: [],
  calicoPolicies: [],
  adminPolicies: [],
  heedsAdminPolicies: 'yes',
  namespaceLabels: new Map([['shop', { team: 'shop', 'kubernetes.io/metadata.name': 'shop' }]]),
};

export const web: EgressQuestion['pod'] = {
  namespace: 'shop',
  labels: { app: 'web', tier: 'front' },
  serviceAccountName: 'web',
};

/** May the web pod reach the metadata service, unless asked otherwise? */
export function ask(policies: Partial<Policies>, question: Partial<EgressQuestion> = {}): Verdict {
  return egressTo(
    { pod: web, address: '169.254.169.254', port: 80, protocol: 'TCP', ...question },
    preparePolicies({ ...none, ...policies }),
  );
}

export const all = { ipBlock: { cidr: '0.0.0.0/0' } };
export const allBut = (...except: string[]) => ({ ipBlock: { cidr: '0.0.0.0/0', except } });
