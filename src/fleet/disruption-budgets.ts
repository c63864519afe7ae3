/** Which disruption budgets keep nodes from being emptied. https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
import { selectsLabels } from '../kubernetes/label-selectors.ts';
import type { KubernetesObject, Workload } from '../kubernetes/objects.ts';
import { dictOf, numberOf } from '../kubernetes/reduce/shapes.ts';

export interface Budget {
  object: KubernetesObject;
  /** What it guards. */
  workloads: Workload[];
  /** `never`: by its own numbers. `not-now`: others of its pods are not healthy at this moment. */
  state: 'allows' | 'never' | 'not-now' | 'not-known';
  path: string;
  value: unknown;
}

/** Those that guard something; a budget whose pods are not there blocks nothing. */
export function budgetsOf(
  objects: readonly KubernetesObject[],
  workloads: readonly Workload[],
): Budget[] {
  return objects
    .map((object) => {
      const selector = dictOf(object.spec).selector;
      const guarded = workloads.filter(
        ({ metadata, podLabels }) =>
          selector !== undefined &&
          metadata.namespace === object.metadata.namespace &&
          selectsLabels(selector, podLabels),
      );
      return { object, workloads: guarded, ...stateOf(object, guarded) };
    })
    .filter(
      ({ object, workloads: guarded }) =>
        guarded.length > 0 || (numberOf(dictOf(object.status).expectedPods) ?? 0) > 0,
    );
}

function stateOf(
  budget: KubernetesObject,
  guarded: readonly Workload[],
): Omit<Budget, 'object' | 'workloads'> {
  const spec = dictOf(budget.spec);
  const status = dictOf(budget.status);
  const sizes = guarded.map(({ desired }) => desired);
  const wanted = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const expected = numberOf(status.expectedPods) ?? wanted;
  const most = podsOf(spec.maxUnavailable, expected);
  const least = podsOf(spec.minAvailable, expected);
  if (most === 0)
    return { state: 'never', path: 'spec.maxUnavailable', value: spec.maxUnavailable };
  const isWhole = spec.minAvailable === '100%' || (expected > 0 && (least ?? 0) >= expected);
  if (isWhole) return { state: 'never', path: 'spec.minAvailable', value: spec.minAvailable };
  const allowed = numberOf(status.disruptionsAllowed);
  const seen = { path: 'status.disruptionsAllowed', value: allowed ?? null };
  if (allowed === undefined && numberOf(status.expectedPods) !== undefined)
    return { state: 'not-known', ...seen };
  return { state: allowed === 0 && expected > 0 ? 'not-now' : 'allows', ...seen };
}

/** How many pods `amount` means; `30%` of them is rounded up, as Kubernetes does it. */
function podsOf(amount: unknown, expected: number): number | undefined {
  const share = /^(\d+)%$/.exec(String(amount ?? ''))?.[1];
  return share === undefined ? numberOf(amount) : Math.ceil((Number(share) * expected) / 100);
}
