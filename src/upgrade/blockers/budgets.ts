import { type Budget, budgetsOf } from '../../fleet/disruption-budgets.ts';
import type { Snapshot } from '../../fleet/snapshot.ts';
import { someOf } from '../words.ts';
import type { Blocker, BlockerFinding } from './types.ts';

export type BudgetPlanes = Pick<Snapshot['planes'], 'podDisruptionBudgets' | 'workloads'>;

const topic = 'Disruption budgets';

/** A budget that lets no pod go stops the upgrade at the first node that holds one of its pods. */
export const disruptionBudgets: Blocker = ({ snapshot, systemNamespaces }) =>
  budgetFindings(snapshot.planes, systemNamespaces);

/** The same for whatever else empties nodes. */
export function budgetFindings(
  { podDisruptionBudgets: budgets, workloads }: BudgetPlanes,
  systemNamespaces: readonly string[],
): BlockerFinding[] {
  if (budgets.state === 'unreadable') return notKnown(budgets);
  if (workloads.state === 'unreadable') return notKnown(workloads);
  const own = budgets.value.filter(
    ({ metadata }) => !systemNamespaces.includes(metadata.namespace ?? ''),
  );
  const all = budgetsOf(own, workloads.value);
  const of = (state: Budget['state']) => all.filter((one) => one.state === state).map(called);
  const [never, notNow, open] = [of('never'), of('not-now'), of('not-known')];
  const unclear = [
    ...(notNow.length > 0
      ? [
          {
            ...{ topic, verdict: 'risks' as const },
            message: `At this moment no pod may be taken away by ${someOf(notNow)}: others of its pods are not healthy. While it stays so, nodes are not emptied.`,
            help: 'Repair those pods first.',
          },
        ]
      : []),
    ...(open.length > 0
      ? [
          {
            ...{ topic, verdict: 'unknown' as const },
            message: `What ${someOf(open)} allows, the cluster has not worked out.`,
          },
        ]
      : []),
  ];
  if (never.length > 0)
    return [
      {
        ...{ topic, verdict: 'blocks' },
        message: `No pod may ever be taken away by ${someOf(never)}: nodes that hold one of its pods are not emptied, and the upgrade stops there.`,
        help: 'Let one pod go at a time (maxUnavailable: 1), and run at least two.',
      },
      ...unclear,
    ];
  if (unclear.length > 0) return unclear;
  const message =
    all.length === 0
      ? 'No disruption budget outside system namespaces guards a pod.'
      : `Every disruption budget outside system namespaces lets pods go (${all.length}).`;
  return [{ topic, verdict: 'clear', message }];
}

function notKnown({ reason, help }: { reason: string; help?: string }): BlockerFinding[] {
  return [
    {
      ...{ topic, verdict: 'unknown', help },
      message: `Whether a disruption budget keeps nodes from being emptied is not known: ${reason}.`,
    },
  ];
}

function called({ object, workloads }: Budget): string {
  const { namespace, name } = object.metadata;
  const guarded = workloads.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  return guarded.length > 0 ? `${namespace}/${name} (${someOf(guarded)})` : `${namespace}/${name}`;
}
