/** What bounds workloads: budgets, quotas, storage, admission, and Gatekeeper. */
import type { Json, KubeObject } from '../wire.ts';
import { crd, make, namespace, service, serviceAccount } from './make.ts';
import { isOn, type Setting } from './setting.ts';
import { deployment } from './workloads.ts';

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

function webhook(
  setting: Setting,
  kind: 'Validating' | 'Mutating',
  name: string,
  options: Json,
): KubeObject {
  const { labels, ...entry } = options;
  return make(
    setting,
    'admissionregistration.k8s.io/v1',
    `${kind}WebhookConfiguration`,
    { name, labels },
    {
      webhooks: [
        {
          name: `${name}.contoso.example`,
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          timeoutSeconds: 10,
          matchPolicy: 'Equivalent',
          failurePolicy: 'Ignore',
          namespaceSelector: {},
          objectSelector: {},
          rules: [
            {
              apiGroups: ['*'],
              apiVersions: ['*'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['*'],
              scope: '*',
            },
          ],
          ...entry,
        },
      ],
    },
  );
}

function webhooks(setting: Setting): KubeObject[] {
  const aks = { 'kubernetes.azure.com/managedby': 'aks' };
  const own = (name: string, namespaceOf: string) => ({
    caBundle: 'cHJldGVuZA==',
    service: { name, namespace: namespaceOf, port: 443 },
  });
  const notSystem = { matchExpressions: [{ key: 'control-plane', operator: 'DoesNotExist' }] };
  return [
    webhook(setting, 'Validating', 'aks-node-validating-webhook', {
      labels: aks,
      clientConfig: { caBundle: 'cHJldGVuZA==', url: 'https://localhost:19443/validate-node' },
      failurePolicy: 'Ignore',
    }),
    webhook(setting, 'Mutating', 'aks-node-mutating-webhook', {
      labels: aks,
      clientConfig: { caBundle: 'cHJldGVuZA==', url: 'https://localhost:19443/mutate-node' },
    }),
    ...(setting.properties.securityProfile?.workloadIdentity?.enabled
      ? [
          webhook(setting, 'Mutating', 'azure-wi-webhook-mutating-webhook-configuration', {
            labels: aks,
            failurePolicy: 'Fail',
            clientConfig: own('azure-wi-webhook-webhook-service', 'kube-system'),
            objectSelector: { matchLabels: { 'azure.workload.identity/use': 'true' } },
          }),
        ]
      : []),
    ...(isOn(setting, 'azurepolicy')
      ? [
          webhook(setting, 'Validating', 'gatekeeper-validating-webhook-configuration', {
            name: 'validation.gatekeeper.sh',
            clientConfig: own('gatekeeper-webhook-service', 'gatekeeper-system'),
            namespaceSelector: notSystem,
          }),
        ]
      : []),
    ...(setting.care === 'careless'
      ? [
          webhook(setting, 'Mutating', 'cost-tagger', {
            clientConfig: { url: 'https://tagger.vendor.example/mutate' },
            failurePolicy: 'Fail',
            timeoutSeconds: 30,
          }),
        ]
      : []),
  ];
}

/** Azure Policy's engine, and the constraints that it has been given. */
function gatekeeper(setting: Setting): KubeObject[] {
  const where = 'gatekeeper-system';
  const group = 'constraints.gatekeeper.sh';
  const labels = { 'managed-by': 'azure-policy-addon' };
  const container = {
    image: 'mcr.microsoft.com/oss/v2/open-policy-agent/gatekeeper:v3.20.1',
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1000,
      capabilities: { drop: ['ALL'] },
    },
  };
  const one = (kind: string, totalViolations: number, enforcementAction = 'deny') =>
    make(
      setting,
      `${group}/v1beta1`,
      kind,
      { name: `azurepolicy-${kind.slice('K8sAzureV3'.length).toLowerCase()}`, labels },
      {
        spec: {
          enforcementAction,
          match: {
            kinds: [{ apiGroups: [''], kinds: ['Pod'] }],
            excludedNamespaces: ['kube-system', where, 'azure-arc'],
          },
          parameters: {},
        },
        status: { auditTimestamp: setting.ago(0, 1), totalViolations },
      },
    );
  return [
    namespace(setting, where, {
      labels: {
        'control-plane': 'controller-manager',
        'admission.gatekeeper.sh/ignore': 'no-self-managing',
      },
    }),
    serviceAccount(setting, { name: 'gatekeeper-admin', namespace: where }),
    service(
      setting,
      { name: 'gatekeeper-webhook-service', namespace: where },
      { selector: { 'control-plane': 'gatekeeper-controller' }, ports: [{ port: 443 }] },
    ),
    ...['gatekeeper-audit', 'gatekeeper-controller'].flatMap((name) =>
      deployment(
        setting,
        { name, namespace: where, labels: { app: 'gatekeeper', 'control-plane': name } },
        {
          replicas: name === 'gatekeeper-audit' ? 1 : 2,
          spec: {
            serviceAccountName: 'gatekeeper-admin',
            containers: [{ name: 'manager', ...container }],
          },
        },
      ),
    ),
    ...crd(setting, 'templates.gatekeeper.sh', 'constrainttemplates ConstraintTemplate', {
      versions: ['v1', 'v1beta1'],
      cluster: true,
    }),
    ...crd(
      setting,
      group,
      'k8sazurev3noprivilege K8sAzureV3NoPrivilege, k8sazurev3allowedcapabilities K8sAzureV3AllowedCapabilities, k8sazurev3containerlimits K8sAzureV3ContainerLimits',
      {
        versions: ['v1beta1', 'v1alpha1'],
        cluster: true,
        labels: { 'gatekeeper.sh/constraint': 'yes' },
      },
    ),
    one('K8sAzureV3NoPrivilege', 0),
    one('K8sAzureV3AllowedCapabilities', 0),
    one(
      'K8sAzureV3ContainerLimits',
      setting.env === 'prod' ? 0 : 4,
      setting.env === 'prod' ? 'deny' : 'dryrun',
    ),
  ];
}
