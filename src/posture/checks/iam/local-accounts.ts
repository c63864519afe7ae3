import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy, checkov, prowler, psrule } from '../../references.ts';
import { hasManagedEntra } from './_entra.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-003',
    title: 'Local accounts disabled',
    group: 'IAM',
    severity: 'high',
    why: 'The local administrator’s certificate belongs to nobody, passes every Entra rule, and is handed to anyone with the Contributor role. In the audit log its holder is only “masterclient”.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('993c2fcd'),
      psrule('LocalAccounts'),
      checkov('CKV_AZURE_141'),
      prowler('aks_cluster_local_accounts_disabled'),
      aksDocs('manage-local-accounts-managed-azure-ad'),
    ],
    evaluate({ cluster }) {
      const disabled = cluster.flag('properties.disableLocalAccounts');
      return disabled.value
        ? pass('Local accounts are disabled.', disabled.evidence)
        : fail(
            'Local accounts are enabled: the cluster-admin certificate can be fetched and shared.',
            disabled.evidence,
          );
    },
    fix: manual((look) =>
      hasManagedEntra(look)
        ? {
            steps:
              'Make sure that somebody can sign in through Entra ID as an administrator, disable the local accounts, then rotate the certificates: those handed out before work until then. Rotation restarts every node.',
            commands: [
              azAks(look, 'update', '--disable-local-accounts'),
              azAks(look, 'rotate-certs'),
            ],
            set: { 'properties.disableLocalAccounts': true },
          }
        : {
            steps:
              'Connect Entra ID first (AKS-IAM-002). Disabled now, local accounts would leave nobody who can sign in.',
            commands: [],
          },
    ),
  }),
];
