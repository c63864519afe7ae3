/** What is there where nobody looks twice, or at all. */
import type { KubeObject } from '../wire.ts';
import { type Meta, make, secret, serviceAccount } from './make.ts';
import { pod, registry } from './pods.ts';
import type { Setting } from './setting.ts';
import { cronJob, deployment, nakedPod } from './workloads.ts';

/** What is there when nobody looks twice. */
export function unkempt(setting: Setting): KubeObject[] {
  const { app } = setting;
  const meta = (name: string): Meta => ({ name, namespace: app, labels: { app: name }, days: 240 });
  return [
    ...deployment(setting, meta('legacy-import'), {
      replicas: 1,
      spec: pod(setting, 'legacy-import', {
        imagePullSecrets: [{ name: 'acr-pull' }],
        container: {
          image: `${registry}/${app}/legacy-import:latest`,
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
export function wild(setting: Setting): KubeObject[] {
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
      containers: [{ name: 'cart', image: `${registry}/${app}/cart:2.4.1` }],
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
