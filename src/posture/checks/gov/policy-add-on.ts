import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy, checkov, mcsb, psrule, trivy } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-GOV-001',
    title: 'Azure Policy add-on on',
    group: 'GOV',
    severity: 'high',
    why: 'Nothing refuses a privileged pod or an image from anywhere: whoever may deploy, or steals that right, takes the nodes.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('0a15ec92'),
      azurePolicy('a8eff44f'),
      mcsb('PV-2'),
      psrule('AzurePolicyAddOn'),
      checkov('CKV_AZURE_116'),
      trivy('AZU-0066'),
      aksDocs('use-azure-policy'),
    ],
    evaluate({ cluster }) {
      const enabled = cluster.flag('properties.addonProfiles.azurepolicy.enabled');
      return enabled.value
        ? pass('The Azure Policy add-on is on.', enabled.evidence)
        : fail(
            'The Azure Policy add-on is off. (Gatekeeper or Kyverno of your own would do as well: waive this check then.)',
            enabled.evidence,
          );
    },
    fix: manual((look) =>
      look.cluster.word('properties.networkProfile.podLinkLocalAccess').value === 'none'
        ? {
            steps:
              'This cluster keeps pods away from the metadata service, which Azure allows only without this add-on: the two exclude each other. Enforce policies in another way, and waive this check.',
            commands: [],
          }
        : {
            steps:
              'Turn the add-on on, then assign policies (AKS-GOV-002). It excludes restricting the metadata service for pods.',
            commands: [azAks(look, 'enable-addons', '--addons azure-policy')],
            set: { 'properties.addonProfiles.azurepolicy.enabled': true },
          },
    ),
  }),
];
