import { defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import { nameOfObject, someOf } from '../../offenders.ts';
import { definitionOf, effectOf, holds } from '../../policy-assignments.ts';
import { aksDocs, azurePolicy, checkov, kubescape } from '../../references.ts';
import type { Evidence } from '../../types.ts';

/**
 * "Kubernetes clusters should only use images signed by notation". Today it knows Audit and Disabled only.
 * https://learn.microsoft.com/azure/aks/policy-reference
 */
const verifyImages = 'cf426bb8-b320-4321-8545-1b784a5df3a4';

/** Kinds of constraints that come with Ratify: https://ratify.dev/docs/quickstarts/ratify-on-azure */
const ratifyKinds = /^ratify/i;

/** Webhooks of tools that can check signatures; whether they do stands in resources of their own. */
const verifiers = /kyverno|sigstore|cosign|connaisseur|ratify|notation/i;

/** What runs in the cluster itself may do what Azure Policy does not. */
function inCluster(look: Look, seen: readonly [Evidence, ...Evidence[]]): Finding {
  if (!look.wasRead('constraints') || !look.wasRead('webhookConfigurations'))
    return unknown(
      'Azure Policy checks no signatures. Whether Ratify or Kyverno does so in the cluster could not be read.',
      ...seen,
    );
  const constraints = look.objects('constraints');
  const webhooks = look.objects('webhookConfigurations');
  const ratify = constraints.items.filter(({ kind }) => ratifyKinds.test(kind));
  const actions = ratify.map((one) => {
    const action = String(one.spec?.enforcementAction ?? 'deny').toLowerCase();
    return {
      action,
      evidence: constraints.seen(nameOfObject(one), 'spec.enforcementAction', action),
    };
  });
  const evidence = actions.map((one) => one.evidence);
  if (actions.some(({ action }) => action === 'deny'))
    return pass(
      'Ratify checks signatures, and Gatekeeper refuses what has none.',
      ...seen,
      ...evidence,
    );
  if (actions.length > 0)
    return fail(
      'Ratify looks at signatures, but its constraint refuses nothing.',
      ...seen,
      ...evidence,
    );
  const others = webhooks.items.filter(({ metadata }) => verifiers.test(metadata.name));
  if (others.length > 0)
    return unknown(
      `Azure Policy and Ratify’s constraints check no signatures. ${someOf(others.map(nameOfObject))} may: its own policies say so, and they are not read.`,
      ...seen,
      ...others.map((one) => webhooks.seen(nameOfObject(one), 'metadata.name', one.metadata.name)),
    );
  return fail(
    'Nothing checks signatures: no policy of Azure, no constraint of Ratify, and no webhook of a tool that could.',
    ...seen,
    constraints.evidence,
    webhooks.evidence,
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-IMG-007',
    title: 'Only signed images start',
    group: 'IMG',
    severity: 'medium',
    why: 'Without a check of signatures any image under the right name starts, also the one that an attacker pushed with a stolen token.',
    needs: ['managedCluster', 'policyAssignments'],
    uses: ['constraints', 'webhookConfigurations'],
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
      return inCluster(look, seen);
    },
    fix: {
      kind: 'manual',
      steps:
        'Sign the images in the pipeline, then verify them at the door: Azure’s own policy (Image Integrity, a preview) only audits so far, so let Ratify with Gatekeeper, or Kyverno, refuse the rest, and waive this check.',
      commands: [],
    },
  }),
];
