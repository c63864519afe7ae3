/** What the teams run: as well or as badly as they keep the rest of the cluster. */
import type { Json, KubeObject } from '../wire.ts';
import { type Meta, make, namespace, secret, service, serviceAccount } from './make.ts';
import type { Setting } from './setting.ts';
import { rootCertificate } from './system.ts';
import { cronJob, deployment, nakedPod, statefulSet } from './workloads.ts';

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

const acr = (setting: Setting) => `cr${setting.env}contoso.azurecr.io`;
const digest = (setting: Setting, image: string) =>
  `@sha256:${setting.id('digest', image).replaceAll('-', '').repeat(2)}`;

const resources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '1', memory: '512Mi' },
};
const probes = {
  livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
  readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
};
const tight = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 20_001,
  runAsGroup: 20_001,
  capabilities: { drop: ['ALL'] },
};

/** A pod spec as its team would write it. */
function pod(setting: Setting, name: string, { container = {}, ...spec }: Json = {}): Json {
  const image = `${acr(setting)}/${setting.app}/${name}`;
  if (setting.care !== 'hardened')
    return {
      ...spec,
      containers: [
        {
          name,
          image: `${image}:2.${name.length}.1`,
          ports: [{ containerPort: 8080 }],
          ...(setting.care === 'usual' && { resources, ...probes }),
          ...container,
        },
      ],
    };
  return {
    automountServiceAccountToken: false,
    hostUsers: false,
    securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true },
    serviceAccountName: name,
    ...spec,
    containers: [
      {
        name,
        image: `${image}:2.${name.length}.1${digest(setting, image)}`,
        ports: [{ containerPort: 8080 }],
        securityContext: tight,
        resources,
        ...probes,
        ...container,
      },
    ],
  };
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
  const keyvaultName = `kv-${setting.name}`.slice(0, 24);
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

/** What is there when nobody looks twice. */
function unkempt(setting: Setting): KubeObject[] {
  const { app } = setting;
  const meta = (name: string): Meta => ({ name, namespace: app, labels: { app: name }, days: 240 });
  return [
    ...deployment(setting, meta('legacy-import'), {
      replicas: 1,
      spec: pod(setting, 'legacy-import', {
        imagePullSecrets: [{ name: 'acr-pull' }],
        container: {
          image: `${acr(setting)}/${app}/legacy-import:latest`,
          env: [
            { name: 'DB_HOST', value: 'sql-legacy.contoso.example' },
            { name: 'DB_PASSWORD', value: 'canary-do-not-leak-Tr0ub4dor-and-3' },
            {
              name: 'STORAGE',
              value:
                'DefaultEndpointsProtocol=https;AccountName=legacyimport;AccountKey=Y2FuYXJ5LWRvLW5vdC1sZWFrLWNhbmFyeS1kby1ub3QtbGVhay1jYW5hcnktZG8tbm90LWxlYWstYWJjZGVmZ2g=;EndpointSuffix=core.windows.net',
            },
          ],
        },
      }),
    }),
    make(setting, 'v1', 'ConfigMap', meta('legacy-import'), {
      data: {
        'appsettings.json':
          '{ "Smtp": { "User": "mailer", "Password": "canary-do-not-leak-smtp-9f2c" }, "Debug": false }',
        'import.schedule': 'hourly',
      },
    }),
    secret(setting, meta('acr-pull'), 'kubernetes.io/dockerconfigjson', ['.dockerconfigjson']),
    secret(
      setting,
      { ...meta('backup-token'), annotations: { 'kubernetes.io/service-account.name': 'backup' } },
      'kubernetes.io/service-account-token',
      ['token', 'ca.crt', 'namespace'],
    ),
    secret(setting, meta('web-tls'), 'kubernetes.io/tls', ['tls.crt', 'tls.key']),
    serviceAccount(setting, meta('backup')),
    ...cronJob(setting, meta('backup'), {
      schedule: '0 1 * * *',
      spec: pod(setting, 'backup', {
        serviceAccountName: 'backup',
        container: { image: 'docker.io/library/postgres:16' },
      }),
    }),
    nakedPod(
      setting,
      { ...meta('tmp-shell'), labels: { run: 'tmp-shell' }, days: 33 },
      { containers: [{ name: 'tmp-shell', image: 'ubuntu', command: ['sleep', 'infinity'] }] },
    ),
  ];
}

