/** Namespaces and what pod security admission enforces in them. */
import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import type { Look } from '../../look.ts';
import { definitionOf, effectOf, holds } from '../../policy-assignments.ts';
import type { Evidence } from '../../types.ts';

export type Level = 'privileged' | 'baseline' | 'restricted';

const levels: readonly Level[] = ['privileged', 'baseline', 'restricted'];

type Mode = 'enforce' | 'audit' | 'warn';

export function labelOf(mode: Mode | 'enforce-version'): string {
  return `pod-security.kubernetes.io/${mode}`;
}

export function labelIn({ metadata }: KubernetesObject, mode: Mode | 'enforce-version') {
  return metadata.labels?.[labelOf(mode)];
}

/** Without a label, or with a word that is none, nothing is forbidden for certain. */
export function levelOf(namespace: KubernetesObject, mode: Mode): Level {
  const label = labelIn(namespace, mode);
  return levels.find((level) => level === label) ?? 'privileged';
}

export function isAtLeast(level: Level, wanted: Level): boolean {
  return levels.indexOf(level) >= levels.indexOf(wanted);
}

export function userNamespaces({ objects, config }: Look): KubernetesObject[] {
  return objects('namespaces').items.filter(
    ({ metadata }) => !config.systemNamespaces.includes(metadata.name.toLowerCase()),
  );
}

/** Pod security standards for Linux workloads: https://learn.microsoft.com/azure/aks/policy-reference */
const initiatives: Record<string, Level> = {
  'a8640138-9b0a-4a28-b8cb-1666c838647d': 'baseline',
  '42b8ef37-b724-4e24-bbc8-7a7708edfe00': 'restricted',
};

interface Enforced {
  level: Level;
  leftOut: string[];
  evidence: Evidence[];
}

function byInitiative(look: Look): Enforced[] {
  return look.list('policyAssignments').items.flatMap((assignment) => {
    const level = initiatives[definitionOf(assignment) ?? ''];
    const effect = effectOf(assignment, 'audit');
    if (!level || effect.value !== 'deny' || !holds(assignment, look)) return [];
    const excluded = assignment.texts('properties.parameters.excludedNamespaces.value');
    // An assignment that names namespaces holds in those alone.
    const only = assignment.texts('properties.parameters.namespaces.value').value ?? [];
    if (only.length > 0) return [];
    return [
      { level, leftOut: excluded.value ?? [], evidence: [effect.evidence, excluded.evidence] },
    ];
  });
}

function bySafeguards(look: Look): Enforced[] {
  const plane = look.plane('deploymentSafeguards');
  const mode = plane.word('properties.level');
  const standard = plane.word('properties.podSecurityStandardsLevel');
  const level = levels.find((one) => one === standard.value);
  if (mode.value !== 'enforce' || !level || level === 'privileged') return [];
  const excluded = plane.texts('properties.excludedNamespaces');
  return [
    {
      level,
      leftOut: excluded.value ?? [],
      evidence: [mode.evidence, standard.evidence, excluded.evidence],
    },
  ];
}

/**
 * What Azure Policy or Deployment Safeguards refuse as pod security admission would: only where they deny, and the
 * add-on that does it is on. Throws `NotKnown` where that could not be read.
 */
export function enforcedByAzure(look: Look): Enforced[] {
  const addOn = look.cluster.flag('properties.addonProfiles.azurepolicy.enabled');
  if (!addOn.value) return [];
  return [...byInitiative(look), ...bySafeguards(look)].map((one) => ({
    ...one,
    evidence: [addOn.evidence, ...one.evidence],
  }));
}
