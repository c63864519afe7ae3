import { hasLabels } from '../../../kubernetes/label-selectors.ts';
import type { KubernetesObject, Workload } from '../../../kubernetes/objects.ts';
import { dictOf, dictsOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { nameOfObject, someOf } from '../../offenders.ts';
import { kubescape } from '../../references.ts';
import { isSystemNamespace, type Piece, podsOf, userWorkloads } from './_containers.ts';
import { evidenceFor } from './_question.ts';

const programs = ['sudo', 'sshd', 'dropbear'];
const sshPorts: readonly unknown[] = [22, 2222];

/** Programs that a command line calls, by the last part of their path; shells take several in one word. */
function calledIn(words: unknown): string[] {
  if (!Array.isArray(words)) return [];
  return words
    .flatMap((word) => String(word).split(/[\s;&|()'"`]+/))
    .map((word) => word.split('/').at(-1) ?? '')
    .filter((word) => programs.includes(word));
}

function programsOf(workload: Workload): Piece[] {
  const pieces = podsOf(workload)
    .flatMap(({ containers }) => containers)
    .flatMap(({ container, path }) =>
      ['command', 'args'].flatMap((field) =>
        calledIn(container[field]).map((value) => ({ path: `${path}.${field}`, value })),
      ),
    );
  return [...new Map(pieces.map((piece) => [piece.path, piece])).values()];
}

interface Found {
  object: string;
  pieces: Piece[];
}

function withPrograms(look: Look): Found[] {
  return userWorkloads(look)
    .map((workload) => ({ object: nameOfObject(workload), pieces: programsOf(workload) }))
    .filter(({ pieces }) => pieces.length > 0);
}

function selects(service: KubernetesObject, workload: Workload): boolean {
  const selector = dictOf(dictOf(service.spec).selector);
  return (
    Object.keys(selector).length > 0 &&
    service.metadata.namespace === workload.metadata.namespace &&
    hasLabels(selector, workload.podLabels)
  );
}

/** The number behind a named port, in any pod that the Service leads to. */
function numbersOf(target: unknown, workloads: readonly Workload[]): unknown[] {
  if (typeof target !== 'string') return [target];
  return workloads
    .flatMap(({ spec }) => [...spec.containers, ...(spec.initContainers ?? [])])
    .flatMap(({ ports }) => dictsOf(ports))
    .filter(({ name }) => name === target)
    .map(({ containerPort }) => containerPort);
}

function sshServices(look: Look): Found[] {
  if (!look.wasRead('services')) return [];
  const workloads = userWorkloads(look);
  return look.objects('services').items.flatMap((service) => {
    const { namespace, name } = service.metadata;
    if (isSystemNamespace(namespace, look)) return [];
    const behind = workloads.filter((workload) => selects(service, workload));
    const pieces = dictsOf(dictOf(service.spec).ports)
      .filter(({ port, targetPort }) =>
        [port, ...numbersOf(targetPort, behind)].some((number) => sshPorts.includes(number)),
      )
      .map(({ port, targetPort }) => ({
        path: `spec.ports[${String(port)}].targetPort`,
        value: targetPort ?? null,
      }));
    return behind.length > 0 && pieces.length > 0
      ? [{ object: `Service ${namespace}/${name}`, pieces }]
      : [];
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-POD-024',
    title: 'No SSH servers and no sudo in containers',
    group: 'POD',
    severity: 'low',
    why: 'An SSH server is a second way in, with keys of its own that no audit log sees; sudo makes root again of a user that was meant to be none.',
    needs: ['workloads'],
    uses: ['services'],
    references: [kubescape('C-0042'), kubescape('C-0062')],
    evaluate(look) {
      const workloads = look.objects('workloads');
      const called = withPrograms(look);
      const services = sshServices(look);
      if (called.length === 0 && services.length === 0) {
        const { evidence } = look.objects('services');
        return pass(
          'No container outside system namespaces calls sudo or an SSH server, and no Service leads to one.',
          workloads.evidence,
          evidence,
        );
      }
      const names = (some: Found[]) => someOf(some.map(({ object }) => object));
      const sentences = [
        called.length > 0
          ? `sudo or an SSH server is called in ${counted(called.length, 'workload')}: ${names(called)}.`
          : '',
        services.length > 0
          ? `${counted(services.length, 'Service')} to port 22 or 2222: ${names(services)}.`
          : '',
      ];
      return fail(
        sentences.filter((sentence) => sentence !== '').join(' '),
        workloads.evidence,
        ...evidenceFor([...called, ...services], ({ object }, { path, value }) =>
          (object.startsWith('Service ') ? look.objects('services') : workloads).seen(
            object,
            path,
            value,
          ),
        ),
      );
    },
    fix: manual(() => ({
      steps:
        'Take SSH servers out of the image and the Service: `kubectl exec` and `kubectl debug` reach a container under the rights of the cluster. What sudo is called for is set by `runAsUser`, or done in the image.',
      commands: [],
    })),
  }),
];