/** What is there when nobody looks at all. */
function wild(setting: Setting): KubeObject[] {
  const { app, nodes } = setting;
  const ops = (name: string): Meta => ({
    name,
    namespace: 'ops',
    labels: { app: name },
    days: 500,
  });
  const node = nodes[0]?.name ?? 'aks-system-00000000-vmss000000';
  const debugged = nakedPod(
    setting,
    { name: 'cart-debug', namespace: app, labels: { run: 'cart-debug' }, days: 9 },
    {
      shareProcessNamespace: true,
      containers: [{ name: 'cart', image: `${acr(setting)}/${app}/cart:2.4.1` }],
    },
  );
  debugged.spec.ephemeralContainers = [
    {
      name: 'debugger-7k2pz',
      image: 'docker.io/nicolaka/netshoot',
      targetContainerName: 'cart',
      securityContext: { privileged: true },
      stdin: true,
      tty: true,
    },
  ];
  const debugger_ = nakedPod(
    setting,
    {
      name: `node-debugger-${node}-x4m2q`,
      namespace: 'default',
      labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' },
      days: 5,
    },
    {
      hostPID: true,
      hostIPC: true,
      hostNetwork: true,
      nodeName: node,
      volumes: [{ name: 'host-root', hostPath: { path: '/', type: '' } }],
      containers: [
        {
          name: 'debugger',
          image: 'busybox',
          stdin: true,
          tty: true,
          volumeMounts: [{ name: 'host-root', mountPath: '/host' }],
        },
      ],
    },
  );
  return [
    debugged,
    debugger_,
    ...deployment(setting, ops('image-builder'), {
      replicas: 1,
      spec: {
        volumes: [{ name: 'docker', hostPath: { path: '/var/run/docker.sock', type: 'Socket' } }],
        containers: [
          {
            name: 'docker',
            image: 'docker:dind',
            securityContext: { privileged: true, procMount: 'Unmasked' },
            volumeMounts: [{ name: 'docker', mountPath: '/var/run/docker.sock' }],
          },
        ],
      },
    }),
    ...deployment(setting, ops('packet-capture'), {
      replicas: 1,
      podAnnotations: { 'container.apparmor.security.beta.kubernetes.io/capture': 'unconfined' },
      spec: {
        hostNetwork: true,
        securityContext: {
          sysctls: [{ name: 'net.ipv4.ip_forward', value: '1' }],
          seccompProfile: { type: 'Unconfined' },
        },
        volumes: [{ name: 'etc', hostPath: { path: '/etc/kubernetes', type: 'Directory' } }],
        containers: [
          {
            name: 'capture',
            image: 'k8s.gcr.io/pause:3.2',
            command: ['sudo', 'tcpdump', '-i', 'any'],
            ports: [{ containerPort: 9100, hostPort: 9100 }],
            securityContext: {
              runAsUser: 0,
              capabilities: { add: ['NET_ADMIN', 'NET_RAW', 'SYS_ADMIN'] },
            },
            volumeMounts: [{ name: 'etc', mountPath: '/host/etc' }],
          },
        ],
      },
    }),
    serviceAccount(setting, ops('onboarding')),
    ...deployment(setting, ops('onboarding'), {
      replicas: 1,
      spec: {
        serviceAccountName: 'onboarding',
        containers: [{ name: 'onboarding', image: 'ghcr.io/contoso-oss/onboarding:dev' }],
      },
    }),
    serviceAccount(setting, { name: 'deployer', namespace: 'ci' }),
    ...deployment(
      setting,
      { name: 'runner', namespace: 'ci', labels: { app: 'runner' } },
      {
        replicas: 2,
        spec: {
          serviceAccountName: 'deployer',
          containers: [{ name: 'runner', image: 'ghcr.io/actions/actions-runner:latest' }],
        },
      },
    ),
    ...deployment(
      setting,
      { name: 'hello', namespace: 'default', labels: { app: 'hello' } },
      { replicas: 1, spec: { containers: [{ name: 'hello', image: 'nginx' }] } },
    ),
    ...deployment(
      setting,
      {
        name: 'kubernetes-dashboard',
        namespace: 'kube-system',
        labels: { 'k8s-app': 'kubernetes-dashboard' },
      },
      {
        replicas: 1,
        spec: {
          containers: [
            {
              name: 'dashboard',
              image: 'docker.io/kubernetesui/dashboard:v2.7.0',
              args: ['--enable-skip-login'],
            },
          ],
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
            image: `${acr(setting)}/${setting.app}/invoice-printer:1.8.0`,
            resources,
          },
        ],
      },
    },
  );
}
