/** RoleBindings and ClusterRoleBindings with the rules that they give. */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { type PlacedRule, rulesOf } from './aggregate.ts';
import { builtInRoles } from './built-in-roles.ts';
import { readSubject, type Subject } from './subjects.ts';

export interface Binding {
  kind: 'RoleBinding' | 'ClusterRoleBinding';
  name: string;
  /** Of a RoleBinding: what it gives holds there alone. */
  namespace: string | undefined;
  object: KubernetesObject;
  roleRef: { kind: string; name: string };
  /** The role that is bound; undefined where there is none, and nothing is given. */
  role: KubernetesObject | undefined;
  rules: PlacedRule[];
  /** In the order of the object; what names nobody is undefined. */
  subjects: (Subject | undefined)[];
}

/** `ClusterRoleBinding ops`, `RoleBinding shop/deploy` */
export function sayBinding({ kind, name, namespace }: Binding): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** `ClusterRoleBinding ops → ClusterRole edit`, be that role there or not. */
export function sayBindingToRole(binding: Binding): string {
  const { kind, name } = binding.roleRef;
  return `${sayBinding(binding)} → ${kind} ${name}`;
}

/** `ClusterRole edit`, `Role shop/deploy` */
export function sayRole({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** Where a built-in role is not among the roles (manifests name it, and do not hold it) its well-known rules count. */
export function resolveBindings(
  bindings: readonly KubernetesObject[],
  roles: readonly KubernetesObject[],
): Binding[] {
  const clusterRoles = roles.filter(({ kind }) => kind === 'ClusterRole');
  const byName = new Map([...builtInRoles, ...roles].map((role) => [keyOf(role), role]));
  const rules = new Map<KubernetesObject, PlacedRule[]>();

  function rulesOnce(role: KubernetesObject): PlacedRule[] {
    const found = rules.get(role) ?? rulesOf(role, clusterRoles);
    rules.set(role, found);
    return found;
  }

  return bindings.map((object) => {
    const kind = object.kind === 'ClusterRoleBinding' ? object.kind : 'RoleBinding';
    const namespace = kind === 'RoleBinding' ? (object.metadata.namespace ?? 'default') : undefined;
    const roleRef = { kind: String(object.roleRef?.kind), name: String(object.roleRef?.name) };
    const role = byName.get(
      roleRef.kind === 'Role'
        ? `Role ${namespace ?? ''}/${roleRef.name}`
        : `${roleRef.kind} /${roleRef.name}`,
    );
    const subjects: unknown[] = Array.isArray(object.subjects) ? object.subjects : [];
    return {
      kind,
      name: object.metadata.name,
      namespace,
      object,
      roleRef,
      role,
      rules: role ? rulesOnce(role) : [],
      subjects: subjects.map((one) => readSubject(one, namespace)),
    };
  });
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return kind === 'Role'
    ? `Role ${metadata.namespace ?? 'default'}/${metadata.name}`
    : `${kind} /${metadata.name}`;
}
