import type { Workload } from '../../../kubernetes/objects.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { azurePolicy, checkov, cis, kubescape, trivy } from '../../references.ts';
import { isNamed, isOfAks } from './_aks-workloads.ts';
import { isMirror } from './_containers.ts';

function inNamespace(look: Look, namespace: string): Workload[] {
  const { items } = look.objects('workloads');
  return items.filter(({ metadata }) => metadata.namespace === namespace);
}

/** The Service `kubernetes` is the API server's own. */
function servicesInDefault(look: Look): string[] {
  if (!look.wasRead('services')) return [];
  return look
    .objects('services')
    .items.map(({ metadata }) => metadata)
    .filter(({ namespace, name }) => namespace === 'default' && name !== 'kubernetes')
    .map(({ name }) => name);
}

/** What in kube-system is neither AKS's, as far as labels, names and images tell, nor allowed. */
function strangers(look: Look): Workload[] {
  return inNamespace(look, 'kube-system').filter(
    (workload) =>
      !isMirror(workload) &&
      !isOfAks(workload) &&
      !isNamed(workload.metadata.name, look.config.allowedInKubeSystem),
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-POD-021',
    title: 'The namespace default is empty',
    group: 'POD',
    severity: 'low',
    why: 'In `default` lands whatever names no namespace: rights, network policies and quotas that were meant for one thing then hold for all of it.',
    needs: ['workloads'],
    uses: ['services'],
    references: [
      cis('4.6.3'),
      azurePolicy('9f061a12'),
      kubescape('C-0061'),
      trivy('KSV-0110'),
      checkov('CKV_K8S_21'),
    ],
    evaluate(look) {
      const workloads = look.objects('workloads');
      const found = inNamespace(look, 'default');
      const services = servicesInDefault(look);
      const names = [
        ...found.map(nameOfObject),
        ...services.map((name) => `Service default/${name}`),
      ];
      if (names.length === 0) {
        const { evidence } = look.objects('services');
        return pass('Nothing is in the namespace default.', workloads.evidence, evidence);
      }
      const seen = names.map((name) => workloads.seen(name, 'metadata.namespace', 'default'));
      return fail(
        `${counted(found.length, 'workload')} and ${counted(services.length, 'Service')} in the namespace default: ${someOf(names)}.`,
        workloads.evidence,
        ...seen.slice(0, mostEvidence),
      );
    },
    fix: manual((look) => ({
      steps:
        'Objects cannot be moved: deploy them into a namespace of their own (`metadata.namespace`), turn the traffic there, and delete the old ones.',
      commands: [kubectl(look, 'get all --namespace default')],
    })),
  }),
  defineCheck({
    id: 'AKS-POD-026',
    title: 'Nothing of one’s own in kube-system',
    group: 'POD',
    severity: 'medium',
    why: 'Policies leave kube-system out, and what runs there reads the secrets of the system: it is where an attacker hides, and where a broken program does the most harm.',
    needs: ['workloads'],
    references: [trivy('KSV-0037')],
    evaluate(look) {
      const { evidence, seen } = look.objects('workloads');
      const all = inNamespace(look, 'kube-system');
      if (all.length === 0) return notApplicable('Nothing in kube-system was found.', evidence);
      const found = strangers(look);
      if (found.length === 0)
        return pass(
          `All of ${counted(all.length, 'workload')} in kube-system are of AKS, as their labels, names and images say, or allowed.`,
          evidence,
        );
      const names = found.map(nameOfObject);
      return fail(
        `Neither of AKS nor allowed in kube-system, ${found.length} of ${counted(all.length, 'workload')}: ${someOf(names)}.`,
        evidence,
        ...found.slice(0, mostEvidence).map((workload) =>
          seen(nameOfObject(workload), 'metadata.labels, images', {
            labels: workload.metadata.labels ?? null,
            images: workload.spec.containers.map(({ image }) => image),
          }),
        ),
      );
    },
    fix: manual((look) => ({
      steps:
        'Find out who deployed each of them. Deploy yours into a namespace of their own; what has to be here belongs into the configuration (posture.allowedInKubeSystem).',
      commands: strangers(look)
        .slice(0, 3)
        .map(({ kind, metadata: { name } }) =>
          kubectl(
            look,
            `get ${shellWord(kind.toLowerCase())} ${shellWord(name)} --namespace kube-system --output yaml --show-managed-fields`,
          ),
        ),
    })),
  }),
];
