import { defineCheck, notApplicable, unknown } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import { someOf } from '../../offenders.ts';
import { azurePolicy, kubescape, trivy } from '../../references.ts';
import { effective, own, type Piece } from './_containers.ts';
import { securityContextPatch, workloadFix } from './_fix.ts';
import {
  asked,
  eachContainer,
  everyWorkload,
  evidenceFor,
  offendersOf,
  type Question,
} from './_question.ts';

type Windows = Record<string, unknown> | null;

/** Each of these options is inherited by itself. */
function option(
  field: string,
  ...[at, pod]: Parameters<Parameters<typeof eachContainer>[0]>
): Piece {
  const mine = own(at, 'windowsOptions');
  const own_ = (mine.value as Windows)?.[field] ?? null;
  const pods: unknown = pod.spec.securityContext?.windowsOptions?.[field] ?? null;
  return own_ !== null || pods === null
    ? { path: `${mine.path}.${field}`, value: own_ }
    : { path: `${pod.path}.securityContext.windowsOptions.${field}`, value: pods };
}

/** Asked of all: nothing but Windows can have it, and not every Windows workload says what it is. */
const hostProcess: Question = {
  os: 'any',
  ask: eachContainer((...where) => {
    const seen = option('hostProcess', ...where);
    return seen.value === true ? [seen] : [];
  }),
};

const administrator: Question = {
  os: 'windows',
  ask: eachContainer((...where) => {
    const seen = option('runAsUserName', ...where);
    const name = String(seen.value ?? '')
      .split('\\')
      .at(-1);
    return name?.toLowerCase() === 'containeradministrator' ? [seen] : [];
  }),
};

/** The image decides who runs, unless the pod demands another than the administrator. */
const unnamed: Question = {
  os: 'windows',
  ask: eachContainer((...where) => {
    const [at, pod] = where;
    const seen = option('runAsUserName', ...where);
    const isDemanded = effective(pod, at, 'runAsNonRoot').value === true;
    return seen.value === null && !isDemanded ? [seen] : [];
  }),
};

function hasWindows(look: Look): boolean {
  return asked({ os: 'windows', ask: () => [] }, look).length > 0;
}

export const checks = [
  defineCheck({
    id: 'AKS-POD-019',
    title: 'No Windows pod runs as a process of its node',
    group: 'POD',
    severity: 'high',
    why: 'A HostProcess container is no container: it runs on the Windows node itself, with its network and its files, at times as SYSTEM.',
    needs: ['workloads', 'pods'],
    references: [azurePolicy('077f0ce1'), kubescape('C-0202'), trivy('KSV-0103')],
    evaluate(look) {
      const answer = everyWorkload(look, {
        ...hostProcess,
        wrong: 'HostProcess containers',
        right: 'No container is a process of its node',
      });
      return answer.outcome === 'pass' && !hasWindows(look)
        ? notApplicable(
            'There are no Windows workloads outside system namespaces.',
            ...answer.evidence,
          )
        : answer;
    },
    fix: workloadFix(
      hostProcess,
      'Take `hostProcess: true` out of `securityContext.windowsOptions` of the pod and its containers, and `hostNetwork: true` with it. What sets up nodes belongs into a namespace of its own.',
    ),
  }),
  defineCheck({
    id: 'AKS-POD-020',
    title: 'Windows containers do not run as administrator',
    group: 'POD',
    severity: 'medium',
    why: 'ContainerAdministrator may change everything in the container, and Windows containers share the kernel of their node: a hole in it then gives the node away.',
    needs: ['workloads', 'pods'],
    references: [azurePolicy('5485eac0')],
    evaluate(look) {
      const answer = everyWorkload(look, {
        ...administrator,
        wrong: 'Containers that run as ContainerAdministrator',
        right: 'No container runs as ContainerAdministrator',
      });
      const open = offendersOf(unnamed, look);
      if (answer.outcome === 'not-applicable' || open.length === 0) return answer;
      const { seen } = look.objects('workloads');
      const evidence = evidenceFor(open, ({ object }, { path, value }) =>
        seen(object, path, value),
      );
      const message = `Who runs stands in the image, and many Windows images run as ContainerAdministrator: ${someOf(open.map(({ object }) => object))}.`;
      return answer.outcome === 'fail'
        ? { ...answer, unclear: { message, evidence } }
        : unknown(message, ...answer.evidence, ...evidence);
    },
    fix: workloadFix(
      administrator,
      'Set `windowsOptions: { runAsUserName: ContainerUser }` below `securityContext` of the pod. Services that write to the registry or to system folders may need more.',
      securityContextPatch({ windowsOptions: { runAsUserName: 'ContainerUser' } }, {}),
    ),
  }),
];
