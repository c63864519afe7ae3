import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs } from '../../references.ts';
import { access } from './_access.ts';

export const checks = [
  defineCheck({
    id: 'AKS-API-006',
    title: 'API server in the cluster’s own network',
    group: 'API',
    severity: 'low',
    why: 'Without it nodes reach the API server over its public address or a tunnel, the cluster cannot be made private later, and a private key vault cannot protect its secrets.',
    needs: ['managedCluster'],
    references: [aksDocs('api-server-vnet-integration')],
    evaluate({ cluster }) {
      const integrated = cluster.flag(access.vnetIntegration);
      return integrated.value
        ? pass('The API server is in the cluster’s network.', integrated.evidence)
        : fail('The API server is not in the cluster’s network.', integrated.evidence);
    },
    fix: manual((look) => ({
      steps:
        'This cannot be undone. It needs a subnet of its own (/28 or wider) for the API server and capacity in the region, and the cluster restarts on the way.',
      commands: [
        azAks(
          look,
          'update',
          '--enable-apiserver-vnet-integration --apiserver-subnet-id "<subnet id>"',
        ),
      ],
      set: {
        [access.vnetIntegration]: true,
        'properties.apiServerAccessProfile.subnetId': '<subnet id>',
      },
    })),
  }),
];
