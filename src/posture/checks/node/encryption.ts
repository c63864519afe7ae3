import { listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { rebuild } from '../../fixes.ts';
import { everyPool } from '../../pools.ts';
import { aksDocs, azurePolicy, checkov, trivy } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-NODE-006',
    title: 'Disks of the nodes encrypted on their host',
    group: 'NODE',
    severity: 'medium',
    why: 'Temporary disks and caches of a node hold secrets and data of pods in clear text on the machine below it, and on their way to storage.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('41425d9f'),
      checkov('CKV_AZURE_227'),
      aksDocs('enable-host-encryption'),
    ],
    evaluate(look) {
      return everyPool(look, {
        ask(pool) {
          const enabled = pool.flag('enableEncryptionAtHost');
          return { ok: enabled.value === true, evidence: [enabled.evidence] };
        },
        failed: (pools) => `Encryption on the host is off for ${listed(pools)}.`,
        passed: 'Encryption on the host is on for every node pool.',
      });
    },
    fix: rebuild(
      'Azure sets encryption on the host only when a node pool is created: add a pool with it, move the workloads, delete the old pool. The cluster itself can stay.',
    ),
  }),
  defineCheck({
    id: 'AKS-NODE-007',
    title: 'Disks encrypted with a key of one’s own',
    group: 'NODE',
    severity: 'medium',
    why: 'With Azure’s key alone nobody here can cut off access to the disks: a key of one’s own can be revoked when a cluster is lost.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('7d7be79c'),
      checkov('CKV_AZURE_117'),
      trivy('AZU-0067'),
      aksDocs('azure-disk-customer-managed-keys'),
    ],
    evaluate({ cluster, config }) {
      const set = cluster.text('properties.diskEncryptionSetID');
      if (set.value) return pass('A disk encryption set is used.', set.evidence);
      return config.demandCustomerKeys
        ? fail('Disks are encrypted with Azure’s own key.', set.evidence)
        : notApplicable(
            'No key of one’s own is demanded (posture.demandCustomerKeys).',
            set.evidence,
          );
    },
    fix: rebuild('Azure takes a disk encryption set only when a cluster is created.'),
  }),
];
