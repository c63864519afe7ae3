import { testImages as testCheck, vaultClass, workload } from './support/good-images.ts';

const running = (container: object, spec: object = {}) => ({
  workloads: [workload(undefined, { container, spec })],
});

testCheck('AKS-SEC-005', [
  { when: 'no secret is in the environment', is: 'pass' },
  {
    when: 'a variable is taken from one',
    is: 'fail',
    planes: running({
      env: [{ name: 'DB', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
    }),
  },
  {
    when: 'all of one is',
    is: 'fail',
    planes: running({ envFrom: [{ secretRef: { name: 'db' } }] }),
  },
  {
    when: 'a ConfigMap is',
    is: 'pass',
    planes: running({ envFrom: [{ configMapRef: { name: 'settings' } }] }),
  },
  { when: 'workloads could not be read', is: 'unknown', hidden: ['workloads'] },
]);

const plainSecrets = [{ name: 'DB_PASSWORD', looksLike: 'a password' }];

testCheck('AKS-SEC-006', [
  { when: 'nothing looks like one', is: 'pass' },
  {
    when: 'a variable does',
    is: 'fail',
    planes: running({ plainSecrets }),
    says: 'neither shown nor kept',
    fix: 'Key Vault',
  },
]);

testCheck('AKS-SEC-007', [
  { when: 'nothing looks like one', is: 'pass' },
  {
    when: 'a key does',
    is: 'fail',
    planes: {
      configMaps: [
        { metadata: { name: 'settings', namespace: 'shop' }, keys: ['a'], plainSecrets },
      ],
    },
    says: 'ConfigMap shop/settings',
    fix: 'edit configmap settings --namespace shop',
  },
  {
    when: 'it is AKS’s own',
    is: 'not-applicable',
    planes: {
      configMaps: [
        { metadata: { name: 'a', namespace: 'kube-system' }, keys: ['a'], plainSecrets },
      ],
    },
  },
  { when: 'ConfigMaps could not be read', is: 'unknown', hidden: ['configMaps'] },
]);

const secrets = (count: number, more: object = {}) => ({
  secrets: Array.from({ length: count }, (_, index) => ({
    metadata: { name: `s${index}`, namespace: 'shop', ...more },
    type: 'Opaque' as const,
  })),
});

testCheck('AKS-SEC-008', [
  { when: 'there are few', is: 'pass' },
  { when: 'there are many', is: 'fail', planes: secrets(11), says: '11 Secrets' },
  { when: 'more may be', is: 'pass', planes: secrets(11), config: { maxOpaqueSecrets: 11 } },
  {
    when: 'they are copies of a vault’s',
    is: 'pass',
    planes: secrets(11, { labels: { 'secrets-store.csi.k8s.io/managed': 'true' } }),
  },
  {
    when: 'nothing brings any from a vault',
    is: 'not-applicable',
    planes: { ...secrets(11), secretProviderClasses: [] },
  },
  { when: 'Secrets could not be read', is: 'unknown', hidden: ['secrets'] },
]);

testCheck('AKS-SEC-009', [
  { when: 'workload identity is used', is: 'pass' },
  {
    when: 'the node’s identity is',
    is: 'fail',
    planes: {
      secretProviderClasses: [vaultClass({ clientID: 'c', useVMManagedIdentity: 'true' })],
    },
    says: 'SecretProviderClass shop/vault',
  },
  {
    when: 'pod identity is',
    is: 'fail',
    planes: { secretProviderClasses: [vaultClass({ clientID: 'c', usePodIdentity: true })] },
  },
  { when: 'none is named', is: 'fail', planes: { secretProviderClasses: [vaultClass({})] } },
  { when: 'there is no class', is: 'not-applicable', planes: { secretProviderClasses: [] } },
]);

testCheck('AKS-SEC-010', [
  { when: 'there is none', is: 'pass' },
  {
    when: 'there is one',
    is: 'fail',
    planes: {
      secrets: [
        {
          metadata: { name: 'ci', namespace: 'shop' },
          type: 'kubernetes.io/service-account-token',
        },
      ],
    },
    says: 'Secret shop/ci',
    fix: 'delete secret ci --namespace shop',
  },
  {
    when: 'it is AKS’s own',
    is: 'pass',
    planes: {
      secrets: [
        {
          metadata: { name: 'a', namespace: 'kube-system' },
          type: 'kubernetes.io/service-account-token',
        },
      ],
    },
  },
]);

testCheck('AKS-SEC-011', [
  { when: 'no class names a vault', is: 'not-applicable', planes: { secretProviderClasses: [] } },
  { when: 'one does', is: 'unknown', says: 'kv-shop' },
  { when: 'classes could not be read', is: 'unknown', hidden: ['secretProviderClasses'] },
]);

const pull = { imagePullSecrets: [{ name: 'acr' }] };

testCheck('AKS-SEC-012', [
  { when: 'there is none', is: 'pass' },
  { when: 'the pod names one', is: 'fail', planes: running({}, pull), fix: 'attach-acr' },
  {
    when: 'its service account gives one',
    is: 'fail',
    planes: {
      serviceAccounts: [
        {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'web', namespace: 'shop' },
          ...pull,
        },
      ],
    },
  },
  {
    when: 'no image is of Azure',
    is: 'pass',
    planes: { workloads: [workload('ghcr.io/contoso/web:1', { spec: pull })] },
  },
  {
    when: 'it may be for another registry',
    is: 'unknown',
    planes: running({}, { ...pull, initContainers: [{ name: 'i', image: 'ghcr.io/a/b:1' }] }),
    says: 'side by side',
  },
]);
