import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { type Binding, sayRole } from '../../access/bindings.ts';
import { defaultBindings, userFacing } from '../../access/defaults.ts';
import { fitsPattern } from '../../access/expected.ts';
import {
  isEverything,
  type Rule,
  readRule,
  ruleAsWritten,
  wildcardsOf,
} from '../../access/rules.ts';
import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { checkov, cis, kubescape, prowler, trivy } from '../../references.ts';
import { accessOf } from './_holdings.ts';

interface WildRule {
  role: KubernetesObject;
  rule: Rule;
  index: number;
  /** How many bindings give it. */
  bindings: number;
}

/** What Kubernetes and AKS bring, by name and by the mark that goes with it. */
function isBuiltIn({ metadata: { name, namespace, labels = {} } }: KubernetesObject, look: Look) {
  const isMarked =
    labels['kubernetes.io/bootstrapping'] === 'rbac-defaults' ||
    labels['addonmanager.kubernetes.io/mode'] === 'Reconcile' ||
    labels['kubernetes.azure.com/managedby'] === 'aks';
  const known =
    name === 'cluster-admin' ||
    userFacing.sources.includes(name) ||
    name.startsWith('system:') ||
    defaultBindings.some(({ role }) => role !== '=' && role !== '*' && fitsPattern(role, name));
  return (isMarked && known) || isInSystem(namespace, look) || (isMarked && name.startsWith('aks'));
}

function isInSystem(namespace: string | undefined, { config }: Look): boolean {
  return namespace !== undefined && config.systemNamespaces.includes(namespace);
}

/** Given to service accounts of the system alone. */
function servesSystem(bindings: readonly Binding[], look: Look): boolean {
  const subjects = bindings.flatMap((binding) =>
    binding.subjects.filter((one) => one !== undefined),
  );
  return (
    subjects.length > 0 &&
    subjects.every(
      ({ kind, namespace }) => kind === 'ServiceAccount' && isInSystem(namespace, look),
    )
  );
}

/** A role is given by bindings of those that take it in, as well. */
function bindingsByRole(bindings: readonly Binding[]): Map<KubernetesObject, Binding[]> {
  const given = new Map<KubernetesObject, Binding[]>();
  for (const binding of bindings)
    for (const role of new Set([binding.role, ...binding.rules.map((rule) => rule.role)]))
      if (role) given.set(role, [...(given.get(role) ?? []), binding]);
  return given;
}

/** Those that are bound first, and of them those that leave least out. */
function wildRules(look: Look): WildRule[] {
  const given = bindingsByRole(accessOf(look).bindings);
  return look
    .objects('roles')
    .items.filter((role) => !isBuiltIn(role, look) && !servesSystem(given.get(role) ?? [], look))
    .flatMap((role) => {
      const raw: unknown[] = Array.isArray(role.rules) ? role.rules : [];
      const bindings = given.get(role)?.length ?? 0;
      return raw.map((one, index) => ({ role, rule: readRule(one), index, bindings }));
    })
    .filter(({ rule }) => wildcardsOf(rule).length > 0 && !readsVendor(rule))
    .toSorted((left, right) => weight(right) - weight(left));
}

/** Groups of Kubernetes have no dot, or end in this. */
const ofKubernetes = /^[^.]*$|(^|\.)k8s\.io$/;

/** All kinds of a group that is not Kubernetes’ own, and these only to read: nobody knows the kinds beforehand. */
function readsVendor({ verbs, apiGroups, nonResourceURLs }: Rule): boolean {
  return (
    nonResourceURLs.length === 0 &&
    verbs.every((verb) => ['get', 'list', 'watch'].includes(verb)) &&
    apiGroups.every((group) => group !== '*' && !ofKubernetes.test(group))
  );
}

function weight({ role, rule, bindings }: WildRule): number {
  return (
    (bindings > 0 ? 100 : 0) +
    (isEverything(rule) ? 20 : 0) +
    (role.kind === 'ClusterRole' ? 10 : 0) +
    wildcardsOf(rule).length
  );
}

const most = 100;
const mostNamed = 5;

export const checks = [
  defineCheck({
    id: 'AKS-RBAC-005',
    title: 'Roles name what they give, without wildcards',
    group: 'RBAC',
    severity: 'high',
    why: 'A wildcard gives what nobody thought of: secrets and pods/exec today, and whatever Kubernetes or an operator adds tomorrow.',
    needs: ['roles', 'roleBindings'],
    references: [
      cis('4.1.3'),
      kubescape('C-0187'),
      checkov('CKV_K8S_49'),
      trivy('KSV-0044'),
      trivy('KSV-0045'),
      trivy('KSV-0046'),
      trivy('KSV-0112'),
      prowler('rbac_minimize_wildcard_use_roles'),
    ],
    evaluate(look) {
      const roles = look.objects('roles');
      const found = wildRules(look);
      const [first, ...others] = found
        .slice(0, most)
        .map(({ role, rule, index }) =>
          roles.seen(sayRole(role), `rules[${index}]`, ruleAsWritten(rule)),
        );
      if (!first) return pass('No role but the built-in ones holds a wildcard.', roles.evidence);
      const byRole = [...Map.groupBy(found, ({ role }) => role)];
      const said = byRole.slice(0, mostNamed).map(([role, rules]) => {
        const wild = listed([...new Set(rules.flatMap(({ rule }) => wildcardsOf(rule)))]);
        return `${sayRole(role)} (${wild}${rules[0]?.bindings ? '' : '; bound to nobody'})`;
      });
      const more = byRole.length - said.length;
      return fail(
        `${byRole.length === 1 ? 'A role holds' : `${byRole.length} roles hold`} wildcards: ${said.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
        first,
        ...others,
      );
    },
    fix: manual((look) => ({
      steps:
        'Write down what each role is used for (the audit log says which calls its holders make), and name these verbs and resources instead of `*`. Delete roles that are bound to nobody.',
      commands: [...new Set(wildRules(look).map(({ role }) => role))]
        .slice(0, mostNamed)
        .map(({ kind, metadata: { name, namespace } }) =>
          kubectl(
            look,
            'edit',
            kind.toLowerCase(),
            shellWord(name),
            ...(namespace ? [inNamespace(namespace)] : []),
          ),
        ),
    })),
  }),
];
