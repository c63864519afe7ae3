import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual, rebuild } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azqr, azurePolicy, cis, psrule } from '../../references.ts';
import { entraProfile } from './_entra.ts';

const connectEntra = manual((look: Look) => ({
  steps:
    'Choose an Entra group whose members are to be cluster administrators, then connect the cluster. This cannot be undone: Entra integration stays on for the life of the cluster.',
  commands: [
    azAks(look, 'update', '--enable-aad --aad-admin-group-object-ids "<group object id>"'),
  ],
  set: {
    'properties.aadProfile.managed': true,
    'properties.aadProfile.adminGroupObjectIDs': ['<group object id>'],
  },
}));

export const checks = [
  defineCheck({
    id: 'AKS-IAM-002',
    title: 'Entra ID signs people in (managed integration)',
    group: 'IAM',
    severity: 'high',
    why: 'Without Entra ID people share certificates that never ask for a second factor, cannot be taken from one person, and work long after that person has left.',
    needs: ['managedCluster'],
    references: [
      cis('5.5.1'),
      azurePolicy('450d2877'),
      azurePolicy('36a27de4'),
      psrule('ManagedAAD'),
      azqr('aks-007'),
      aksDocs('enable-authentication-microsoft-entra-id'),
    ],
    evaluate(look) {
      const managed = look.cluster.flag('properties.aadProfile.managed');
      if (managed.value) return pass('Entra ID signs people in.', managed.evidence);
      return entraProfile(look)
        ? fail(
            'Entra ID is connected in the old way, which Azure no longer manages.',
            managed.evidence,
          )
        : fail(
            'Entra ID is not connected: people sign in with shared certificates.',
            managed.evidence,
          );
    },
    fix: {
      kinds: ['manual', 'rebuild'],
      of: (look) =>
        look.cluster.flag('properties.enableRBAC').value
          ? connectEntra.of(look)
          : rebuild(
              'Entra integration needs Kubernetes RBAC (AKS-IAM-001), which Azure turns on only when a cluster is created.',
            ),
    },
  }),
  defineCheck({
    id: 'AKS-IAM-005',
    title: 'No legacy Entra app registration',
    group: 'IAM',
    severity: 'high',
    why: 'The retired integration keeps the secret of an app registration in the cluster’s settings; whoever gets it can read the directory as that app.',
    needs: ['managedCluster'],
    references: [aksDocs('enable-authentication-microsoft-entra-id')],
    evaluate({ cluster }) {
      const client = cluster.text('properties.aadProfile.clientAppID');
      const server = cluster.text('properties.aadProfile.serverAppID');
      const secret = cluster.isSet('properties.aadProfile.serverAppSecret');
      const evidence = [client.evidence, server.evidence, secret.evidence] as const;
      return client.value || server.value || secret.value
        ? fail(
            'The cluster still uses the retired integration with app registrations.',
            ...evidence,
          )
        : pass('No app registrations are used.', ...evidence);
    },
    fix: connectEntra,
  }),
];
