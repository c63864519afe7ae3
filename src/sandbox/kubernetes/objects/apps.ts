/** What the teams run: as well or as badly as they keep the rest of the cluster. */
import type { Json, KubeObject } from '../wire.ts';
import { type Meta, make, namespace, secret, service, serviceAccount } from './make.ts';
import { unkempt, wild } from './neglect.ts';
import { pod, registry, resources, tight } from './pods.ts';
import type { Setting } from './setting.ts';
import { rootCertificate } from './system.ts';
import { cronJob, deployment, statefulSet } from './workloads.ts';

const psa = 'pod-security.kubernetes.io';

type Labels = Record<string, string>;

/** The namespaces of people, with what every one of them has. */
export function appNamespaces(setting: Setting): KubeObject[] {
  const { app, care, properties } = setting;
  const revision = properties.serviceMeshProfile?.istio?.revisions?.at(-1);
  const restricted = {
    [`${psa}/enforce`]: 'restricted',
    [`${psa}/audit`]: 'restricted',
    [`${psa}/warn`]: 'restricted',
    [`${psa}/enforce-version`]: 'latest',
  };
  const labels: Labels =
    care === 'hardened' ? restricted : care === 'usual' ? { [`${psa}/warn`]: 'baseline' } : {};
  const mesh: Labels = revision ? { 'istio.io/rev': revision } : {};
  const names = care === 'careless' ? [app, 'ci', 'ops'] : care === 'usual' ? [app, 'ops'] : [app];
  return names.flatMap((name) => [
    namespace(setting, name, {
      labels: { ...labels, ...(name === app && mesh), team: setting.team },
    }),
    serviceAccount(
      setting,
      { name: 'default', namespace: name },
      care === 'hardened' ? { automount: false } : {},
    ),
    rootCertificate(setting, name),
  ]);
}

const servicesOf = {
  shop: ['web', 'cart', 'catalog', 'checkout'],
  pay: ['gateway', 'ledger', 'fraud-score'],
  data: ['ingest', 'query', 'catalog'],
} as const;

export function appObjects(setting: Setting): KubeObject[] {
  const { app, care } = setting;
  const names = servicesOf[app];
  const in_ = (name: string): Meta => ({ name, namespace: app, labels: { app: name }, days: 60 });
  const hardened = care === 'hardened';
  const objects = names.flatMap((name, index) => [
    ...(hardened || index === 0
      ? [serviceAccount(setting, in_(name), hardened ? { automount: false } : {})]
      : []),
    ...deployment(setting, in_(name), {
      replicas: index === 0 ? 3 : 2,
      spec: pod(setting, name, index === 0 && !hardened ? { serviceAccountName: name } : {}),
      podLabels: { tier: index === 0 ? 'front' : 'back' },
      admitted: sidecar(setting),
    }),
    service(setting, in_(name), {
      selector: { app: name },
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
    }),
  ]);
  return [
    ...objects,
    ...statefulSet(setting, in_('orders-db'), {
      replicas: 2,
      spec: pod(
        setting,
        'orders-db',
        hardened
          ? {}
          : {
              container: {
                env: [
                  { name: 'PGDATA', value: '/data' },
                  {
                    name: 'POSTGRES_PASSWORD',
                    valueFrom: { secretKeyRef: { name: 'orders-db', key: 'password' } },
                  },
                ],
              },
            },
      ),
    }),
    ...cronJob(setting, in_('nightly-report'), {
      schedule: '15 2 * * *',
      spec: pod(setting, 'nightly-report'),
    }),
    ...(hardened
      ? [
          serviceAccount(setting, in_('orders-db'), { automount: false }),
          serviceAccount(setting, in_('nightly-report'), { automount: false }),
        ]
      : []),
    make(setting, 'v1', 'ConfigMap', in_('settings'), {
      data: { LOG_LEVEL: 'info', FEATURE_FLAGS: 'new-basket=on', REGION: setting.location },
    }),
    secret(setting, in_('orders-db'), 'Opaque', ['password', 'username']),
    ...(hardened ? vaultObjects(setting) : unkempt(setting)),
    ...(care === 'careless' ? wild(setting) : []),
    ...windows(setting),
  ];
}

/** What the mesh adds to pods as they are admitted. */
function sidecar({ properties }: Setting): ((pod: KubeObject) => void) | undefined {
  if (!properties.serviceMeshProfile) return undefined;
  return (made) => {
    const image = 'mcr.microsoft.com/oss/v2/istio/proxyv2:1.29.1';
    made.metadata.annotations = {
      ...made.metadata.annotations,
      'sidecar.istio.io/status': '{"revision":"asm-1-29"}',
    };
    made.spec.initContainers = [
      ...(made.spec.initContainers ?? []),
      {
        name: 'istio-proxy',
        image,
        args: ['proxy', 'sidecar'],
        restartPolicy: 'Always',
        resources,
        securityContext: { ...tight, runAsUser: 1337, runAsGroup: 1337 },
      },
    ];
  };
}

/** Secrets from Key Vault, as those do who have switched it on. */
function vaultObjects(setting: Setting): KubeObject[] {
  const { keyId } = setting.properties.securityProfile?.azureKeyVaultKms ?? {};
  const keyvaultName = keyId
    ? new URL(keyId).hostname.split('.')[0]
    : `kv-${setting.name}`.slice(0, 24);
  return [
    make(
      setting,
      'secrets-store.csi.x-k8s.io/v1',
      'SecretProviderClass',
      { name: 'orders-db', namespace: setting.app },
      {
        spec: {
          provider: 'azure',
          parameters: {
            usePodIdentity: 'false',
            clientID: setting.id('client'),
            keyvaultName,
            tenantId: setting.properties.aadProfile?.tenantID,
            objects: 'array:\n  - |\n    objectName: orders-db\n    objectType: secret\n',
          },
        },
      },
    ),
  ];
}

/** Only where there is a pool for it. */
function windows(setting: Setting): KubeObject[] {
  const where = (pool: Json) => pool.osType === 'Windows';
  if (!setting.nodes.some(({ pool }) => where(pool))) return [];
  const windowsOptions = { runAsUserName: 'ContainerAdministrator' };
  return deployment(
    setting,
    { name: 'invoice-printer', namespace: setting.app, labels: { app: 'invoice-printer' } },
    {
      replicas: 1,
      where,
      spec: {
        os: { name: 'windows' },
        nodeSelector: { 'kubernetes.io/os': 'windows' },
        securityContext: { windowsOptions },
        containers: [
          {
            name: 'printer',
            image: `${registry}/${setting.app}/invoice-printer:1.8.0`,
            resources,
          },
        ],
      },
    },
  );
}
