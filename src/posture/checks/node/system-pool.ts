import { poolLines } from '../../bicep-lines.ts';
import { failing, listed } from '../../combine.ts';
import { defineCheck, fail } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import { everyPool, isSystem, poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, checkov } from '../../references.ts';

const taint = 'CriticalAddonsOnly=true:NoSchedule';

function judge(pool: Node) {
  const taints = pool.texts('nodeTaints');
  const ok = (taints.value ?? []).some((one) => one.toLowerCase() === taint.toLowerCase());
  return { ok, evidence: [taints.evidence] };
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-017',
    title: 'System pods have nodes of their own',
    group: 'NODE',
    severity: 'low',
    why: 'On shared nodes a workload that breaks out, or only eats all memory, meets DNS, the metrics and the policy engine of the whole cluster.',
    needs: ['managedCluster'],
    references: [checkov('CKV_AZURE_232'), aksDocs('use-system-pools')],
    evaluate(look) {
      const { cluster } = look;
      const profiles = cluster.children('properties.agentPoolProfiles');
      const provisioning = cluster.word('properties.nodeProvisioningProfile.mode');
      const pools = profiles.value ?? [];
      const hasUserNodes =
        provisioning.value === 'auto' || pools.some((pool) => pool.word('mode').value === 'user');
      const isolated = everyPool(look, {
        which: isSystem,
        ask: judge,
        failed: (names) =>
          `Any pod may run on the system ${names.length === 1 ? 'pool' : 'pools'} ${listed(names)}.`,
        passed: 'System pods have nodes of their own.',
      });
      return isolated.outcome === 'pass' && !hasUserNodes
        ? fail('There is no node pool for workloads.', profiles.evidence, provisioning.evidence)
        : isolated;
    },
    fix: manual((look) => ({
      steps:
        'Have a user pool first: pods that may no longer stay need a place to go. Then taint the system pool.',
      commands: [
        ...(poolsOf(look).every(isSystem)
          ? [azAksOf(look, 'nodepool add', 'apps', '--mode User')]
          : []),
        ...failing(poolsOf(look).filter(isSystem), judge).map(({ object }) =>
          azAksOf(look, 'nodepool update', object, `--node-taints ${taint}`),
        ),
      ],
      bicep: poolLines(
        look.ref,
        failing(poolsOf(look).filter(isSystem), judge).map(({ object }) => object),
        { nodeTaints: [taint] },
      ),
    })),
  }),
];
