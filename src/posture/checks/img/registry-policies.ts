import { failing, listed } from '../../combine.ts';
import type { PostureConfig } from '../../config.ts';
import { defineCheck, notApplicable } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { checkov } from '../../references.ts';
import { everyRegistry } from './_registries.ts';

type Policy = PostureConfig['registryPolicies'][number];

/** Where each policy stands, and the value that it must have. */
const wanted: Record<Policy, { path: string; value: string }> = {
  retention: { path: 'properties.policies.retentionPolicy.status', value: 'enabled' },
  quarantine: { path: 'properties.policies.quarantinePolicy.status', value: 'enabled' },
  softDelete: { path: 'properties.policies.softDeletePolicy.status', value: 'enabled' },
  noExport: { path: 'properties.policies.exportPolicy.status', value: 'disabled' },
};

function judge({ config }: Look) {
  return (registry: Node) => {
    const seen = config.registryPolicies.map((policy) => ({
      policy: registry.word(wanted[policy].path),
      value: wanted[policy].value,
    }));
    return {
      ok: seen.every(({ policy, value }) => policy.value === value),
      evidence: seen.map(({ policy }) => policy.evidence),
    };
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-IMG-016',
    title: 'Registries keep to the standard',
    group: 'IMG',
    severity: 'low',
    why: 'Images that nobody scans before use, or that lie about for years, are where old holes come back from.',
    needs: ['managedCluster', 'containerRegistries'],
    references: [checkov('CKV_AZURE_166'), checkov('CKV_AZURE_167')],
    evaluate(look) {
      const { registryPolicies } = look.config;
      if (registryPolicies.length === 0)
        return notApplicable(
          'No policies of registries are demanded here (posture.registryPolicies).',
          look.list('containerRegistries').evidence,
        );
      return everyRegistry(look, {
        ask: judge(look),
        failed: (names) =>
          `Not every demanded policy (${listed(registryPolicies)}) is on in ${listed(names)}.`,
        passed: 'Every registry has the demanded policies on.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Only the tier Premium has most of these policies. Look at what each is, then turn it on.',
      commands: failing(look.list('containerRegistries').items, judge(look)).map(
        ({ object }) => `az acr show --name ${shellWord(object)} --query policies`,
      ),
    })),
  }),
];
