import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, pass } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { isAtOrBelow } from '../../resource-id.ts';

const sourcePath = 'properties.sourceResourceId';

function judge(binding: Node, { config }: Look) {
  const source = binding.text(sourcePath);
  const id = source.value;
  const ok =
    id !== undefined && config.trustedAccessSources.some((prefix) => isAtOrBelow(id, prefix));
  return { ok, evidence: [source.evidence] };
}

export const checks = [
  defineCheck({
    id: 'AKS-IAM-019',
    title: 'Trusted Access only for services on the list',
    group: 'IAM',
    severity: 'medium',
    why: 'Trusted Access lets another Azure resource reach the API server through Azure’s gateway, past authorized IP ranges and private networking. Who controls that resource is in.',
    needs: ['trustedAccessRoleBindings'],
    references: [aksDocs('trusted-access-feature')],
    evaluate(look) {
      const { items, evidence } = look.list('trustedAccessRoleBindings');
      return forAll({
        objects: items,
        ask: (binding) => judge(binding, look),
        nothing: pass('Nothing has Trusted Access.', evidence),
        failed: (names) => `Trusted Access is given to what is not on the list: ${listed(names)}.`,
        passed: 'Everything that has Trusted Access is on the list.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Find out who needs each binding. Delete those that nobody needs, and put the others into the configuration (posture.trustedAccessSources).',
      commands: failing(look.list('trustedAccessRoleBindings').items, (binding) =>
        judge(binding, look),
      ).map(({ object }) => azAksOf(look, 'trustedaccess rolebinding delete', object)),
    })),
  }),
];
