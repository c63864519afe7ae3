import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-013',
    title: 'Pod-managed identity add-on off',
    group: 'IAM',
    severity: 'high',
    why: 'The add-on has had no patches since September 2025, and a pod with NET_RAW can pose as another and take its Azure identity.',
    needs: ['managedCluster'],
    references: [aksDocs('use-azure-ad-pod-identity')],
    evaluate({ cluster }) {
      const enabled = cluster.flag('properties.podIdentityProfile.enabled');
      return enabled.value
        ? fail('The retired pod-managed identity add-on is on.', enabled.evidence)
        : pass('The pod-managed identity add-on is off.', enabled.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Move every pod that has an AzureIdentityBinding to workload identity (AKS-IAM-011) first: pods that still rely on the add-on lose their identity with it.',
      commands: [azAks(look, 'update', '--disable-pod-identity')],
      set: { 'properties.podIdentityProfile.enabled': false },
    })),
  }),
];
