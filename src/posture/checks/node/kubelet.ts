import { failing, listed } from '../../combine.ts';
import { defineCheck } from '../../define-check.ts';
import { azAksOf, manual, rebuild } from '../../fixes.ts';
import { everyPool, isWindows, poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, kubescape } from '../../references.ts';

/** https://learn.microsoft.com/azure/aks/certificate-rotation#kubelet-serving-certificate-rotation */
const optOut = ['tags', 'aks-disable-kubelet-serving-certificate-rotation'];

function judgeRotation(pool: Node) {
  const tag = pool.text(optOut);
  return { ok: tag.value === undefined, evidence: [tag.evidence] };
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-015',
    title: 'Kubelets allow no unsafe kernel settings and limit processes',
    group: 'NODE',
    severity: 'medium',
    why: 'Unsafe sysctls reach beyond the pod that sets them, and a pod that may start processes without limit takes its whole node down.',
    needs: ['managedCluster'],
    references: [kubescape('C-0284'), aksDocs('custom-node-configuration')],
    evaluate(look) {
      return everyPool(look, {
        // Azure takes neither of the settings for Windows. https://learn.microsoft.com/azure/aks/custom-node-configuration
        which: (pool) => !isWindows(pool),
        none: 'Azure takes these settings for Linux pools alone, and every pool runs Windows.',
        ask(pool) {
          const unsafe = pool.texts('kubeletConfig.allowedUnsafeSysctls');
          const most = pool.number('kubeletConfig.podMaxPids');
          return {
            ok: (unsafe.value ?? []).length === 0 && (most.value ?? 0) > 0,
            evidence: [unsafe.evidence, most.evidence],
          };
        },
        failed: (pools) =>
          `Unsafe sysctls are allowed, or the number of processes in a pod is not limited, on ${listed(pools)}.`,
        passed: 'No node pool allows unsafe sysctls, and each limits the processes of a pod.',
      });
    },
    fix: rebuild(
      'Azure takes settings of the kubelet only when a node pool is created: add a pool with podMaxPids and without unsafe sysctls, move the workloads, delete the old one. The cluster itself can stay.',
    ),
  }),
  defineCheck({
    id: 'AKS-NODE-016',
    title: 'Certificates of the kubelets rotate',
    group: 'NODE',
    severity: 'low',
    why: 'A kubelet that signs its own certificate cannot be told from somebody in between, who then reads what is sent to exec and logs.',
    needs: ['managedCluster'],
    references: [aksDocs('certificate-rotation')],
    evaluate(look) {
      return everyPool(look, {
        ask: judgeRotation,
        failed: (pools) =>
          `The tag that turns rotation off is set on ${listed(pools)}; AKS supports it until 2027-04-01.`,
        passed: 'No node pool has turned the rotation off.',
      });
    },
    fix: manual((look) => ({
      steps: 'Take the tag away by giving the pool all its other tags, then bring a node image.',
      commands: failing(poolsOf(look), judgeRotation).flatMap(({ object }) => [
        azAksOf(look, 'nodepool update', object, '--tags "<all other tags>"'),
        azAksOf(look, 'nodepool upgrade', object, '--node-image-only'),
      ]),
    })),
  }),
];
