import { Code } from '../bicep/values.ts';
import { clusterPart, type Draft, leave, type Part, parameter } from '../draft.ts';

const security = 'properties.securityProfile';
const addons = 'properties.addonProfiles';

/** Keys, secrets, images, policy, and add-ons that are retired. */
export function protection(draft: Draft): void {
  const cluster = clusterPart(draft);
  keys(draft, cluster);
  cluster.set(`${addons}.azureKeyvaultSecretsProvider.enabled`, true, {
    check: 'AKS-SEC-001',
    why: 'Secrets come from Key Vault.',
  });
  cluster.set(`${addons}.azureKeyvaultSecretsProvider.config.enableSecretRotation`, 'true', {
    check: 'AKS-SEC-002',
    why: 'Pods see a secret that was changed.',
  });
  cluster.set(`${security}.imageCleaner.enabled`, true, {
    check: 'AKS-IMG-012',
    why: 'Images that nobody uses are taken off the nodes.',
  });
  const hours = Number(cluster.get(`${security}.imageCleaner.intervalHours`));
  cluster.set(
    `${security}.imageCleaner.intervalHours`,
    hours >= 24 && hours <= 2160 ? hours : 168,
    {
      check: 'AKS-IMG-012',
      why: 'Once a week.',
    },
  );
  cluster.set(`${addons}.azurepolicy.enabled`, true, {
    check: 'AKS-GOV-001',
    why: 'What policy forbids is refused.',
  });
  cluster.set('properties.nodeResourceGroupProfile.restrictionLevel', 'ReadOnly', {
    check: 'AKS-GOV-007',
    why: 'Nobody changes by hand what Azure manages.',
  });
  for (const driver of ['diskCSIDriver', 'fileCSIDriver', 'snapshotController'])
    cluster.set(`properties.storageProfile.${driver}.enabled`, true, {
      check: 'AKS-NODE-019',
      why: 'Volumes come from the drivers that are kept up.',
    });
  retired(draft, cluster);
}

/** https://learn.microsoft.com/azure/aks/use-kms-etcd-encryption */
function keys(draft: Draft, cluster: Part): void {
  const old = draft.look.cluster;
  const kms = `${security}.azureKeyVaultKms`;
  const keyId = old.text(`${kms}.keyId`).value;
  const vaultId = old.text(`${kms}.keyVaultResourceId`).value;
  cluster.set(`${kms}.enabled`, true, {
    check: 'AKS-SEC-003',
    why: 'Secrets are encrypted with a key of your own before they are stored.',
  });
  cluster.write(
    `${kms}.keyId`,
    parameter(draft, {
      name: 'kmsKeyId',
      type: 'string',
      description:
        'Key that encrypts secrets, with its version: https://<vault>.vault.azure.net/keys/<key>/<version>',
      ...(keyId && { default: keyId }),
    }),
  );
  // A private vault is reached through the network into which the API server is put.
  const inside = cluster.isOn('properties.apiServerAccessProfile.enableVnetIntegration');
  cluster.set(
    `${kms}.keyVaultNetworkAccess`,
    inside ? 'Private' : (cluster.get(`${kms}.keyVaultNetworkAccess`) ?? 'Public'),
    { check: 'AKS-SEC-004', why: 'The vault of the key need not be open to the Internet.' },
  );
  if (cluster.word(`${kms}.keyVaultNetworkAccess`) === 'private')
    cluster.write(
      `${kms}.keyVaultResourceId`,
      parameter(draft, {
        name: 'keyVaultId',
        type: 'string',
        description: 'ARM id of the vault of that key, which is closed to public networks',
        ...(vaultId && { default: vaultId }),
      }),
    );
  customerDisks(draft, cluster);
}

/** https://learn.microsoft.com/azure/aks/azure-disk-customer-managed-keys */
function customerDisks(draft: Draft, cluster: Part): void {
  const disks = draft.look.cluster.text('properties.diskEncryptionSetID').value;
  if (!disks && !draft.look.config.demandCustomerKeys) return;
  parameter(draft, {
    name: 'diskEncryptionSetId',
    type: 'string',
    description:
      "ARM id of the disk encryption set with your key; '' for Azure's own keys (AKS-NODE-007 then goes on failing)",
    ...(disks && { default: disks }),
  });
  cluster.set(
    'properties.diskEncryptionSetID',
    new Code('empty(diskEncryptionSetId) ? null : diskEncryptionSetId', disks),
    { check: 'AKS-NODE-007', why: 'Disks are encrypted with a key of your own; only at creation.' },
  );
}

function retired(draft: Draft, cluster: Part): void {
  cluster.drop('properties.enablePodSecurityPolicy', {
    check: 'AKS-PSA-004',
    why: 'Pod security policies left Kubernetes in 1.25.',
  });
  const gone: [addon: string, check: 'AKS-GOV-015' | 'AKS-ING-001' | 'AKS-EOL-003', why: string][] =
    [
      ['kubeDashboard', 'AKS-GOV-015', 'The dashboard add-on is retired.'],
      ['httpApplicationRouting', 'AKS-ING-001', 'HTTP application routing is retired.'],
      ['openServiceMesh', 'AKS-EOL-003', 'Open Service Mesh is retired on 30 September 2027.'],
    ];
  for (const [addon, check, why] of gone) {
    if (cluster.isOn(`${addons}.${addon}.enabled`) && addon !== 'kubeDashboard')
      leave(draft, {
        check,
        path: `${addons}.${addon}`,
        why: `${why} Move what uses it: to ${addon === 'openServiceMesh' ? 'the Istio add-on' : 'a Gateway or an ingress controller that is kept up'}.`,
      });
    cluster.drop(`${addons}.${addon}`, { check, why });
  }
  const gateway = `${addons}.ingressApplicationGateway`;
  if (cluster.isOn(`${gateway}.enabled`)) {
    cluster.drop(gateway, {
      why: 'Two clusters would overwrite each other’s rules on one gateway.',
    });
    leave(draft, {
      check: 'AKS-ING-002',
      path: gateway,
      why: 'The application gateway serves the old cluster: give the new one a gateway of its own, with its WAF in Prevention mode, or attach this one after the move.',
    });
  }
  const nginx = 'properties.ingressProfile.webAppRouting.nginx.defaultIngressControllerType';
  if (cluster.isOn('properties.ingressProfile.webAppRouting.enabled'))
    if (!['internal', 'none', 'annotationcontrolled'].includes(cluster.word(nginx)))
      cluster.set(nginx, 'Internal', {
        check: 'AKS-ING-009',
        why: 'Ingress is open to the Internet only where somebody says so.',
      });
}
