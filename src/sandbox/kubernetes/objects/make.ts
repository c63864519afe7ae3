/** Objects as an API server returns them: with an id, an age, and what it fills in itself. */
import type { Json, KubeObject } from '../wire.ts';
import type { Setting } from './setting.ts';

export interface Meta {
  name: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** How old it is. */
  days?: number;
  ownerReferences?: Json[];
}

/** @param rest everything beside the metadata: `spec`, `data`, `rules`, … */
export function make(
  setting: Setting,
  apiVersion: string,
  kind: string,
  { name, namespace, labels, annotations, days = 200, ownerReferences }: Meta,
  rest: Json = {},
): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace && { namespace }),
      uid: setting.id(apiVersion, kind, namespace ?? '', name),
      creationTimestamp: setting.ago(days),
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ...(ownerReferences && { ownerReferences }),
    },
    ...rest,
  };
}

export const kinds = {
  rbac: 'rbac.authorization.k8s.io/v1',
  apps: 'apps/v1',
  network: 'networking.k8s.io/v1',
} as const;

/** A namespace; without labels nothing enforces a pod security standard in it. */
export function namespace(
  setting: Setting,
  name: string,
  { labels = {}, annotations }: Pick<Meta, 'labels' | 'annotations'> = {},
): KubeObject {
  return make(
    setting,
    'v1',
    'Namespace',
    { name, labels: { 'kubernetes.io/metadata.name': name, ...labels }, annotations },
    { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } },
  );
}

export function serviceAccount(
  setting: Setting,
  given: Meta,
  { automount }: { automount?: boolean } = {},
): KubeObject {
  const rest = automount === undefined ? {} : { automountServiceAccountToken: automount };
  return make(setting, 'v1', 'ServiceAccount', given, rest);
}

/** A Secret whose values nobody may ever see outside: each says so itself. */
export function secret(setting: Setting, given: Meta, type: string, keys: string[]): KubeObject {
  const data = Object.fromEntries(
    keys.map((key) => {
      const canary = `canary-do-not-leak-${setting.name}-${given.namespace}-${given.name}-${key}`;
      return [key, Buffer.from(canary).toString('base64')];
    }),
  );
  return make(setting, 'v1', 'Secret', given, { type, data });
}

export interface Rule {
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  verbs: string[];
  nonResourceURLs?: string[];
}

/** `rule('', 'pods services', 'get list')`. */
export function rule(groups: string, resources: string, verbs: string): Rule {
  const list = (words: string) => words.split(' ').map((word) => (word === '-' ? '' : word));
  return {
    apiGroups: groups === '' ? [''] : list(groups),
    resources: list(resources),
    verbs: list(verbs),
  };
}

export function role(setting: Setting, given: Meta, rules: Rule[]): KubeObject {
  const kind = given.namespace ? 'Role' : 'ClusterRole';
  return make(setting, kinds.rbac, kind, given, { rules });
}

/** `Group:id`, `User:name` or `namespace/serviceaccount`. */
function subject(word: string): Json {
  const [kind, ...name] = word.split(':');
  if (kind === 'User' || kind === 'Group')
    return { kind, apiGroup: 'rbac.authorization.k8s.io', name: name.join(':') };
  const [where, account] = word.split('/');
  return { kind: 'ServiceAccount', name: account, namespace: where };
}

/** A binding; of the whole cluster where it has no namespace. @param roleName `Role/name`, or the name of a ClusterRole */
export function binding(
  setting: Setting,
  given: Meta,
  roleName: string,
  ...subjects: string[]
): KubeObject {
  const [kind, name] = roleName.startsWith('Role/')
    ? ['Role', roleName.slice(5)]
    : ['ClusterRole', roleName];
  return make(setting, kinds.rbac, given.namespace ? 'RoleBinding' : 'ClusterRoleBinding', given, {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: subjects.map(subject),
  });
}

export function service(setting: Setting, given: Meta, spec: Json, status: Json = {}): KubeObject {
  return make(setting, 'v1', 'Service', given, {
    spec: {
      type: 'ClusterIP',
      sessionAffinity: 'None',
      internalTrafficPolicy: 'Cluster',
      ...spec,
      ports: spec.ports.map((port: Json) => ({ protocol: 'TCP', targetPort: port.port, ...port })),
    },
    status: { loadBalancer: status },
  });
}

/** What makes a kind known; `metadata.name` is `plural.group`. */
export function crd(
  setting: Setting,
  group: string,
  names: string,
  { versions = ['v1'], cluster = false, labels }: CrdOptions = {},
): KubeObject[] {
  return names.split(', ').map((pair) => {
    const [plural = '', kind = ''] = pair.split(' ');
    return make(
      setting,
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { name: `${plural}.${group}`, labels },
      {
        spec: {
          group,
          names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
          scope: cluster ? 'Cluster' : 'Namespaced',
          conversion: { strategy: 'None' },
          versions: versions.map((name, index) => ({
            name,
            served: true,
            storage: index === 0,
            schema: {
              openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          })),
        },
        status: { conditions: [{ type: 'Established', status: 'True' }], storedVersions: versions },
      },
    );
  });
}

interface CrdOptions {
  /** The preferred one first. */
  versions?: string[];
  cluster?: boolean;
  labels?: Record<string, string>;
}
