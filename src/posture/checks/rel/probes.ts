import { defineCheck } from '../../define-check.ts';
import { azurePolicy, checkov, kubescape } from '../../references.ts';
import { workloadFix } from '../pod/_fix.ts';
import { everyWorkload, type Question } from '../pod/_question.ts';

const probes = ['livenessProbe', 'readinessProbe'];

/** What runs to its end is not asked, and neither are containers that begin and end before the others. */
const unprobed: Question = {
  os: 'any',
  which: ({ kind }) => kind !== 'Job' && kind !== 'CronJob',
  ask: ({ containers }) =>
    containers
      .filter(
        ({ kind, container }) =>
          kind === 'containers' ||
          (kind === 'initContainers' && container.restartPolicy === 'Always'),
      )
      .flatMap(({ container, path }) =>
        probes
          .filter((probe) => (container[probe] ?? null) === null)
          .map((probe) => ({ path: `${path}.${probe}`, value: null })),
      ),
};

export const checks = [
  defineCheck({
    id: 'AKS-REL-008',
    title: 'Containers are probed',
    group: 'REL',
    severity: 'info',
    profile: 'reliability',
    why: 'Without probes a program that hangs is never restarted, and one that is not ready yet is sent requests: a small flood keeps it down.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('b1a9997f'),
      kubescape('C-0018'),
      kubescape('C-0056'),
      checkov('CKV_K8S_8'),
      checkov('CKV_K8S_9'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...unprobed,
        wrong: 'Containers without a liveness or readiness probe',
        right: 'Every container is probed',
      }),
    fix: workloadFix(
      unprobed,
      'Give each container a `readinessProbe` that asks whether it can work, and a `livenessProbe` that asks whether it is alive, and nothing more: one that asks for a database restarts everything when that is away.',
    ),
  }),
];
