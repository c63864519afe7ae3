import type { KubernetesObject, Workload } from '../../../kubernetes/objects.ts';
import { dictOf, numberOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import { selectsLabels } from '../../label-selectors.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { azurePolicy } from '../../references.ts';
import type { Evidence } from '../../types.ts';

interface Budget {
  object: KubernetesObject;
  /** What it guards. */
  workloads: Workload[];
  state: 'allows' | 'never' | 'not-now' | 'not-known';
  path: string;
  value: unknown;
}

/** How many pods `amount` means; `30%` of them is rounded up, as Kubernetes does it. */
function podsOf(amount: unknown, expected: number): number | undefined {
  const share = /^(\d+)%$/.exec(String(amount ?? ''))?.[1];
  return share === undefined ? numberOf(amount) : Math.ceil((Number(share) * expected) / 100);
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

/** Those that guard something; a budget whose pods are not there blocks nothing. */
function budgetsOf(look: Look): Budget[] {
  const { items } = look.objects('workloads');
  return look
    .objects('podDisruptionBudgets')
    .items.filter(
      ({ metadata }) => !look.config.systemNamespaces.includes(metadata.namespace ?? ''),
    )
    .map((object) => {
      const selector = dictOf(object.spec).selector;
      const workloads = items.filter(
        ({ metadata, podLabels }) =>
          selector !== undefined &&
          metadata.namespace === object.metadata.namespace &&
          selectsLabels(selector, podLabels),
      );
      return { object, workloads, ...stateOf(object, workloads) };
    })
    .filter(
      ({ object, workloads }) =>
        workloads.length > 0 || (numberOf(dictOf(object.status).expectedPods) ?? 0) > 0,
    );
}

function called({ object, workloads }: Budget): string {
  const { namespace, name } = object.metadata;
  const guarded = workloads.map(nameOfObject);
  return guarded.length > 0 ? `${namespace}/${name} (${someOf(guarded)})` : `${namespace}/${name}`;
}

export const checks = [
  defineCheck({
    id: 'AKS-UPG-012',
    title: 'No disruption budget keeps nodes from being emptied',
    group: 'UPG',
    severity: 'low',
    why: 'A node that cannot be emptied cannot be patched: upgrades stop at it, and its kernel grows old.',
    needs: ['podDisruptionBudgets', 'workloads'],
    references: [azurePolicy('d9e8f2c1')],
    evaluate(look) {
      const { evidence, seen } = look.objects('podDisruptionBudgets');
      const all = budgetsOf(look);
      if (all.length === 0)
        return notApplicable(
          'No disruption budget outside system namespaces guards a pod.',
          evidence,
        );
      const of = (state: Budget['state']) => all.filter((one) => one.state === state);
      const [never, notNow, open] = [of('never'), of('not-now'), of('not-known')];
      const evidenceOf = (some: Budget[]): Evidence[] =>
        some
          .slice(0, mostEvidence)
          .map(({ object, path, value }) => seen(nameOfObject(object), path, value ?? null));
      const unclear = [...notNow, ...open];
      const message = `At this moment no pod may be taken away by ${someOf(unclear.map(called))}, since others are not healthy; whether it stays so one look does not tell.`;
      if (never.length > 0)
        return {
          ...fail(
            `No pod may ever be taken away, by ${counted(never.length, 'disruption budget')}: ${someOf(never.map(called))}.`,
            evidence,
            ...evidenceOf(never),
          ),
          ...(unclear.length > 0 && { unclear: { message, evidence: evidenceOf(unclear) } }),
        };
      return unclear.length > 0
        ? unknown(message, evidence, ...evidenceOf(unclear))
        : pass(
            `Every disruption budget outside system namespaces lets pods go: ${all.length} of ${all.length}.`,
            evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Let one pod go at a time (`maxUnavailable: 1`), and run at least two, so that one is there meanwhile. `unhealthyPodEvictionPolicy: AlwaysAllow` lets pods go that are broken anyway.',
      commands: budgetsOf(look)
        .filter(({ state, object }) => state === 'never' && object.place === undefined)
        .slice(0, 3)
        .map(({ object: { metadata } }) => {
          const patch = JSON.stringify({ spec: { minAvailable: null, maxUnavailable: 1 } });
          return kubectl(
            look,
            `patch poddisruptionbudget ${shellWord(metadata.name)}`,
            inNamespace(metadata.namespace ?? ''),
            `--type merge --patch ${shellWord(patch)}`,
          );
        }),
    })),
  }),
];
