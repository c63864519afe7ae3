import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { aksDocs } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-API-008',
    title: 'Public network access disabled where policy demands it',
    group: 'API',
    severity: 'low',
    why: 'Tools and policies that read only this property believe that the cluster is closed, or open, when it is not.',
    needs: ['managedCluster'],
    references: [aksDocs('private-clusters')],
    evaluate({ cluster, config }) {
      const publicAccess = cluster.word('properties.publicNetworkAccess');
      if (publicAccess.value === 'disabled')
        return pass('Public network access is disabled.', publicAccess.evidence);
      return config.demandPublicNetworkAccessDisabled
        ? fail('Policy demands that public network access is disabled.', publicAccess.evidence)
        : notApplicable(
            'No policy demands it here (posture.demandPublicNetworkAccessDisabled). The property alone closes nothing: see AKS-API-001 and 002.',
            publicAccess.evidence,
          );
    },
    fix: manual(() => ({
      steps:
        'Make sure that nobody needs the public address, then set `publicNetworkAccess: Disabled` in the template from which the cluster is deployed. The property alone closes nothing; it belongs on private clusters (AKS-API-002).',
      commands: [],
      set: { 'properties.publicNetworkAccess': 'Disabled' },
    })),
  }),
];
