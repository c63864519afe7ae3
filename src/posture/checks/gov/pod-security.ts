import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { definitionOf, effectOf, holds } from '../../policy-assignments.ts';
import { aksDocs } from '../../references.ts';

/** Pod security standards for Linux workloads: https://learn.microsoft.com/azure/aks/policy-reference */
const initiatives = {
  baseline: 'a8640138-9b0a-4a28-b8cb-1666c838647d',
  restricted: '42b8ef37-b724-4e24-bbc8-7a7708edfe00',
};

function safeguards(look: Look) {
  const plane = look.plane('deploymentSafeguards');
  const level = plane.word('properties.level');
  const standard = plane.word('properties.podSecurityStandardsLevel');
  return {
    level: level.value,
    standard: standard.value,
    evidence: [
      { ...level.evidence, object: 'deployment safeguards' },
      { ...standard.evidence, object: 'deployment safeguards' },
    ] as const,
  };
}

const standards = ['baseline', 'restricted'];

export const checks = [
  defineCheck({
    id: 'AKS-GOV-002',
    title: 'Pod security enforced by policy',
    group: 'GOV',
    severity: 'medium',
    why: 'Without rules for pods a single deployment with `privileged: true` is root on the node, and from there in every pod beside it.',
    needs: ['managedCluster', 'policyAssignments', 'deploymentSafeguards'],
    references: [aksDocs('use-azure-policy'), aksDocs('deployment-safeguards')],
    evaluate(look) {
      const addOn = look.cluster.flag('properties.addonProfiles.azurepolicy.enabled');
      const { items, evidence } = look.list('policyAssignments');
      const ids: string[] = Object.values(initiatives);
      const assigned = items.filter(
        (one) => ids.includes(definitionOf(one) ?? '') && holds(one, look),
      );
      const effects = assigned.map((one) => effectOf(one, 'audit'));
      const safe = safeguards(look);
      const seen = [
        evidence,
        addOn.evidence,
        ...effects.map((effect) => effect.evidence),
        ...safe.evidence,
      ] as const;
      const isEnforced =
        effects.some(({ value }) => value === 'deny') ||
        (safe.level === 'enforce' && standards.includes(safe.standard ?? ''));
      if (isEnforced && addOn.value) return pass('A pod security standard is enforced.', ...seen);
      if (isEnforced)
        return fail(
          'A pod security standard is assigned, but the Azure Policy add-on is off (AKS-GOV-001): nothing enforces it.',
          ...seen,
        );
      return assigned.length > 0
        ? fail('The pod security initiative only watches: its effect is not deny.', ...seen)
        : fail('No pod security initiative holds here, and no deployment safeguards do.', ...seen);
    },
    fix: manual((look) => ({
      steps:
        'Assign the baseline with the effect audit, mend or exempt what it finds, then set deny. The add-on (AKS-GOV-001) has to be on.',
      commands: [
        `az policy assignment create --name pod-security-baseline --scope ${shellWord(look.ref.id)} --policy-set-definition ${initiatives.baseline} --params '{"effect":{"value":"deny"}}'`,
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-GOV-005',
    title: 'Deployment safeguards on',
    group: 'GOV',
    severity: 'low',
    why: 'Without safeguards nobody is warned of a deployment that breaks the rules before it runs.',
    needs: ['deploymentSafeguards'],
    references: [aksDocs('deployment-safeguards')],
    evaluate(look) {
      const { level, standard, evidence } = safeguards(look);
      const isOn = level === 'warn' || level === 'enforce';
      if (isOn && standards.includes(standard ?? ''))
        return pass('Deployment safeguards are on, with a pod security standard.', ...evidence);
      return fail(
        isOn
          ? 'Deployment safeguards are on, but without a pod security standard.'
          : 'Deployment safeguards are off.',
        ...evidence,
      );
    },
    fix: manual((look) => ({
      steps: 'Begin with warnings; the Azure Policy add-on (AKS-GOV-001) has to be on.',
      commands: [
        `az aks safeguards create --cluster ${shellWord(look.ref.id)} --level Warn --pss-level Baseline`,
      ],
    })),
  }),
];
