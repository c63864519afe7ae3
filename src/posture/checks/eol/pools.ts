import { listed } from '../../combine.ts';
import { defineCheck, fail } from '../../define-check.ts';
import { azAks, manual, rebuild } from '../../fixes.ts';
import { everyPool } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, checkov, psrule } from '../../references.ts';
import { retires } from './_retirements.ts';

/** What a preview left behind, and where it stands in a pool. */
function leftovers(pool: Node) {
  const trust = pool.flag('enableCustomCATrust');
  const driver = pool.word(['tags', 'SkipGPUDriverInstall']);
  const teleport = pool.word(['nodeLabels', 'kubernetes.azure.com/enable-acr-teleport']);
  return {
    ok: !trust.value && driver.value !== 'true' && teleport.value !== 'true',
    evidence: [trust.evidence, driver.evidence, teleport.evidence],
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-EOL-004',
    title: 'No node pool in an availability set',
    group: 'EOL',
    severity: 'medium',
    why: 'Such pools have had no support since September 2025: they get no upgrades, and so no patches.',
    needs: ['managedCluster'],
    references: [
      psrule('PoolScaleSet'),
      checkov('CKV_AZURE_169'),
      aksDocs('availability-sets-on-aks'),
    ],
    evaluate(look) {
      return everyPool(look, {
        ask(pool) {
          const type = pool.word('type');
          return { ok: type.value !== 'availabilityset', evidence: [type.evidence] };
        },
        failed: (pools) =>
          `In an availability set, without support since ${retires.availabilitySets}: ${listed(pools)}.`,
        passed: 'No node pool is in an availability set.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Azure moves the pools to virtual machines in place; Basic load balancers and addresses become Standard ones on the way, and traffic is interrupted.',
      commands: [azAks(look, 'update', '--migrate-vmas-to-vms')],
    })),
  }),
  defineCheck({
    id: 'AKS-EOL-006',
    title: 'Nothing left of previews that were given up',
    group: 'EOL',
    severity: 'low',
    why: 'A property that Azure gave up does nothing any more, or blocks the next upgrade: a trusted certificate authority is gone without a word.',
    needs: ['managedCluster'],
    references: [aksDocs('custom-certificate-authority')],
    evaluate(look) {
      const answer = everyPool(look, {
        ask: leftovers,
        failed: (pools) =>
          `Properties of previews that were given up (custom CA trust of pools, SkipGPUDriverInstall, Teleport) are set on ${listed(pools)}.`,
        passed: 'No property of a preview that was given up is set.',
      });
      const trust = look.cluster.flag('properties.enableCustomCATrust');
      return answer.outcome === 'pass' && trust.value
        ? fail('Custom CA trust of the preview is set on the cluster.', trust.evidence)
        : answer;
    },
    fix: rebuild(
      'Tags and labels can be taken off a pool; for custom CA trust use the cluster’s securityProfile.customCATrustCertificates, and a new pool where the old one refuses. The cluster itself can stay.',
    ),
  }),
];
