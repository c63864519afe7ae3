import { type Budget, budgetsOf } from '../../../fleet/disruption-budgets.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { azurePolicy } from '../../references.ts';
import type { Evidence } from '../../types.ts';

/** Budgets of system namespaces are AKS's own, and let it work. */
function budgetsIn(look: Look): Budget[] {
  const { items } = look.objects('podDisruptionBudgets');
  const own = items.filter(
    ({ metadata }) => !look.config.systemNamespaces.includes(metadata.namespace ?? ''),
  );
  return budgetsOf(own, look.objects('workloads').items);
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
      const all = budgetsIn(look);
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
      commands: budgetsIn(look)
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
