/** Which pods policies select, and which policies select none. Pure. */
import type { KubernetesObject, PodRef, Workload } from '../../kubernetes/objects.ts';
import { isSubject } from './admin.ts';
import { calicoPoliciesOn } from './calico.ts';
import { chooses, specsOf } from './cilium.ts';
import { groupPods } from './groups.ts';
import { labelsOf, selects, selectsAll } from './selectors.ts';
import { type Sure, some, sure } from './sure.ts';
import type { Policies, PolicySubject } from './types.ts';

type Labels = Pick<Policies, 'namespaceLabels'>;

export interface Selection {
  /** `Deployment shop/web` */
  object: string;
  pods: number;
  selected: Sure;
  /** What cannot be decided. */
  because?: string;
}

/** Pods of each workload that are alike; those on the host network are left out, no policy is for them. */
export function selectionOf({
  pods,
  policies,
}: {
  pods: readonly PodRef[];
  policies: Policies;
}): Selection[] {
  const own = Map.groupBy(
    [...policies.networkPolicies, ...policies.ciliumPolicies],
    ({ metadata }) => metadata.namespace ?? '',
  );
  return groupPods(pods.filter(({ hostNetwork }) => !hostNetwork)).map((group) => {
    const near = [...(own.get(group.namespace) ?? []), ...(own.get('') ?? [])];
    const asked = { pod: group.pod, namespaceLabels: policies.namespaceLabels };
    const selected = some(
      ...near.map((policy) => selectsPod(policy, group.pod, policies)),
      ...policies.adminPolicies.map((policy) => isSubject(policy, asked)),
    );
    const calico = [
      ...calicoPoliciesOn(policies.calicoPolicies, asked, 'Ingress'),
      ...calicoPoliciesOn(policies.calicoPolicies, asked, 'Egress'),
    ];
    const [kind = '', name = ''] = group.workload.split('/');
    const maybe = selected === 'no' && calico.length > 0;
    return {
      object: `${kind} ${group.namespace}/${name}`,
      pods: group.pods,
      selected: maybe ? 'unclear' : selected,
      ...(maybe && { because: calico.join('; ') }),
    };
  });
}

/**
 * Policies that certainly select no pod, and none that a workload would make. One for every pod of a
 * namespace is not among them: it waits for pods.
 */
export function danglingOf(
  policies: readonly KubernetesObject[],
  {
    pods,
    workloads,
    namespaceLabels,
  }: { pods: readonly PodRef[]; workloads: readonly Workload[] } & Labels,
): KubernetesObject[] {
  const subjects = Map.groupBy(
    [
      ...groupPods(pods).map(({ pod }): PolicySubject => pod),
      ...workloads.map(
        ({ metadata, podLabels, spec }): PolicySubject => ({
          namespace: metadata.namespace ?? '',
          labels: podLabels,
          serviceAccountName: spec.serviceAccountName ?? 'default',
        }),
      ),
    ],
    ({ namespace }) => namespace,
  );
  return policies.filter((policy) => {
    const near = subjects.get(policy.metadata.namespace ?? '') ?? [];
    return (
      !isForAll(policy) &&
      near.every((subject) => selectsPod(policy, subject, { namespaceLabels }) === 'no')
    );
  });
}

function isForAll(policy: KubernetesObject): boolean {
  return policy.kind === 'NetworkPolicy'
    ? selectsAll(policy.spec?.podSelector)
    : specsOf(policy).some(({ spec }) => selectsAll(spec.endpointSelector));
}

function selectsPod(
  policy: KubernetesObject,
  pod: PolicySubject,
  { namespaceLabels }: Labels,
): Sure {
  if (policy.metadata.namespace && policy.metadata.namespace !== pod.namespace) return sure(false);
  return policy.kind === 'NetworkPolicy'
    ? selects(policy.spec?.podSelector, labelsOf(pod.labels))
    : some(...specsOf(policy).map(({ spec }) => chooses(policy, spec, { pod, namespaceLabels })));
}
