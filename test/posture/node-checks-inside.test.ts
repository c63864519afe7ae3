import { describe } from 'vitest';
import {
  testWorkloads as check,
  container,
  node,
  object,
  podSpec,
  workload,
} from './support/good-workloads.ts';

const unmanaged = { 'autoUpgradeProfile.nodeOSUpgradeChannel': 'Unmanaged' };
const daemon = (name: string, image: string, more = {}) =>
  workload(`DaemonSet ops/${name}`, podSpec({ containers: [container('c', { image })] }), more);
const kured = (more = {}) => ({
  workloads: [daemon('kured', 'ghcr.io/kubereboot/kured:1.23.0', more)],
});

describe('reboots', () => {
  check('AKS-NODE-001', [
    { when: 'nodes patch themselves and nobody reboots', is: 'fail', set: unmanaged },
    {
      when: 'kured does',
      is: 'pass',
      set: unmanaged,
      planes: kured(),
      says: 'DaemonSet ops/kured reboots them',
    },
    { when: 'kured leaves a node out', is: 'fail', set: unmanaged, planes: kured({ ready: 2 }) },
    { when: 'workloads could not be read', is: 'unknown', set: unmanaged, hidden: ['workloads'] },
    { when: 'nodes could not be read', is: 'unknown', set: unmanaged, hidden: ['nodes'] },
  ]);
  check('AKS-NODE-004', [
    { when: 'AKS brings the updates', is: 'not-applicable' },
    { when: 'nobody reboots', is: 'fail', set: unmanaged, fix: 'SecurityPatch' },
    { when: 'kured is ready everywhere', is: 'pass', set: unmanaged, planes: kured() },
    {
      when: 'only its image tells',
      is: 'pass',
      set: unmanaged,
      planes: { workloads: [daemon('restarter', 'acr.azurecr.io/kured:1@sha256:ab')] },
    },
    {
      when: 'it is not ready on one node',
      is: 'fail',
      set: unmanaged,
      planes: kured({ ready: 2 }),
      says: 'ready on 2 of 3 nodes',
    },
    {
      when: 'it leaves a node out',
      is: 'fail',
      set: unmanaged,
      planes: { ...kured({ desired: 2, ready: 2 }) },
      says: 'on 2 of 3 Linux nodes',
    },
    {
      when: 'the node that it leaves out has Windows, or is virtual',
      is: 'pass',
      set: unmanaged,
      planes: {
        ...kured({ desired: 1, ready: 1 }),
        nodes: [
          node('n1'),
          node('w1', { os: 'windows' }),
          node('v1', { labels: { type: 'virtual-kubelet' } }),
        ],
      },
    },
    {
      when: 'another tool does it',
      is: 'pass',
      set: unmanaged,
      planes: { workloads: [daemon('rebooter', 'acr.azurecr.io/x:1')] },
      config: { rebootDaemons: ['rebooter'] },
    },
    {
      when: 'nodes could not be read',
      is: 'unknown',
      set: unmanaged,
      planes: kured(),
      hidden: ['nodes'],
    },
    { when: 'workloads could not be read', is: 'unknown', set: unmanaged, hidden: ['workloads'] },
    {
      when: 'no channel is named',
      is: 'unknown',
      set: { 'autoUpgradeProfile.nodeOSUpgradeChannel': undefined },
    },
  ]);

  const since = (time: string, prefix = 'weave.works/kured') => ({
    nodes: [node('n1', { annotations: { [`${prefix}-reboot-in-progress`]: time } }), node('n2')],
  });

  check('AKS-NODE-005', [
    { when: 'AKS brings the updates', is: 'not-applicable' },
    {
      when: 'a node has waited for ten days',
      is: 'fail',
      set: unmanaged,
      planes: since('2026-11-13T06:00:00Z'),
      says: 'more than 3 days on 1 node: n1',
      fix: 'drain n1',
    },
    {
      when: 'a later kured says so',
      is: 'fail',
      set: unmanaged,
      planes: since('2026-11-13T06:00:00Z', 'kured.dev/kured'),
    },
    { when: 'the time is no time', is: 'fail', set: unmanaged, planes: since('soon') },
    {
      when: 'it has waited since this morning',
      is: 'pass',
      set: unmanaged,
      planes: since('2026-11-23T06:00:00Z'),
    },
    {
      when: 'it was rebooted long ago, of which a mark stays',
      is: 'pass',
      set: unmanaged,
      planes: {
        nodes: [
          node('n1', {
            annotations: { 'weave.works/kured-most-recent-reboot-needed': '2026-01-02T06:00:00Z' },
          }),
        ],
      },
    },
    { when: 'kured says nothing', is: 'unknown', set: unmanaged, says: 'annotate-nodes' },
    {
      when: 'a node waits and Azure could not be asked',
      is: 'fail',
      planes: since('2026-11-13T06:00:00Z'),
      hidden: ['managedCluster'],
    },
    { when: 'Azure could not be asked', is: 'unknown', hidden: ['managedCluster'] },
  ]);
});

