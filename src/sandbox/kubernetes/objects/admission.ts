/** What judges objects before they are stored: admission webhooks, and Gatekeeper. */
import type { Json, KubeObject } from '../wire.ts';
import { crd, make, namespace, service, serviceAccount } from './make.ts';
import { isOn, type Setting } from './setting.ts';
import { deployment } from './workloads.ts';

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

export function webhooks(setting: Setting): KubeObject[] {
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
export function gatekeeper(setting: Setting): KubeObject[] {
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
