import { poolLines } from '../../bicep-lines.ts';
import { failing, listed } from '../../combine.ts';
import { defineCheck } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import { everyPool, isWindows, poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, azurePolicy } from '../../references.ts';

/** Absent is LocalUser: https://learn.microsoft.com/azure/aks/manage-ssh-node-access */
function judge(pool: Node) {
  const access = pool.word('securityProfile.sshAccess');
  return {
    ok: access.value === 'disabled' || access.value === 'entraid',
    evidence: [access.evidence],
  };
}

const isLinux = (pool: Node) => !isWindows(pool);

export const checks = [
  defineCheck({
    id: 'AKS-NODE-011',
    title: 'No SSH into nodes with a shared key',
    group: 'NODE',
    severity: 'medium',
    why: 'One key opens every node, belongs to nobody, and leaves no name in a log: who has it once goes where the network lets him.',
    needs: ['managedCluster'],
    references: [azurePolicy('28257686'), aksDocs('manage-ssh-node-access')],
    evaluate(look) {
      return everyPool(look, {
        which: isLinux,
        ask: judge,
        none: 'There is no Linux node pool.',
        failed: (pools) => `SSH with a shared key is open on ${listed(pools)}.`,
        passed: 'No Linux node pool takes a shared SSH key.',
      });
    },
    fix: manual((look) => {
      const pools = failing(poolsOf(look).filter(isLinux), judge).map(({ object }) => object);
      return {
        steps:
          'Turn SSH off, then bring a node image: nodes keep it open until they are new. `kubectl debug node` still reaches them. New pools have it on, so look again when one is added.',
        commands: pools.flatMap((pool) => [
          azAksOf(look, 'nodepool update', pool, '--ssh-access disabled'),
          azAksOf(look, 'nodepool upgrade', pool, '--node-image-only'),
        ]),
        bicep: poolLines(look.ref, pools, { 'securityProfile.sshAccess': 'Disabled' }),
      };
    }),
  }),
];
