/** What bounds workloads: budgets, quotas and storage; what judges them stands beside it. */
import type { Json, KubeObject } from '../wire.ts';
import { gatekeeper, webhooks } from './admission.ts';
import { crd, make } from './make.ts';
import { isOn, type Setting } from './setting.ts';

export function boundObjects(setting: Setting): KubeObject[] {
  return [
    ...budgets(setting),
    ...quotas(setting),
    ...storage(setting),
    ...webhooks(setting),
    ...(isOn(setting, 'azurepolicy') ? gatekeeper(setting) : []),
    ...(isOn(setting, 'azureKeyvaultSecretsProvider')
      ? crd(setting, 'secrets-store.csi.x-k8s.io', 'secretproviderclasses SecretProviderClass', {
          versions: ['v1', 'v1alpha1'],
        })
      : []),
    // What is left of a product that Microsoft has retired.
    ...(setting.name === 'aks-dev-weu'
      ? crd(
          setting,
          'aadpodidentity.k8s.io',
          'azureidentities AzureIdentity, azureidentitybindings AzureIdentityBinding',
        )
      : []),
  ];
}

function budget(
  setting: Setting,
  name: string,
  wanted: Json,
  { healthy, allowed }: Json,
): KubeObject {
  return make(
    setting,
    'policy/v1',
    'PodDisruptionBudget',
    { name, namespace: setting.app },
    {
      spec: { ...wanted, selector: { matchLabels: { app: name } } },
      status: {
        currentHealthy: healthy,
        desiredHealthy: healthy - allowed,
        disruptionsAllowed: allowed,
        expectedPods: healthy,
        observedGeneration: 1,
      },
    },
  );
}

function budgets(setting: Setting): KubeObject[] {
  const front = { shop: 'web', pay: 'gateway', data: 'ingest' }[setting.app];
  const good = budget(setting, front, { maxUnavailable: 1 }, { healthy: 3, allowed: 1 });
  // As many as there are must stay: no node of theirs is ever drained.
  const blocking = budget(setting, 'orders-db', { minAvailable: 2 }, { healthy: 2, allowed: 0 });
  if (setting.care === 'hardened' && setting.env === 'prod') return [good];
  return setting.care === 'careless' ? [] : [good, blocking];
}

function quotas(setting: Setting): KubeObject[] {
  const namespaced = { namespace: setting.app };
  if (setting.care === 'careless') return [];
  const hard = { 'requests.cpu': '40', 'requests.memory': '80Gi', pods: '200' };
  const limits = [
    {
      type: 'Container',
      default: { cpu: '500m', memory: '512Mi' },
      defaultRequest: { cpu: '100m', memory: '128Mi' },
    },
  ];
  return [
    make(
      setting,
      'v1',
      'ResourceQuota',
      { name: 'team', ...namespaced },
      { spec: { hard }, status: { hard, used: { pods: '14' } } },
    ),
    ...(setting.care === 'hardened'
      ? [
          make(
            setting,
            'v1',
            'LimitRange',
            { name: 'defaults', ...namespaced },
            { spec: { limits } },
          ),
        ]
      : []),
  ];
}

function storage(setting: Setting): KubeObject[] {
  const labels = {
    'addonmanager.kubernetes.io/mode': 'EnsureExists',
    'kubernetes.io/cluster-service': 'true',
  };
  const one = (name: string, provisioner: string, parameters: Json, isDefault = false) =>
    make(
      setting,
      'storage.k8s.io/v1',
      'StorageClass',
      {
        name,
        labels,
        ...(isDefault && {
          annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
        }),
      },
      {
        provisioner,
        parameters,
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      },
    );
  const disk = 'disk.csi.azure.com';
  const file = 'file.csi.azure.com';
  return [
    one('default', disk, { skuname: 'StandardSSD_LRS' }, true),
    one('managed', disk, { skuname: 'StandardSSD_LRS' }),
    one('managed-csi', disk, { skuname: 'StandardSSD_LRS' }),
    one('managed-csi-premium', disk, { skuname: 'Premium_LRS' }),
    one('azurefile', file, { skuName: 'Standard_LRS' }),
    one('azurefile-csi', file, { skuName: 'Standard_LRS' }),
    one('azurefile-csi-premium', file, { skuName: 'Premium_LRS' }),
    ...(setting.care === 'careless'
      ? [one('slow-and-old', 'kubernetes.io/azure-disk', { kind: 'Managed' })]
      : []),
  ];
}
