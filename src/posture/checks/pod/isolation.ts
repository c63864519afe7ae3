import type { Workload } from '../../../kubernetes/objects.ts';
import { dictOf, textOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import { clusterMinor } from '../../kubernetes-version.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { poolsOf } from '../../pools.ts';
import { aksDocs, kubescape } from '../../references.ts';
import { specPath } from './_containers.ts';
import { workloadFix } from './_fix.ts';
import { everyWorkload, type Question } from './_question.ts';

/** Pods that share something of the node cannot have users of their own; AKS-POD-012 and -013 speak of them. */
const sharedUsers: Question = {
  os: 'linux',
  which: ({ spec }) => spec.hostNetwork !== true && spec.hostPID !== true && spec.hostIPC !== true,
  ask: ({ spec, path }) =>
    spec.hostUsers === false ? [] : [{ path: `${path}.hostUsers`, value: spec.hostUsers ?? null }],
};

/** On by default since then: https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/ */
const firstMinor = 33;

/** Of `6.6.96.2-1.azl3`. User namespaces need the kernel's id-mapped mounts of 6.3. */
function isNewEnough(kernel: string): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)/.exec(kernel) ?? []).map(Number);
  return major > 6 || (major === 6 && minor >= 3);
}

function kernelsOf(look: Look): string[] {
  if (!look.wasRead('nodes')) return [];
  const infos = look.objects('nodes').items.map(({ status }) => dictOf(dictOf(status).nodeInfo));
  return infos
    .filter(({ operatingSystem }) => operatingSystem !== 'windows')
    .map(({ kernelVersion }) => textOf(kernelVersion))
    .filter((kernel) => /^\d/.test(kernel));
}

/** `KataVmIsolation`; `KataMshvVmIsolation` before it was generally available. */
const sandboxed = ['katavmisolation', 'katamshvvmisolation'];

function untrustedNamespaces({ objects, config }: Look): string[] {
  const [label = '', value = ''] = config.untrustedLabel.split('=');
  return objects('namespaces')
    .items.filter(({ metadata }) => metadata.labels?.[label] === value)
    .map(({ metadata }) => metadata.name);
}

function unsandboxed(look: Look): Workload[] {
  const namespaces = untrustedNamespaces(look);
  return look
    .objects('workloads')
    .items.filter(
      ({ metadata, spec }) =>
        namespaces.includes(metadata.namespace ?? '') &&
        !look.config.sandboxRuntimeClasses.includes(textOf(spec.runtimeClassName)),
    );
}

export const checks = [
  defineCheck({
    id: 'AKS-POD-023',
    title: 'Pods have users of their own',
    group: 'POD',
    severity: 'low',
    why: 'Without user namespaces root in a container is root to the node’s kernel; with them whoever breaks out finds that he is nobody.',
    needs: ['workloads'],
    uses: ['pods', 'nodes', 'serverVersion', 'managedCluster'],
    references: [],
    evaluate(look) {
      const { minor, evidence } = clusterMinor(look);
      if (minor < firstMinor)
        return notApplicable(
          `Kubernetes has user namespaces for pods from 1.${firstMinor} on.`,
          evidence,
        );
      const kernels = kernelsOf(look);
      if (kernels.length > 0 && !kernels.some(isNewEnough))
        return notApplicable(
          'The kernels of all nodes are too old for user namespaces: they begin with 6.3 (Ubuntu 24.04, Azure Linux 3).',
          evidence,
          look
            .objects('nodes')
            .seen('nodes', 'status.nodeInfo.kernelVersion', [...new Set(kernels)]),
        );
      return everyWorkload(look, {
        ...sharedUsers,
        wrong: 'Pods without users of their own',
        right: 'Every pod has users of its own',
        none: 'No Linux workloads outside system namespaces could have users of their own.',
      });
    },
    fix: workloadFix(
      sharedUsers,
      'Set `hostUsers: false` in the pod’s spec. Its nodes need Ubuntu 24.04 or Azure Linux 3; volumes whose file system cannot map users (NFS) do not work with it.',
      () => ({ hostUsers: false }),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-027',
    title: 'Workloads that nobody trusts run in a sandbox',
    group: 'POD',
    severity: 'low',
    why: 'Code of others shares the kernel with everything on its node: one hole in it, and it reads what its neighbours know.',
    needs: ['namespaces', 'workloads'],
    uses: ['managedCluster'],
    references: [aksDocs('use-pod-sandboxing'), kubescape('C-0249')],
    evaluate(look) {
      const { evidence, seen } = look.objects('workloads');
      const namespaces = untrustedNamespaces(look);
      const spaces = look.objects('namespaces').evidence;
      if (namespaces.length === 0)
        return notApplicable(
          `No namespace has the label \`${look.config.untrustedLabel}\`.`,
          spaces,
        );
      const open = unsandboxed(look);
      if (open.length > 0)
        return fail(
          `${counted(open.length, 'workload')} in namespaces that nobody trusts run without a sandbox: ${someOf(open.map(nameOfObject))}.`,
          spaces,
          ...open
            .slice(0, mostEvidence)
            .map((one) =>
              seen(
                nameOfObject(one),
                `${specPath(one.kind)}.runtimeClassName`,
                one.spec.runtimeClassName ?? null,
              ),
            ),
        );
      const runtimes = poolsOf(look).map((pool) => pool.word('workloadRuntime'));
      const pools = look.cluster.children('properties.agentPoolProfiles').evidence;
      return runtimes.some(({ value }) => sandboxed.includes(value ?? ''))
        ? pass(
            `Whatever runs in ${someOf(namespaces)} names a sandbox, and a node pool has it.`,
            evidence,
            ...runtimes.map((runtime) => runtime.evidence),
          )
        : fail(
            `Whatever runs in ${someOf(namespaces)} names a sandbox, but no node pool has one: \`workloadRuntime\` is KataVmIsolation nowhere.`,
            pools,
            ...runtimes.map((runtime) => runtime.evidence),
          );
    },
    fix: manual((look) => ({
      steps: `Add a node pool with sandboxes, and set \`runtimeClassName: ${look.config.sandboxRuntimeClasses[0]}\` in the spec of each pod of those namespaces.`,
      commands: [
        azAksOf(
          look,
          'nodepool add',
          'sandbox',
          '--os-sku AzureLinux --workload-runtime KataVmIsolation --node-vm-size Standard_D4s_v3',
        ),
      ],
    })),
  }),
];
