import { dictsOf, textOf } from '../../../kubernetes/reduce/shapes.ts';
import { defineCheck } from '../../define-check.ts';
import { azurePolicy, checkov, kubescape, trivy } from '../../references.ts';
import { own, type Piece, type PodAt } from './_containers.ts';
import { containerPatch, workloadFix } from './_fix.ts';
import { hostPathsOf, isWithin, mountsOf } from './_host-paths.ts';
import { eachContainer, everyWorkload, type Question } from './_question.ts';

const writableRoot: Question = {
  os: 'linux',
  ask: eachContainer((at) => {
    const seen = own(at, 'readOnlyRootFilesystem');
    return seen.value === true ? [] : [seen];
  }),
};

const hostPaths: Question = {
  os: 'any',
  ask: (pod, { config }) =>
    hostPathsOf(pod)
      .filter(({ path }) => !config.allowedHostPaths.some((allowed) => isWithin(path, allowed)))
      .map(({ seen }) => seen),
};

function dangerOf(pod: PodAt, sensitive: readonly string[]): Piece[] {
  return hostPathsOf(pod).flatMap((volume) =>
    mountsOf(pod, volume).flatMap(({ path, isReadOnly, seen }) => {
      // A folder above a sensitive one shows it as well.
      const shows = sensitive.some((one) =>
        one === '/' ? isWithin('/', path) : isWithin(path, one) || isWithin(one, path),
      );
      const isSocket = path.replace(/\/$/, '').endsWith('.sock');
      if (shows || isSocket) return [volume.seen, ...(isReadOnly ? [] : [seen])];
      return isReadOnly ? [] : [seen];
    }),
  );
}

const dangerousMounts: Question = {
  os: 'any',
  ask: (pod, { config }) => dangerOf(pod, config.sensitiveHostPaths),
};

const oddVolumes: Question = {
  os: 'any',
  ask: ({ spec, path }, { config }) =>
    dictsOf(spec.volumes).flatMap((volume) =>
      Object.keys(volume)
        .filter((key) => key !== 'name' && !config.allowedVolumeTypes.includes(key))
        .map((key) => ({ path: `${path}.volumes[${textOf(volume.name)}].${key}`, value: key })),
    ),
};

export const checks = [
  defineCheck({
    id: 'AKS-POD-004',
    title: 'Root file systems are read-only',
    group: 'POD',
    severity: 'medium',
    why: 'Where a container may change its own files, whoever breaks in leaves tools and changed programs there, and they run until the pod is replaced.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('df49d893'),
      kubescape('C-0017'),
      trivy('KSV-0014'),
      checkov('CKV_K8S_22'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...writableRoot,
        wrong: 'Writable root file systems',
        right: 'Every root file system is read-only',
      }),
    fix: workloadFix(
      writableRoot,
      'Set `readOnlyRootFilesystem: true` below `securityContext` of each container, and mount an `emptyDir` wherever the program writes, `/tmp` first. Try it before: programs that write elsewhere stop.',
      containerPatch(() => ({ securityContext: { readOnlyRootFilesystem: true } })),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-010',
    title: 'No pod mounts folders of its node',
    group: 'POD',
    severity: 'high',
    why: 'A folder of the node outlives the pod and is shared with whatever else runs there: it is the usual bridge out of a container.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [azurePolicy('098fc59e'), kubescape('C-0048'), trivy('KSV-0023')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...hostPaths,
        wrong: 'Folders of the node',
        right: 'No pod mounts a folder of its node',
      }),
    fix: workloadFix(
      hostPaths,
      'Take the `hostPath` volumes out: `emptyDir` for what may be lost, a PersistentVolumeClaim for what may not. Folders that an agent of yours cannot do without belong into the configuration (posture.allowedHostPaths).',
    ),
  }),
  defineCheck({
    id: 'AKS-POD-011',
    title: 'No pod writes to its node, or sees its secrets',
    group: 'POD',
    severity: 'critical',
    why: 'Whoever writes to the node’s files, or speaks to its container runtime, runs what he likes there; /etc/kubernetes and /var/lib/kubelet hold its credentials.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      kubescape('C-0045'),
      kubescape('C-0074'),
      trivy('KSV-0006'),
      checkov('CKV_K8S_27'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...dangerousMounts,
        wrong: 'Writable or sensitive folders of the node',
        right: 'No pod can write to its node, or see its secrets',
      }),
    fix: workloadFix(
      dangerousMounts,
      'Set `readOnly: true` at every mount of such a volume, in init containers too, and mount the one folder that is needed, never one above it. Sockets of the runtime are not safer for being read-only: take them out.',
    ),
  }),
  defineCheck({
    id: 'AKS-POD-017',
    title: 'Only the usual kinds of volumes',
    group: 'POD',
    severity: 'low',
    why: 'Old kinds of volumes run drivers as root on the node, or hold credentials of the storage in the pod’s own spec.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('16697877'),
      azurePolicy('f4a8fce0'),
      trivy('KSV-0028'),
      trivy('KSV-0121'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...oddVolumes,
        wrong: 'Other kinds of volumes',
        right: 'All volumes are of the usual kinds',
      }),
    fix: workloadFix(
      oddVolumes,
      'Use a PersistentVolumeClaim with a CSI driver instead. Kinds that you want to allow belong into the configuration (posture.allowedVolumeTypes).',
    ),
  }),
];
