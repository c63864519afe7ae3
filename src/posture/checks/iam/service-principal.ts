import { defineCheck, notApplicable, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-009',
    title: 'Secret of the service principal fresh',
    group: 'IAM',
    severity: 'high',
    why: 'The secret lies on every node. An old one has been copied by whoever ever had a node; one that expires stops the cluster.',
    needs: ['managedCluster'],
    references: [aksDocs('update-credentials')],
    evaluate({ cluster }) {
      const principal = cluster.text('properties.servicePrincipalProfile.clientId');
      if (!principal.value || principal.value.toLowerCase() === 'msi')
        return notApplicable('The cluster uses a managed identity.', principal.evidence);
      // Ages of secrets stand in Microsoft Graph alone, which wants a right over the whole directory.
      return unknown(
        'How old the secret is stands in Microsoft Graph, which is not asked. A managed identity (AKS-IAM-008) has no secret.',
        principal.evidence,
      );
    },
    fix: manual((look) => ({
      steps: 'Move to a managed identity (AKS-IAM-008); until then, renew the secret.',
      commands: [azAks(look, 'update-credentials', '--reset-service-principal')],
    })),
  }),
];
