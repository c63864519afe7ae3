import { defineCheck } from '../../define-check.ts';
import { azurePolicy, checkov, cis, kubescape, trivy } from '../../references.ts';
import { added, effective, isPrivileged, own } from './_containers.ts';
import { containerPatch, securityContextPatch, workloadFix } from './_fix.ts';
import { eachContainer, everyWorkload, type Question } from './_question.ts';

const privileged: Question = {
  os: 'linux',
  ask: eachContainer((at) => (isPrivileged(at) ? [own(at, 'privileged')] : [])),
};

const escalating: Question = {
  os: 'linux',
  ask: eachContainer((at) => {
    const seen = own(at, 'allowPrivilegeEscalation');
    if (seen.value !== false) return [seen];
    // The kernel then lets it gain privileges whatever the field says.
    if (isPrivileged(at)) return [own(at, 'privileged')];
    const add = added(at);
    return add.names.some((name) => name === 'SYS_ADMIN' || name === 'ALL') ? [add] : [];
  }),
};

const root: Question = {
  os: 'linux',
  ask: eachContainer((at, pod) => {
    const nonRoot = effective(pod, at, 'runAsNonRoot');
    const user = effective(pod, at, 'runAsUser');
    // Together with `runAsNonRoot: true` it is a contradiction, and the container does not start.
    if (user.value === 0) return [user];
    const isNonRoot = nonRoot.value === true || (typeof user.value === 'number' && user.value > 0);
    return isNonRoot ? [] : [nonRoot];
  }),
};

const lowIds: Question = {
  os: 'linux',
  ask(pod, { config }) {
    const isHigh = (id: unknown) => typeof id === 'number' && id > config.lowestUserId;
    const groups = ['supplementalGroups', 'fsGroup'].flatMap((field) => {
      const value: unknown = pod.spec.securityContext?.[field] ?? null;
      return [value].flat().includes(0)
        ? [{ path: `${pod.path}.securityContext.${field}`, value }]
        : [];
    });
    const ids = pod.containers.flatMap((at) =>
      ['runAsUser', 'runAsGroup']
        .map((field) => effective(pod, at, field))
        .filter(({ value }) => !isHigh(value)),
    );
    return [...groups, ...ids];
  },
};

export const checks = [
  defineCheck({
    id: 'AKS-POD-001',
    title: 'No privileged containers',
    group: 'POD',
    severity: 'critical',
    why: 'A privileged container sees every device of its node: whoever breaks into it is root on the node within a minute, and reads the secrets of every pod beside it.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      cis('4.2.1'),
      azurePolicy('95edb821'),
      kubescape('C-0057'),
      trivy('KSV-0017'),
      checkov('CKV_K8S_16'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...privileged,
        wrong: 'Privileged containers',
        right: 'No container is privileged',
      }),
    fix: workloadFix(
      privileged,
      'Set `privileged: false` below `securityContext` of each container, and add only the capabilities that it cannot do without. Agents that truly need the node belong into a namespace of their own.',
      containerPatch(() => ({ securityContext: { privileged: false } })),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-002',
    title: 'No container may gain privileges',
    group: 'POD',
    severity: 'high',
    why: 'Without it a program that runs as an ordinary user becomes root by any setuid file in the image, and from root it is a short way to the node.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      cis('4.2.5'),
      azurePolicy('1c6e92c9'),
      kubescape('C-0016'),
      trivy('KSV-0001'),
      checkov('CKV_K8S_20'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...escalating,
        wrong: 'Containers that may gain privileges',
        right: '`allowPrivilegeEscalation` is false',
      }),
    fix: workloadFix(
      escalating,
      'Set `allowPrivilegeEscalation: false` below `securityContext` of each container. It means nothing beside `privileged: true` or the capability SYS_ADMIN: take those away first.',
      containerPatch(() => ({ securityContext: { allowPrivilegeEscalation: false } })),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-003',
    title: 'Containers do not run as root',
    group: 'POD',
    severity: 'high',
    why: 'Root in a container is root to the kernel: a hole in the runtime or the kernel, or a folder of the node that is mounted, then gives the whole node away.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('f06ddb64'),
      kubescape('C-0013'),
      trivy('KSV-0012'),
      checkov('CKV_K8S_23'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...root,
        wrong: 'Containers that run as root, or may,',
        right: 'No container runs as root',
      }),
    fix: workloadFix(
      root,
      'Set `runAsNonRoot: true` below `securityContext` of the pod, and `runAsUser` where the image names no user or only its name. Try it first: files that root owns, and ports below 1024, may stop a program.',
      securityContextPatch({ runAsNonRoot: true }, { runAsUser: null }),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-018',
    title: 'Users and groups of containers have high numbers',
    group: 'POD',
    severity: 'low',
    why: 'Low numbers belong to users of the node as well: whoever breaks out of the container owns their files, and group 0 reads much of what is root’s.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [trivy('KSV-0020'), trivy('KSV-0021'), trivy('KSV-0116'), checkov('CKV_K8S_40')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...lowIds,
        wrong: `Users or groups that are not above ${look.config.lowestUserId}, or not named,`,
        right: `Users and groups are above ${look.config.lowestUserId}`,
      }),
    fix: workloadFix(
      lowIds,
      'Set `runAsUser` and `runAsGroup` below `securityContext` of the pod to a number that no user of the node has, and take 0 out of `supplementalGroups` and `fsGroup`. Files that the program writes need the same owner.',
    ),
  }),
];
