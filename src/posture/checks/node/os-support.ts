import { osOf, supportEnds } from '../../../fleet/node-os-support.ts';
import { poolLines } from '../../bicep-lines.ts';
import { failing, listed } from '../../combine.ts';
import { defineCheck } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { everyPool, isWindows, poolsOf } from '../../pools.ts';
import { type Node, NotKnown } from '../../read.ts';
import { aksDocs } from '../../references.ts';

function judge({ now }: Look) {
  return (pool: Node) => {
    const image = pool.word('nodeImageVersion');
    const sku = pool.word('osSKU');
    const system = osOf(image.value, sku.value);
    if (!system)
      throw new NotKnown(
        `Which operating system ${pool.object} runs is not known.`,
        image.value ? image.evidence : sku.evidence,
      );
    const ends = supportEnds(system);
    return { ok: !ends || now < ends, evidence: [image.evidence, sku.evidence] };
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-012',
    title: 'Operating systems of the nodes supported',
    group: 'NODE',
    severity: 'high',
    why: 'A system without support gets no more patches and no more images: every hole found from then on stays open for good.',
    needs: ['managedCluster'],
    references: [aksDocs('upgrade-os-version')],
    evaluate(look) {
      return everyPool(look, {
        ask: judge(look),
        failed: (pools) => `An operating system without support runs on ${listed(pools)}.`,
        passed: 'Every node pool runs a supported operating system.',
      });
    },
    fix: manual((look) => {
      const pools = failing(poolsOf(look), judge(look))
        .filter((pool) => !isWindows(pool))
        .map(({ object }) => object);
      return {
        steps:
          'Move Linux pools to a supported system in place; test the workloads first. A Windows pool is replaced by a new one.',
        commands: pools.map((pool) =>
          azAksOf(look, 'nodepool update', pool, '--os-sku AzureLinux'),
        ),
        bicep: poolLines(look.ref, pools, { osSKU: 'AzureLinux' }),
      };
    }),
  }),
];
