import { dictsOf } from '../../../kubernetes/reduce/shapes.ts';
import { defineCheck } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import { isWindows, poolsOf } from '../../pools.ts';
import { azurePolicy, checkov, kubescape, trivy } from '../../references.ts';
import { type ContainerAt, effective, isPrivileged, own, type PodAt } from './_containers.ts';
import { containerPatch, securityContextPatch, workloadFix } from './_fix.ts';
import { eachContainer, everyWorkload, type Question } from './_question.ts';

/** Whether the kubelet of every Linux pool confines what names no profile itself. */
function kubeletsConfine(look: Look): boolean {
  if (!look.wasRead('managedCluster')) return false;
  const pools = poolsOf(look).filter((pool) => !isWindows(pool));
  const word = 'kubeletConfig.seccompDefault';
  return pools.length > 0 && pools.every((pool) => pool.word(word).value === 'runtimedefault');
}

const unfiltered: Question = {
  os: 'linux',
  ask: eachContainer((at, pod, look) => {
    // The runtime gives a privileged container no profile, whatever it names.
    if (isPrivileged(at)) return [own(at, 'privileged')];
    const { path, value } = effective(pod, at, 'seccompProfile');
    const type: unknown = (value as { type?: unknown } | null)?.type ?? null;
    if (type === 'RuntimeDefault' || type === 'Localhost') return [];
    if (type === null && kubeletsConfine(look)) return [];
    return [{ path: `${path}.type`, value: type }];
  }),
};

/** Before Kubernetes 1.30 there was only the annotation; where both stand, the field counts. */
function appArmor(at: ContainerAt, pod: PodAt) {
  const { path, value } = effective(pod, at, 'appArmorProfile');
  if (value !== null) return { path: `${path}.type`, value: (value as { type?: unknown }).type };
  const key = `container.apparmor.security.beta.kubernetes.io/${at.container.name}`;
  return { path: `metadata.annotations[${key}]`, value: pod.annotations[key] };
}

const unconfined: Question = {
  os: 'linux',
  ask: eachContainer((at, pod) => {
    const { path, value } = appArmor(at, pod);
    const isFree = typeof value === 'string' && value.toLowerCase() === 'unconfined';
    return isFree ? [{ path, value }] : [];
  }),
};

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const seLinuxTypes = [
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];

const relabelled: Question = {
  os: 'linux',
  ask: eachContainer((at, pod) => {
    const { path, value } = effective(pod, at, 'seLinuxOptions');
    const { type = '', user = '', role = '' } = (value ?? {}) as Record<string, string>;
    const isFine = seLinuxTypes.includes(type) && user === '' && role === '';
    return isFine ? [] : [{ path, value }];
  }),
};

const unsafeSysctls: Question = {
  os: 'linux',
  ask({ spec, path }, { config }) {
    // `net/ipv4/tcp_rmem` is another way to write it.
    const names = dictsOf(spec.securityContext?.sysctls).map(({ name }) => String(name));
    return names
      .filter((name) => !config.safeSysctls.includes(name.replaceAll('/', '.')))
      .map((name) => ({ path: `${path}.securityContext.sysctls[${name}]`, value: name }));
  },
};

const unmasked: Question = {
  os: 'linux',
  ask: eachContainer((at, { spec }) => {
    const seen = own(at, 'procMount');
    // In a user namespace root is nobody to the node, so what is unmasked does not let itself be written.
    const isFine = seen.value === null || seen.value === 'Default' || spec.hostUsers === false;
    return isFine ? [] : [seen];
  }),
};

export const checks = [
  defineCheck({
    id: 'AKS-POD-007',
    title: 'System calls are filtered',
    group: 'POD',
    severity: 'medium',
    why: 'Without seccomp a container may call the whole kernel, rare and faulty parts included: most ways out of containers that were ever published begin there.',
    needs: ['workloads'],
    uses: ['pods', 'managedCluster'],
    references: [
      azurePolicy('975ce327'),
      kubescape('C-0210'),
      trivy('KSV-0030'),
      trivy('KSV-0104'),
      checkov('CKV_K8S_31'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...unfiltered,
        wrong: 'Containers without a seccomp profile',
        right: 'Every container has a seccomp profile',
      }),
    fix: workloadFix(
      unfiltered,
      'Set `seccompProfile: { type: RuntimeDefault }` below `securityContext` of the pod. (Annotations for seccomp mean nothing since Kubernetes 1.27.) A privileged container gets no profile whatever it names.',
      securityContextPatch({ seccompProfile: { type: 'RuntimeDefault' } }, {}),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-008',
    title: 'No container takes off AppArmor',
    group: 'POD',
    severity: 'low',
    why: 'The runtime’s profile keeps a container from mounting and from writing where the kernel is set up; without it a hole is easier to use.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [azurePolicy('511f5417'), trivy('KSV-0002')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...unconfined,
        wrong: 'Containers without AppArmor, by their own wish,',
        right: 'No container takes off AppArmor',
      }),
    fix: workloadFix(
      unconfined,
      'Set `appArmorProfile: { type: RuntimeDefault }` below `securityContext`, or delete the field and the annotation `container.apparmor.security.beta.kubernetes.io/…`. Nodes with Azure Linux have SELinux instead.',
      securityContextPatch({ appArmorProfile: { type: 'RuntimeDefault' } }, {}),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-009',
    title: 'No container chooses its SELinux label',
    group: 'POD',
    severity: 'low',
    why: 'With another type, user or role a container is out of the confinement that SELinux gives it, up to `spc_t`, which is none.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [azurePolicy('e1e6c427'), trivy('KSV-0025')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...relabelled,
        wrong: 'SELinux labels of their own choice',
        right: 'No container chooses its SELinux label',
      }),
    fix: workloadFix(
      relabelled,
      `Take \`seLinuxOptions\` out, or leave only a \`level\`, or a type that containers may have: ${seLinuxTypes.slice(1).join(', ')}.`,
      securityContextPatch({ seLinuxOptions: null }, {}),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-015',
    title: 'No unsafe kernel settings',
    group: 'POD',
    severity: 'medium',
    why: 'Settings that are not kept apart from the node change it for every pod beside: one workload then starves or disturbs the others.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [azurePolicy('56d0a13f'), azurePolicy('5e5a0673'), trivy('KSV-0026')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...unsafeSysctls,
        wrong: 'Unsafe sysctls',
        right: 'No pod changes an unsafe sysctl',
      }),
    fix: workloadFix(
      unsafeSysctls,
      'Take them out of `securityContext.sysctls` of the pod; what a workload cannot do without is set for nodes of its own (`linuxOsConfig` of the node pool). Names that are safe for you belong into the configuration (posture.safeSysctls).',
      ({ pieces }) => ({
        securityContext: {
          sysctls: pieces.map(({ value }) => ({ name: value, $patch: 'delete' })),
        },
      }),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-016',
    title: '/proc is masked',
    group: 'POD',
    severity: 'medium',
    why: 'What is masked in /proc tells of the node’s memory and lets the kernel be set up: unmasked, root in the container reaches for the node.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [azurePolicy('f85eb0dd'), trivy('KSV-0027')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...unmasked,
        wrong: 'Containers with an unmasked /proc',
        right: '/proc is masked, or the pod has users of its own',
      }),
    fix: workloadFix(
      unmasked,
      'Take `procMount` out of `securityContext` of each container. Where containers are built within containers, set `hostUsers: false` for the pod: Kubernetes asks for it as well.',
      containerPatch(() => ({ securityContext: { procMount: 'Default' } })),
    ),
  }),
];
