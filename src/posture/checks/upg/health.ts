import { listed } from '../../combine.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';

export const checks = [
  defineCheck({
    id: 'AKS-UPG-013',
    title: 'Cluster healthy enough to be changed',
    group: 'UPG',
    severity: 'info',
    why: 'A cluster in a failed state refuses changes, or takes half of one: what should close a hole does not arrive.',
    needs: ['managedCluster'],
    references: [],
    evaluate({ cluster }) {
      const state = cluster.word('properties.provisioningState');
      const power = cluster.word('properties.powerState.code');
      const pools = cluster.children('properties.agentPoolProfiles');
      const states = (pools.value ?? []).map((pool) => ({
        name: pool.object,
        seen: pool.word('provisioningState'),
      }));
      const failed = states.filter(({ seen }) => seen.value === 'failed');
      const evidence = [
        state.evidence,
        power.evidence,
        ...states.map(({ seen }) => seen.evidence),
      ] as const;
      const problems = [
        ...(state.value && state.value !== 'succeeded'
          ? [`the cluster is ${String(state.evidence.value)}`]
          : []),
        ...(power.value && power.value !== 'running'
          ? [`it is ${String(power.evidence.value)}`]
          : []),
        ...(failed.length > 0
          ? [`pools have failed: ${listed(failed.map(({ name }) => name))}`]
          : []),
      ];
      if (problems.length > 0)
        return fail(`Changes are not safe now: ${listed(problems)}.`, ...evidence);
      return state.value && power.value
        ? pass('The cluster and its pools are healthy.', ...evidence)
        : unknown('In which state the cluster is, is not known.', ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Wait for a running operation, or start the cluster. Where an operation has failed, look at the activity log; repeating it without changes often repairs the cluster.',
      commands: [azAks(look, 'show', '--query "{state:provisioningState,power:powerState.code}"')],
    })),
  }),
];
