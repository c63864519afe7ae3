import {
  testWorkloads as check,
  container,
  inContainer,
  inSecurityContext,
  onWindows,
  podSpec,
  web,
  workload,
} from './support/good-workloads.ts';

const noProfile = { seccompProfile: undefined };

check('AKS-POD-007', [
  { when: 'the pod has the profile of the runtime', is: 'pass' },
  {
    when: 'nobody names one',
    is: 'fail',
    planes: web({ securityContext: noProfile }),
    fix: 'RuntimeDefault',
  },
  {
    when: 'the container takes it off',
    is: 'fail',
    planes: inSecurityContext({ seccompProfile: { type: 'Unconfined' } }),
  },
  {
    when: 'the container names one of the node',
    is: 'pass',
    planes: web({
      securityContext: noProfile,
      containers: [
        container('web', {
          securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'web.json' } },
        }),
      ],
    }),
  },
  {
    when: 'only the annotation names one, which is dead',
    is: 'fail',
    planes: {
      workloads: [
        workload('Deployment shop/web', podSpec({ securityContext: noProfile }), {
          podAnnotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' },
        }),
      ],
    },
  },
  {
    when: 'the container is privileged, and so has none',
    is: 'fail',
    planes: inSecurityContext({ privileged: true }),
  },
  {
    when: 'every kubelet gives one to those that name none',
    is: 'pass',
    planes: web({ securityContext: noProfile }),
    change: (p) => {
      for (const pool of p.agentPoolProfiles)
        pool.kubeletConfig = { seccompDefault: 'RuntimeDefault' };
    },
  },
  {
    when: 'one kubelet does not',
    is: 'fail',
    planes: web({ securityContext: noProfile }),
    change: (p) => {
      p.agentPoolProfiles[0].kubeletConfig = { seccompDefault: 'RuntimeDefault' };
    },
  },
  {
    when: 'Azure could not be asked about kubelets',
    is: 'fail',
    planes: web({ securityContext: noProfile }),
    hidden: ['managedCluster'],
  },
  { when: 'it is for Windows', is: 'not-applicable', planes: onWindows() },
]);

const legacy = 'container.apparmor.security.beta.kubernetes.io/web';

function annotated(value: string, spec = podSpec()) {
  const podAnnotations = { [legacy]: value };
  return { workloads: [workload('Deployment shop/web', spec, { podAnnotations })] };
}

check('AKS-POD-008', [
  { when: 'nobody speaks of it', is: 'pass' },
  {
    when: 'the container takes it off',
    is: 'fail',
    planes: inSecurityContext({ appArmorProfile: { type: 'Unconfined' } }),
  },
  {
    when: 'the pod takes it off',
    is: 'fail',
    planes: web({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
  },
  {
    when: 'the pod takes it off and the container puts it on',
    is: 'pass',
    planes: web({
      securityContext: { appArmorProfile: { type: 'Unconfined' } },
      containers: [
        container('web', { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
      ],
    }),
  },
  { when: 'the old annotation takes it off', is: 'fail', planes: annotated('unconfined') },
  { when: 'the old annotation puts it on', is: 'pass', planes: annotated('runtime/default') },
  {
    when: 'the field counts more than the annotation',
    is: 'pass',
    planes: annotated(
      'unconfined',
      podSpec({ securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
    ),
  },
]);

check('AKS-POD-009', [
  { when: 'nobody speaks of it', is: 'pass' },
  {
    when: 'only the level is named',
    is: 'pass',
    planes: web({ securityContext: { seLinuxOptions: { level: 's0:c1,c2' } } }),
  },
  {
    when: 'the type of nested containers is named',
    is: 'pass',
    planes: inSecurityContext({ seLinuxOptions: { type: 'container_engine_t' } }),
  },
  {
    when: 'the free type is',
    is: 'fail',
    planes: inSecurityContext({ seLinuxOptions: { type: 'spc_t' } }),
  },
  {
    when: 'a user is',
    is: 'fail',
    planes: web({ securityContext: { seLinuxOptions: { user: 'system_u' } } }),
  },
]);

function sysctl(...names: string[]) {
  return web({
    securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) },
  });
}

check('AKS-POD-015', [
  { when: 'none is set', is: 'pass' },
  {
    when: 'safe ones are, newer ones too',
    is: 'pass',
    planes: sysctl('net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_rmem'),
  },
  { when: 'one is written with slashes', is: 'pass', planes: sysctl('net/ipv4/tcp_syncookies') },
  { when: 'an unsafe one is', is: 'fail', planes: sysctl('net.core.somaxconn'), fix: 'somaxconn' },
  {
    when: 'it is safe here',
    is: 'pass',
    planes: sysctl('net.core.somaxconn'),
    config: { safeSysctls: ['net.core.somaxconn'] },
  },
]);

const unmasked = container('web', { securityContext: { procMount: 'Unmasked' } });

check('AKS-POD-016', [
  { when: 'nobody speaks of it', is: 'pass' },
  { when: 'it is the default', is: 'pass', planes: inSecurityContext({ procMount: 'Default' }) },
  {
    when: 'it is unmasked',
    is: 'fail',
    planes: web({ hostUsers: true, containers: [unmasked] }),
  },
  {
    when: 'it is unmasked for users of its own',
    is: 'pass',
    planes: web({ hostUsers: false, containers: [unmasked] }),
  },
]);

check('AKS-POD-012', [
  { when: 'nothing is shared', is: 'pass' },
  { when: 'processes are', is: 'fail', planes: web({ hostPID: true }), fix: /hostPID.*false/ },
  { when: 'memory is', is: 'fail', planes: web({ hostIPC: true }) },
  { when: 'it is said that they are not', is: 'pass', planes: web({ hostPID: false }) },
  { when: 'it is for Windows', is: 'not-applicable', planes: onWindows({ hostPID: true }) },
]);

check('AKS-POD-013', [
  { when: 'nothing is in the node’s network', is: 'pass' },
  { when: 'a pod is', is: 'fail', planes: web({ hostNetwork: true }), fix: 'kubectl --context' },
  {
    when: 'a job by the hour is',
    is: 'fail',
    planes: { workloads: [workload('CronJob shop/scan', podSpec({ hostNetwork: true }))] },
    fix: /jobTemplate.*hostNetwork/,
  },
  { when: 'a Windows pod is', is: 'fail', planes: onWindows({ hostNetwork: true }) },
]);

check('AKS-POD-014', [
  { when: 'no port is taken', is: 'pass' },
  {
    when: 'a container listens on its own',
    is: 'pass',
    planes: inContainer({ ports: [{ containerPort: 8080 }] }),
  },
  {
    when: 'one of the node is taken',
    is: 'fail',
    planes: inContainer({ ports: [{ containerPort: 8080, hostPort: 80 }] }),
  },
  {
    when: 'the API server set it, since the pod is in the node’s network',
    is: 'pass',
    planes: web({
      hostNetwork: true,
      containers: [container('web', { ports: [{ containerPort: 9100, hostPort: 9100 }] })],
    }),
  },
]);
