/** Evicting a pod, as far as its budgets allow: https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/ */
import { KubeError, notFound } from './status.ts';
import type { Json, KubeObject } from './wire.ts';
import { isDryRun, type Write } from './write.ts';

const budgets = 'policy/poddisruptionbudgets';

/** @throws KubeError 404, 429 where a budget forbids it, 500 where several budgets cover the pod */
export function evict(write: Write): Json {
  const { store, namespace, name } = write;
  const pod = store.get('/pods', namespace, name);
  if (!pod) throw notFound({ group: '', plural: 'pods' }, name);
  const covering = [...store.entries(budgets, { namespace })]
    .map((entry) => entry.object())
    .filter(({ spec }) => selects(spec.selector, pod));
  const [budget, other] = covering;
  if (other)
    throw new KubeError(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const { disruptionsAllowed = 0, desiredHealthy, currentHealthy } = budget?.status ?? {};
  if (budget && disruptionsAllowed <= 0)
    throw new KubeError(
      429,
      'TooManyRequests',
      "Cannot evict pod as it would violate the pod's disruption budget.",
      {
        details: {
          causes: [
            {
              reason: 'DisruptionBudget',
              message: `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
            },
          ],
        },
      },
    );
  const body = write.text ? JSON.parse(write.text) : {};
  if (!isDryRun(write, body.deleteOptions)) {
    if (budget) {
      const status = { ...budget.status, disruptionsAllowed: disruptionsAllowed - 1 };
      store.put(budgets, { ...budget, status });
    }
    store.remove('/pods', namespace, name);
  }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
}

/** An empty selector selects every pod; none at all selects none. */
function selects(selector: Json, { metadata }: KubeObject): boolean {
  if (!selector) return false;
  const labels = metadata.labels ?? {};
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }: Json) => {
      if (operator === 'In') return values.includes(labels[key]);
      if (operator === 'NotIn') return !values.includes(labels[key]);
      return key in labels === (operator === 'Exists');
    })
  );
}
