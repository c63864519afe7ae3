import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, checkov, cis, kubescape, mcsb, psrule } from '../../references.ts';

const addon = 'properties.addonProfiles.azureKeyvaultSecretsProvider';

export const checks = [
  defineCheck({
    id: 'AKS-SEC-001',
    title: 'Secrets provider for Key Vault on',
    group: 'SEC',
    severity: 'medium',
    why: 'Without it secrets are copied into Kubernetes, where anyone who may read Secrets in a namespace has them, and nobody sees them change.',
    needs: ['managedCluster'],
    references: [
      cis('4.5.2'),
      mcsb('IM-8'),
      psrule('SecretStore'),
      kubescape('C-0208'),
      aksDocs('csi-secrets-store-driver'),
    ],
    evaluate({ cluster }) {
      const enabled = cluster.flag(`${addon}.enabled`);
      return enabled.value
        ? pass('The secrets provider for Key Vault is on.', enabled.evidence)
        : fail(
            'The secrets provider for Key Vault is off. (External Secrets, or a driver of your own, would do as well: waive this check then.)',
            enabled.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Turn it on with rotation. Let it sign in by workload identity (AKS-IAM-011), which goes together with a closed metadata service.',
      commands: [
        azAks(
          look,
          'enable-addons',
          '--addons azure-keyvault-secrets-provider --enable-secret-rotation',
        ),
      ],
      set: {
        'properties.addonProfiles.azureKeyvaultSecretsProvider.enabled': true,
        'properties.addonProfiles.azureKeyvaultSecretsProvider.config': {
          enableSecretRotation: 'true',
        },
      },
    })),
  }),
  defineCheck({
    id: 'AKS-SEC-002',
    title: 'Secrets from Key Vault rotated',
    group: 'SEC',
    severity: 'medium',
    why: 'Without rotation pods keep the secret that they started with: one that was replaced because it leaked goes on being used.',
    needs: ['managedCluster'],
    references: [
      mcsb('DP-7'),
      psrule('SecretStoreRotation'),
      checkov('CKV_AZURE_172'),
      aksDocs('csi-secrets-store-configuration-options'),
    ],
    evaluate({ cluster }) {
      const enabled = cluster.flag(`${addon}.enabled`);
      if (!enabled.value)
        return notApplicable('The secrets provider is off (AKS-SEC-001).', enabled.evidence);
      const rotation = cluster.flag(`${addon}.config.enableSecretRotation`);
      return rotation.value
        ? pass('Secrets are rotated.', rotation.evidence)
        : fail('Secrets are read once, when a pod starts.', rotation.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Turn rotation on. Mounted files change by themselves; what was read from the environment needs a restart.',
      commands: [
        azAks(
          look,
          'addon update',
          '--addon azure-keyvault-secrets-provider --enable-secret-rotation',
        ),
      ],
      set: {
        'properties.addonProfiles.azureKeyvaultSecretsProvider.enabled': true,
        'properties.addonProfiles.azureKeyvaultSecretsProvider.config': {
          enableSecretRotation: 'true',
        },
      },
    })),
  }),
];
