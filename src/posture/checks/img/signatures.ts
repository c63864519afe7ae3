import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { definitionOf, effectOf, holds } from '../../policy-assignments.ts';
import { aksDocs, azurePolicy, checkov, kubescape } from '../../references.ts';

/**
 * "Kubernetes clusters should only use images signed by notation". Today it knows Audit and Disabled only.
 * https://learn.microsoft.com/azure/aks/policy-reference
 */
const verifyImages = 'cf426bb8-b320-4321-8545-1b784a5df3a4';

export const checks = [
  defineCheck({
    id: 'AKS-IMG-007',
    title: 'Only signed images start',
    group: 'IMG',
    severity: 'medium',
    why: 'Without a check of signatures any image under the right name starts, also the one that an attacker pushed with a stolen token.',
    needs: ['managedCluster', 'policyAssignments'],
    references: [
      azurePolicy('cf426bb8'),
      azurePolicy('5dc99dae'),
      kubescape('C-0237'),
      checkov('CKV_AZURE_164'),
      aksDocs('image-integrity'),
    ],
    evaluate(look) {
      const addOn = look.cluster.flag('properties.addonProfiles.azurepolicy.enabled');
      const { items, evidence } = look.list('policyAssignments');
      const verifying = items.filter(
        (one) => definitionOf(one) === verifyImages && holds(one, look),
      );
      const effects = verifying.map((one) => effectOf(one, 'audit'));
      const seen = [evidence, addOn.evidence, ...effects.map((effect) => effect.evidence)] as const;
      if (addOn.value && effects.some(({ value }) => value === 'deny'))
        return pass('Azure Policy refuses images without a trusted signature.', ...seen);
      if (effects.length > 0)
        return fail(
          addOn.value
            ? 'Azure Policy looks at signatures but refuses nothing.'
            : 'Azure Policy is to check signatures, but its add-on is off (AKS-GOV-001).',
          ...seen,
        );
      return unknown(
        'Azure Policy checks no signatures. Whether Ratify or Kyverno does so in the cluster is not looked at.',
        ...seen,
      );
    },
    fix: {
      kind: 'manual',
      steps:
        'Sign the images in the pipeline, then verify them at the door: Azure’s own policy (Image Integrity, a preview) only audits so far, so let Ratify with Gatekeeper, or Kyverno, refuse the rest, and waive this check.',
      commands: [],
    },
  }),
];
