/** Who can do what: bindings resolved to rights, each with the chain that gives it. */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import type { PlacedRule } from './aggregate.ts';
import { type Binding, resolveBindings, sayBinding, sayRole } from './bindings.ts';
import { grants, type Right, type Rule } from './rules.ts';
import { identitiesOf, type Subject, saySubject } from './subjects.ts';

export interface Question extends Right {
  /** The resource stands in no namespace (nodes, users), so that RoleBindings give nothing of it. */
  ofCluster?: boolean;
}

/** One subject, by one binding and one rule. */
export interface Grant {
  subject: Subject;
  /** Place in the binding's `subjects`. */
  index: number;
  binding: Binding;
  /** Only there; undefined where the right holds in every namespace. */
  namespace: string | undefined;
  placed: PlacedRule;
  /** Only on objects of these names; undefined where it holds for all. */
  names: readonly string[] | undefined;
}

export interface Access {
  bindings: Binding[];
  /** All who can do one of these, as bindings name them: a group stands for itself. */
  who(...questions: readonly Question[]): Grant[];
  /** Grants whose rule is so, in whatever role. */
  whose(wanted: (rule: Rule) => boolean): Grant[];
  /** Bindings that hold for one subject, through its groups as well. */
  bindingsOf(subject: Subject): Binding[];
}

/** @param roles Roles and ClusterRoles. @param bindings RoleBindings and ClusterRoleBindings. */
export function readAccess({
  roles,
  roleBindings,
}: {
  roles: readonly KubernetesObject[];
  roleBindings: readonly KubernetesObject[];
}): Access {
  const bindings = resolveBindings(roleBindings, roles);
  const byIdentity = new Map<string, Set<Binding>>();
  for (const binding of bindings)
    for (const subject of binding.subjects) {
      if (!subject) continue;
      const identity = saySubject(subject);
      const found = byIdentity.get(identity) ?? new Set();
      byIdentity.set(identity, found.add(binding));
    }

  /** Asked once of a role, however many bindings give it. */
  function whose(wanted: (placed: PlacedRule, ofCluster: boolean) => boolean): Grant[] {
    const asked = { cluster: new Map<unknown, PlacedRule[]>(), namespace: new Map() };
    return bindings.flatMap((binding) => {
      const isOfCluster = binding.namespace === undefined;
      const cache = asked[isOfCluster ? 'cluster' : 'namespace'];
      const rules =
        cache.get(binding.rules) ?? binding.rules.filter((one) => wanted(one, isOfCluster));
      cache.set(binding.rules, rules);
      return grantsOf(binding, rules);
    });
  }

  return {
    bindings,
    who: (...questions) =>
      whose(({ rule }, isOfCluster) =>
        questions.some(
          (question) => (isOfCluster || !question.ofCluster) && grants(rule, question),
        ),
      ),
    whose: (wanted) => whose(({ rule }) => wanted(rule)),
    bindingsOf: (subject) => [
      ...new Set([...identitiesOf(subject)].flatMap((one) => [...(byIdentity.get(one) ?? [])])),
    ],
  };
}

function grantsOf(binding: Binding, rules: PlacedRule[]): Grant[] {
  return rules.flatMap((placed) =>
    binding.subjects.flatMap((subject, index) => {
      const { resourceNames } = placed.rule;
      const names = resourceNames.length > 0 ? resourceNames : undefined;
      const { namespace } = binding;
      return subject ? [{ subject, index, binding, namespace, placed, names }] : [];
    }),
  );
}

/** `ClusterRoleBinding ops → ClusterRole edit → ClusterRole system:aggregate-to-edit → rules[2]` */
export function chainOf({ binding, placed }: Pick<Grant, 'binding' | 'placed'>): string {
  const roles =
    binding.role && binding.role !== placed.role ? [binding.role, placed.role] : [placed.role];
  return [sayBinding(binding), ...roles.map(sayRole), placed.at].join(' → ');
}
