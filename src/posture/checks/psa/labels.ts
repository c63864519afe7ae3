import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { counted } from '../../counted.ts';
import { defineCheck, type Finding, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import { clusterMinor, minorNumber } from '../../kubernetes-version.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, someOf } from '../../offenders.ts';
import { kubescape } from '../../references.ts';
import {
  enforcedByAzure,
  isAtLeast,
  type Level,
  labelIn,
  labelOf,
  levelOf,
  userNamespaces,
} from './_labels.ts';

function below(look: Look, wanted: Level): KubernetesObject[] {
  return namespacesFor(look, wanted).filter((one) => !isAtLeast(levelOf(one, 'enforce'), wanted));
}

function namespacesFor(look: Look, wanted: Level): KubernetesObject[] {
  const { infrastructureNamespaces } = look.config;
  return userNamespaces(look).filter(
    ({ metadata }) => wanted === 'baseline' || !infrastructureNamespaces.includes(metadata.name),
  );
}

/** Each namespace enforces at least so much, by its label or by Azure. */
function everyNamespace(look: Look, wanted: Level): Finding {
  const { evidence, seen } = look.objects('namespaces');
  const all = namespacesFor(look, wanted);
  if (all.length === 0)
    return notApplicable('There are no namespaces but those of the system.', evidence);
  const unlabelled = below(look, wanted);
  if (unlabelled.length === 0)
    return pass(
      `All of ${counted(all.length, 'namespace')} enforce ${wanted} by their label.`,
      evidence,
    );
  const byAzure = enforcedByAzure(look).filter(({ level }) => isAtLeast(level, wanted));
  const open = unlabelled.filter(({ metadata: { name } }) =>
    byAzure.every(({ leftOut }) => leftOut.includes(name)),
  );
  const azure = byAzure.flatMap((one) => one.evidence);
  if (open.length === 0)
    return pass(
      `All of ${counted(all.length, 'namespace')} enforce ${wanted}, ${unlabelled.length} of them by Azure Policy or Deployment Safeguards.`,
      evidence,
      ...azure,
    );
  return fail(
    `${wanted === 'baseline' ? 'No pod security standard is' : `The standard ${wanted} is not`} enforced in ${open.length} of ${counted(all.length, 'namespace')}: ${someOf(open.map(({ metadata }) => metadata.name))}. System namespaces are left out.`,
    evidence,
    ...open
      .slice(0, mostEvidence)
      .map((one) =>
        seen(
          `Namespace ${one.metadata.name}`,
          `metadata.labels[${labelOf('enforce')}]`,
          labelIn(one, 'enforce') ?? null,
        ),
      ),
    ...azure,
  );
}

function labelCommands(look: Look, names: string[], labels: string): string[] {
  return names
    .slice(0, 3)
    .flatMap((name) => [
      kubectl(look, `label namespace ${shellWord(name)} ${labels} --overwrite --dry-run=server`),
      kubectl(look, `label namespace ${shellWord(name)} ${labels} --overwrite`),
    ]);
}

function enforce(wanted: Level, steps: string) {
  return manual((look) => ({
    steps,
    commands: labelCommands(
      look,
      below(look, wanted).map(({ metadata }) => metadata.name),
      `${labelOf('enforce')}=${wanted}`,
    ),
  }));
}

function enforcing(look: Look): KubernetesObject[] {
  return userNamespaces(look).filter((one) => levelOf(one, 'enforce') !== 'privileged');
}

/** Modes that are weaker than what is enforced, so that nobody is told before a deployment is refused. */
function silent(namespace: KubernetesObject) {
  const level = levelOf(namespace, 'enforce');
  return (['audit', 'warn'] as const).filter((mode) => !isAtLeast(levelOf(namespace, mode), level));
}

/** Pinned to a version of the standard that is older than the cluster by too much. */
function isStale(namespace: KubernetesObject, look: Look): boolean {
  const pinned = labelIn(namespace, 'enforce-version');
  if (pinned === undefined || pinned === 'latest') return false;
  const version = minorNumber(pinned);
  if (version === undefined) return true;
  return version < clusterMinor(look).minor - look.config.maxPodSecurityLag;
}

export const checks = [
  defineCheck({
    id: 'AKS-PSA-001',
    title: 'Every namespace enforces a pod security standard',
    group: 'PSA',
    severity: 'high',
    why: 'Where nothing is enforced whoever may create a pod may create a privileged one, and is root on the node with it.',
    needs: ['namespaces'],
    uses: ['managedCluster', 'policyAssignments', 'deploymentSafeguards'],
    references: [kubescape('C-0192'), kubescape('C-0193')],
    evaluate: (look) => everyNamespace(look, 'baseline'),
    fix: enforce(
      'baseline',
      'Label each namespace. The dry run changes nothing and warns of pods that break the standard: mend those first, since pods that run are left alone until they are made anew, and refused then.',
    ),
  }),
  defineCheck({
    id: 'AKS-PSA-002',
    title: 'Namespaces enforce the restricted standard',
    group: 'PSA',
    severity: 'low',
    why: 'The baseline still lets pods run as root with a dozen capabilities; the restricted standard is what the known ways out of containers stumble over.',
    needs: ['namespaces'],
    uses: ['managedCluster', 'policyAssignments', 'deploymentSafeguards'],
    references: [kubescape('C-0200')],
    evaluate: (look) => everyNamespace(look, 'restricted'),
    fix: enforce(
      'restricted',
      'Begin with namespaces of your own programs. The dry run names pods that break the standard; namespaces of infrastructure that cannot do with it belong into the configuration (posture.infrastructureNamespaces).',
    ),
  }),
  defineCheck({
    id: 'AKS-PSA-003',
    title: 'Pod security warns before it refuses, by a standard of today',
    group: 'PSA',
    severity: 'low',
    why: 'Without warnings a Deployment is accepted and its pods are refused, unseen; a standard that is pinned to an old version lets through what was closed since.',
    needs: ['namespaces'],
    uses: ['serverVersion', 'managedCluster'],
    references: [],
    evaluate(look) {
      const { evidence, seen } = look.objects('namespaces');
      const all = enforcing(look);
      if (all.length === 0)
        return notApplicable(
          'No namespace enforces a pod security standard by its label (AKS-PSA-001).',
          evidence,
        );
      const quiet = all.filter((one) => silent(one).length > 0);
      const stale = all.filter((one) => isStale(one, look));
      if (quiet.length + stale.length === 0)
        return pass(
          `Where a standard is enforced, in ${counted(all.length, 'namespace')}, it is also audited and warned of, in a version of today.`,
          evidence,
        );
      const names = (some: KubernetesObject[]) => someOf(some.map(({ metadata }) => metadata.name));
      const sentences = [
        quiet.length > 0
          ? `Less is audited or warned of than is enforced, in ${counted(quiet.length, 'namespace')}: ${names(quiet)}.`
          : '',
        stale.length > 0
          ? `An old version of the standard is enforced in ${counted(stale.length, 'namespace')}: ${names(stale)}.`
          : '',
      ];
      const pieces = [
        ...quiet.flatMap((one) => silent(one).map((mode) => ({ one, label: mode }))),
        ...stale.map((one) => ({ one, label: 'enforce-version' as const })),
      ];
      return fail(
        sentences.filter((sentence) => sentence !== '').join(' '),
        evidence,
        ...pieces
          .slice(0, mostEvidence)
          .map(({ one, label }) =>
            seen(
              `Namespace ${one.metadata.name}`,
              `metadata.labels[${labelOf(label)}]`,
              labelIn(one, label) ?? null,
            ),
          ),
      );
    },
    fix: manual((look) => ({
      steps:
        'Set audit and warn to the level that is enforced, or a stricter one, and the version to `latest`, or to that of the cluster.',
      commands: enforcing(look)
        .filter((one) => silent(one).length > 0 || isStale(one, look))
        .slice(0, 3)
        .flatMap((one) => {
          const level = levelOf(one, 'enforce');
          const labels = `${labelOf('audit')}=${level} ${labelOf('warn')}=${level} ${labelOf('enforce-version')}=latest`;
          return labelCommands(look, [one.metadata.name], labels);
        }),
    })),
  }),
];
