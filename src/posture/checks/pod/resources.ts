import { dictOf, dictsOf } from '../../../kubernetes/reduce/shapes.ts';
import { defineCheck } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { azurePolicy, checkov, trivy } from '../../references.ts';
import type { ContainerAt, PodAt } from './_containers.ts';
import { everyWorkload, offendersOf, type Question } from './_question.ts';

type Amount = 'requests.cpu' | 'requests.memory' | 'limits.cpu' | 'limits.memory';

function names(resources: unknown, amount: Amount): boolean {
  const [list = '', of = ''] = amount.split('.');
  const { requests, limits } = dictOf(resources);
  const is = (amounts: unknown) => (dictOf(amounts)[of] ?? null) !== null;
  // Without a request the limit is taken for one.
  return is(limits) || (list === 'requests' && is(requests));
}

/** What a namespace gives to containers that name nothing. */
function given(namespace: string, amount: Amount, look: Look): boolean {
  if (!look.wasRead('limitRanges')) return false;
  return look
    .objects('limitRanges')
    .items.filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(({ spec }) => dictsOf(dictOf(spec).limits))
    .filter(({ type }) => type === 'Container')
    .some((range) => names({ requests: range.defaultRequest, limits: range.default }, amount));
}

function missing(at: ContainerAt, { spec, workload }: PodAt, look: Look) {
  const namespace = workload.metadata.namespace ?? '';
  return look.config.demandedResources
    .filter(
      (amount) =>
        !names(at.container.resources, amount) &&
        !names(spec.resources, amount) &&
        !given(namespace, amount, look),
    )
    .map((amount) => ({ path: `${at.path}.resources.${amount}`, value: null }));
}

const unlimited: Question = {
  os: 'any',
  ask: (pod, look) =>
    pod.containers
      // Containers for debugging can name none.
      .filter(({ kind }) => kind !== 'ephemeralContainers')
      .flatMap((at) => missing(at, pod, look)),
};

export const checks = [
  defineCheck({
    id: 'AKS-POD-022',
    title: 'Containers say what CPU and memory they need',
    group: 'POD',
    severity: 'low',
    why: 'A container without limits takes what it gets: a miner in it, or a request that makes it grow, starves every pod of its node.',
    needs: ['workloads'],
    uses: ['pods', 'limitRanges'],
    references: [
      azurePolicy('e345eecc'),
      azurePolicy('03a4ecdb'),
      trivy('KSV-0011'),
      trivy('KSV-0015'),
      trivy('KSV-0016'),
      trivy('KSV-0018'),
      checkov('CKV_K8S_10'),
      checkov('CKV_K8S_11'),
      checkov('CKV_K8S_12'),
      checkov('CKV_K8S_13'),
    ],
    evaluate(look) {
      const answer = everyWorkload(look, {
        ...unlimited,
        wrong: 'Containers without requests or limits',
        right: 'Every container names its requests and limits',
        after: (offenders) =>
          offenders.every(({ pieces }) => pieces.every(({ path }) => path.endsWith('limits.cpu')))
            ? 'Only limits of CPU are missing; whether they are wise is disputed, since they slow a program down even while the node is idle. Without `limits.cpu` in posture.demandedResources nobody asks for them.'
            : '',
      });
      // Their namespace may give them what they do not name.
      if (answer.outcome === 'fail') look.demand('limitRanges');
      return answer;
    },
    fix: manual((look) => {
      const namespaces = new Set(
        offendersOf(unlimited, look).map(({ workload }) => workload.metadata.namespace ?? ''),
      );
      return {
        steps:
          'Measure what the program uses and set `resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { cpu: 500m, memory: 256Mi } }` in each container, with your numbers. A LimitRange gives a namespace numbers for whatever names none: an object with `kind: LimitRange` and, below `spec.limits`, `type: Container` with `default` and `defaultRequest`.',
        commands: [...namespaces]
          .slice(0, 3)
          .map((name) => kubectl(look, `top pods --containers --namespace ${shellWord(name)}`)),
      };
    }),
  }),
];
