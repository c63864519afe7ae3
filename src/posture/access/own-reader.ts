/** Drawbridge's own reading identity, which has to hold what it is looked at for: to list Secrets, whose data it never asks for. */
import { roleRules } from '../../kubernetes/role.ts';
import type { Binding } from './bindings.ts';
import type { Rule } from './rules.ts';

/** As in deploy/kubernetes-cluster-role.yaml, the binding and the role. */
const name = 'drawbridge-reader';

/**
 * The binding of that file: by its name, to one user and nobody else, of a role that gives no more than is read.
 * Whoever is put in beside it, or widens the role, is judged like everybody.
 */
export function isOwnReader({ kind, name: own, role, roleRef, rules, subjects }: Binding): boolean {
  return (
    kind === 'ClusterRoleBinding' &&
    own === name &&
    roleRef.name === name &&
    role?.kind === 'ClusterRole' &&
    subjects.length === 1 &&
    subjects[0]?.kind === 'User' &&
    rules.every(({ rule }) => isRead(rule))
  );
}

function isRead({ verbs, apiGroups, resources, nonResourceURLs }: Rule): boolean {
  const derived = roleRules();
  return (
    nonResourceURLs.length === 0 &&
    verbs.every((verb) => verb === 'list') &&
    apiGroups.every((group) => {
      const read = derived.find((rule) => rule.apiGroups.includes(group))?.resources ?? [];
      return resources.every((resource) => read.includes(resource));
    })
  );
}
