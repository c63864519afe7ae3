import { describe } from 'vitest';
import {
  testWorkloads as check,
  container,
  inSecurityContext,
  onWindows,
  pod,
  web,
} from './support/good-workloads.ts';

check('AKS-POD-004', [
  { when: 'it is read-only', is: 'pass' },
  {
    when: 'nobody says',
    is: 'fail',
    planes: inSecurityContext({ readOnlyRootFilesystem: undefined }),
    fix: 'readOnlyRootFilesystem',
  },
  { when: 'it is for Windows', is: 'not-applicable', planes: onWindows() },
]);

/** @param mounts how containers mount the folder, one after another; the last is an init container's. */
function folder(path: string, ...mounts: Record<string, unknown>[]) {
  const mounting = (mount: Record<string, unknown>, index: number) =>
    container(`c${index}`, { volumeMounts: [{ name: 'host', mountPath: '/host', ...mount }] });
  const all = mounts.map(mounting);
  return web({
    volumes: [{ name: 'host', hostPath: { path } }],
    containers: all.slice(0, 1),
    initContainers: all.slice(1),
  });
}

const readOnly = { readOnly: true };

check('AKS-POD-010', [
  { when: 'none is mounted', is: 'pass' },
  { when: 'one is, to read', is: 'fail', planes: folder('/var/log', readOnly), says: 'Folders' },
  {
    when: 'it is allowed',
    is: 'pass',
    planes: folder('/var/log/pods/', readOnly),
    config: { allowedHostPaths: ['/var/log'] },
  },
  {
    when: 'another begins with the same letters',
    is: 'fail',
    planes: folder('/var/logging', readOnly),
    config: { allowedHostPaths: ['/var/log'] },
  },
]);

check('AKS-POD-011', [
  { when: 'none is mounted', is: 'pass' },
  { when: 'a harmless one is, to read', is: 'pass', planes: folder('/var/log', readOnly) },
  { when: 'it is, to write', is: 'fail', planes: folder('/var/log', {}) },
  {
    when: 'an init container mounts it to write',
    is: 'fail',
    planes: folder('/var/log', readOnly, { readOnly: false }),
  },
  { when: 'a volume is there that nothing mounts', is: 'pass', planes: folder('/var/log') },
  ...[
    '/',
    '/etc',
    '/etc/kubernetes/',
    '/var/lib/kubelet/pods',
    '//etc//ssl',
    '/var',
    '/var/run/docker.sock',
    '/opt/agent/agent.sock',
    '/dev/sda',
  ].map((path) => ({
    when: `${path} is, to read`,
    is: 'fail' as const,
    planes: folder(path, readOnly),
  })),
  ...['/etcd', '/var/log', '/opt/cni', '/mnt/data'].map((path) => ({
    when: `${path} is, to read`,
    is: 'pass' as const,
    planes: folder(path, readOnly),
  })),
  {
    when: 'a part below shows what is sensitive',
    is: 'fail',
    planes: folder('/var/lib', { ...readOnly, subPath: 'kubelet' }),
  },
  {
    when: 'only a harmless part is shown',
    is: 'pass',
    planes: folder('/var', { ...readOnly, subPath: 'log' }),
  },
  {
    when: 'a Windows pod writes',
    is: 'fail',
    planes: {
      ...folder('C:\\data', {}),
      pods: [pod('shop/web-1', 'Deployment/web', { os: 'windows' })],
    },
  },
]);

check('AKS-POD-017', [
  { when: 'all are usual', is: 'pass' },
  {
    when: 'one is of the node',
    is: 'fail',
    planes: folder('/mnt', readOnly),
  },
  {
    when: 'one is of an old driver',
    is: 'fail',
    planes: web({ volumes: [{ name: 'old', azureFile: { shareName: 's' } }] }),
  },
  {
    when: 'it is allowed here',
    is: 'pass',
    planes: web({ volumes: [{ name: 'old', nfs: { server: 's' } }] }),
    config: { allowedVolumeTypes: ['nfs'] },
  },
  { when: 'there are none', is: 'pass', planes: web({ volumes: undefined }) },
]);

describe('Windows', () => {
  check('AKS-POD-019', [
    { when: 'there is no Windows', is: 'not-applicable' },
    { when: 'nothing runs on the node', is: 'pass', planes: onWindows() },
    {
      when: 'the pod does',
      is: 'fail',
      planes: onWindows({ securityContext: { windowsOptions: { hostProcess: true } } }),
    },
    {
      when: 'a container does, in a workload that does not say it is for Windows',
      is: 'fail',
      planes: inSecurityContext({ windowsOptions: { hostProcess: true } }),
    },
    {
      when: 'the container takes it back',
      is: 'pass',
      planes: onWindows({
        securityContext: { windowsOptions: { hostProcess: true } },
        containers: [
          container('web', { securityContext: { windowsOptions: { hostProcess: false } } }),
        ],
      }),
    },
    { when: 'nobody knows what runs on Windows', is: 'unknown', hidden: ['pods'] },
  ]);

  const user = (runAsUserName: string) => ({ windowsOptions: { runAsUserName } });
  const anyone = { runAsNonRoot: undefined };

  check('AKS-POD-020', [
    { when: 'there is no Windows', is: 'not-applicable' },
    {
      when: 'an ordinary user runs',
      is: 'pass',
      planes: onWindows({ securityContext: { ...anyone, ...user('ContainerUser') } }),
    },
    {
      when: 'the administrator does',
      is: 'fail',
      planes: onWindows({ securityContext: user('ContainerAdministrator') }),
      fix: 'ContainerUser',
    },
    {
      when: 'the administrator does, with a domain and in small letters',
      is: 'fail',
      planes: onWindows({ securityContext: user('User Manager\\containeradministrator') }),
    },
    {
      when: 'the container takes another',
      is: 'pass',
      planes: onWindows({
        securityContext: user('ContainerAdministrator'),
        containers: [container('web', { securityContext: user('ContainerUser') })],
      }),
    },
    {
      when: 'nobody is named',
      is: 'unknown',
      planes: onWindows({ securityContext: anyone }),
      says: 'stands in the image',
    },
    {
      when: 'nobody is named and the administrator is refused',
      is: 'pass',
      planes: onWindows({ securityContext: { runAsNonRoot: true } }),
    },
    {
      when: 'a Linux container names one',
      is: 'not-applicable',
      planes: web({ securityContext: user('x') }),
    },
  ]);
});
