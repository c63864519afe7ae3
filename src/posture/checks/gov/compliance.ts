import { listed } from '../../combine.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { aksDocs } from '../../references.ts';

const mostNamed = 5;

export const checks = [
  defineCheck({
    id: 'AKS-GOV-003',
    title: 'Nothing violates policy',
    group: 'GOV',
    severity: 'medium',
    why: 'What violates a policy that only watches is a hole that somebody has seen and nobody has closed.',
    needs: ['policyStates'],
    references: [aksDocs('use-azure-policy')],
    evaluate(look) {
      const { items, evidence } = look.list('policyStates');
      const states = items.map((state) => ({
        policy: state.text('policyDefinitionId'),
        state: state.word('complianceState'),
      }));
      const bad = states.filter(({ state }) => state.value === 'noncompliant');
      const names = [
        ...new Set(bad.map(({ policy }) => policy.value?.split('/').at(-1) ?? 'a policy')),
      ];
      if (states.length === 0)
        return unknown('Azure Policy has judged nothing here yet, or no policy holds.', evidence);
      const [first = evidence, ...others] = bad.flatMap(({ policy, state }) => [
        policy.evidence,
        state.evidence,
      ]);
      return bad.length === 0
        ? pass('Nothing violates policy.', evidence)
        : fail(
            `${names.length === 1 ? 'A policy is' : `${names.length} policies are`} violated: ${listed(names.slice(0, mostNamed))}${names.length > mostNamed ? ' …' : ''}.`,
            first,
            ...others,
          );
    },
    fix: manual((look) => ({
      steps:
        'Look at what each policy names, mend it, or start a remediation task where it has one.',
      commands: [
        `az policy state list --resource ${shellWord(look.ref.id)} --filter "complianceState eq 'NonCompliant'" --output table`,
      ],
    })),
  }),
];
