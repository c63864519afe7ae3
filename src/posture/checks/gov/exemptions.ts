import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { holds } from '../../policy-assignments.ts';
import type { Node } from '../../read.ts';

/** Exemptions that have no end, or whose end has passed; expired ones still hide that nobody decided again. */
function staleExemptions({ list, now }: Look): Node[] {
  return list('policyExemptions').items.filter((exemption) => {
    const until = exemption.text('properties.expiresOn').value;
    return until === undefined || !(Date.parse(until) > now.getTime());
  });
}

/** Namespaces that an assignment leaves out and that no system needs. */
function extraNamespaces(assignment: Node, { config }: Look): string[] {
  const excluded = assignment.texts('properties.parameters.excludedNamespaces.value').value ?? [];
  return excluded.filter((name) => !config.systemNamespaces.includes(name.toLowerCase()));
}

export const checks = [
  defineCheck({
    id: 'AKS-GOV-012',
    title: 'Exemptions from policy end, and leave out system namespaces alone',
    group: 'GOV',
    severity: 'medium',
    why: 'An exemption for good, or a whole namespace without rules, is where an attacker deploys what is refused everywhere else.',
    needs: ['policyExemptions', 'policyAssignments'],
    references: [],
    evaluate(look) {
      const exemptions = look.list('policyExemptions');
      const assignments = look.list('policyAssignments');
      const stale = staleExemptions(look);
      const broad = assignments.items.filter(
        (one) => holds(one, look) && extraNamespaces(one, look).length > 0,
      );
      const evidence = [
        exemptions.evidence,
        assignments.evidence,
        ...stale.map((one) => one.text('properties.expiresOn').evidence),
        ...broad.map((one) => one.texts('properties.parameters.excludedNamespaces.value').evidence),
      ] as const;
      const problems = [
        ...(stale.length > 0
          ? [`exempt without an end, or past it: ${listed(stale.map(({ object }) => object))}`]
          : []),
        ...broad.map((one) => `${one.object} leaves out ${listed(extraNamespaces(one, look))}`),
      ];
      return problems.length === 0
        ? pass('Every exemption ends, and only system namespaces are left out.', ...evidence)
        : fail(`Policy has holes: ${problems.join('; ')}.`, ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Ask who needs each exemption: give it an end, or delete it. Take namespaces out of the exclusions; those that a system of yours needs go into the configuration (posture.systemNamespaces).',
      commands: staleExemptions(look).map((exemption) => {
        const scope = exemption
          .text('id')
          .value?.split(/\/providers\/Microsoft\.Authorization\/policyExemptions\//i)[0];
        return `az policy exemption update --name ${shellWord(exemption.object)} --scope ${shellWord(scope ?? look.ref.id)} --expires-on "<date>"`;
      }),
    })),
  }),
];