function storage(parameters: Record<string, string>, provisioner = 'file.csi.azure.com') {
  return {
    storageClasses: [object('StorageClass', { name: 'share' }, { provisioner, parameters })],
  };
}

check('AKS-NODE-020', [
  { when: 'disks have a CSI driver', is: 'pass' },
  { when: 'disks have an old one', is: 'fail', planes: storage({}, 'kubernetes.io/azure-disk') },
  { when: 'a share is public', is: 'fail', planes: storage({ skuName: 'Premium_LRS' }) },
  {
    when: 'it has a private endpoint',
    is: 'pass',
    planes: storage({ networkendpointtype: 'privateEndpoint' }),
  },
  {
    when: 'it is not encrypted on its way',
    is: 'fail',
    planes: storage({ networkEndpointType: 'privateEndpoint', enableHttpsTrafficOnly: 'false' }),
  },
  { when: 'NFS is not encrypted', is: 'fail', planes: storage({ protocol: 'nfs' }) },
  {
    when: 'NFS is encrypted',
    is: 'pass',
    planes: storage({ protocol: 'nfs', encryptInTransit: 'true' }),
  },
  {
    when: 'the account was made beforehand',
    is: 'unknown',
    planes: storage({ storageAccount: 'shares' }),
  },
  {
    when: 'only AKS made classes',
    is: 'not-applicable',
    planes: {
      storageClasses: [
        object(
          'StorageClass',
          { name: 'azurefile', labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' } },
          { provisioner: 'file.csi.azure.com' },
        ),
      ],
    },
  },
]);

const sensor = (name: string, image: string, more = {}) => ({
  workloads: [daemon(name, image, more)],
});

check('AKS-DEF-006', [
  { when: 'Defender’s is ready everywhere', is: 'pass', says: 'all of 3 Linux nodes' },
  { when: 'there is none', is: 'fail', planes: { workloads: [] }, fix: 'enable-defender' },
  {
    when: 'there is none in files, which know no nodes',
    is: 'unknown',
    planes: { workloads: [] },
    hidden: ['nodes'],
  },
  {
    when: 'there is none, and only Windows',
    is: 'not-applicable',
    planes: { workloads: [], nodes: [node('w1', { os: 'windows' })] },
  },
  {
    when: 'another vendor’s is',
    is: 'pass',
    planes: sensor('tetragon', 'quay.io/cilium/tetragon:v1'),
  },
  {
    when: 'only its image tells',
    is: 'pass',
    planes: sensor('security', 'docker.io/falcosecurity/falco-no-driver:0.41'),
  },
  {
    when: 'it is not ready',
    is: 'fail',
    planes: sensor('falco', 'falco:1', { ready: 1 }),
    says: 'ready on 1 of 3 nodes',
  },
  {
    when: 'it is not ready and nodes could not be read',
    is: 'fail',
    planes: sensor('falco', 'falco:1', { ready: 1 }),
    hidden: ['nodes'],
  },
  {
    when: 'it leaves nodes out',
    is: 'fail',
    planes: sensor('falco', 'falco:1', { desired: 2, ready: 2 }),
  },
  { when: 'nodes could not be read', is: 'unknown', hidden: ['nodes'] },
  {
    when: 'it is one of one’s own',
    is: 'pass',
    planes: sensor('watcher', 'acr.azurecr.io/watcher:1'),
    config: { runtimeSensors: ['watcher'] },
  },
  {
    when: 'a Deployment is only called so',
    is: 'fail',
    planes: { workloads: [workload('Deployment ops/falco', podSpec())] },
  },
]);
