/** Nodes of every pool, and the daemon that restarts them where nobody else does. */
import type { Json, KubeObject } from '../wire.ts';
import { make, namespace, serviceAccount } from './make.ts';
import type { PretendNode, Setting } from './setting.ts';
import { daemonSet } from './workloads.ts';

export function nodeObjects(setting: Setting): KubeObject[] {
  return setting.nodes.map((each, position) => node(setting, each, position));
}

/** Trouble, where a cluster has any: the position of the node → what. */
type Trouble = 'not-ready' | 'cordoned' | 'event-scheduled' | undefined;

function troubleOf({ name, nodes }: Setting, position: number): Trouble {
  if (name === 'aks-staging-eus' && position === nodes.length - 1) return 'not-ready';
  if (name === 'aks-staging-weu' && position === 4) return 'cordoned';
  if (name === 'aks-data-dev-weu' && position === 1) return 'event-scheduled';
  return undefined;
}

function node(setting: Setting, { name, pool, index, address }: PretendNode, position: number) {
  const trouble = troubleOf(setting, position);
  const zone = `${setting.location}-${(index % 3) + 1}`;
  const os = pool.osType.toLowerCase();
  const unmanaged = setting.properties.autoUpgradeProfile?.nodeOSUpgradeChannel === 'Unmanaged';
  const needsReboot = unmanaged && index === 0;
  const since = setting.ago(34);
  return make(
    setting,
    'v1',
    'Node',
    {
      name,
      days: 90,
      labels: {
        agentpool: pool.name,
        'beta.kubernetes.io/os': os,
        'kubernetes.azure.com/agentpool': pool.name,
        'kubernetes.azure.com/cluster': setting.properties.nodeResourceGroup,
        'kubernetes.azure.com/mode': pool.mode.toLowerCase(),
        'kubernetes.azure.com/node-image-version': pool.nodeImageVersion,
        'kubernetes.azure.com/os-sku': pool.osSKU,
        'kubernetes.azure.com/role': 'agent',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': os,
        'node.kubernetes.io/instance-type': pool.vmSize,
        'topology.kubernetes.io/region': setting.location,
        'topology.kubernetes.io/zone': zone,
      },
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
        ...(needsReboot && {
          'weave.works/kured-reboot-in-progress': since,
          'weave.works/kured-most-recent-reboot-needed': since,
        }),
      },
    },
    {
      spec: {
        providerID: `azure:///subscriptions/pretend/virtualMachineScaleSets/${name.slice(0, -6)}/virtualMachines/${index}`,
        podCIDR: `10.244.${position}.0/24`,
        ...(trouble === 'cordoned' && {
          unschedulable: true,
          taints: [
            {
              key: 'node.kubernetes.io/unschedulable',
              effect: 'NoSchedule',
              timeAdded: setting.ago(19),
            },
          ],
        }),
      },
      status: {
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        capacity: { cpu: '4', memory: '16365952Ki', pods: String(pool.maxPods ?? 110) },
        allocatable: { cpu: '3860m', memory: '12881280Ki', pods: String(pool.maxPods ?? 110) },
        conditions: conditions(setting, trouble),
        nodeInfo: {
          architecture: 'amd64',
          containerRuntimeVersion: 'containerd://1.7.28-2',
          kernelVersion: '5.15.0-1098-azure',
          kubeletVersion: `v${pool.currentOrchestratorVersion}`,
          kubeProxyVersion: `v${pool.currentOrchestratorVersion}`,
          operatingSystem: os,
          osImage: pool.osSKU === 'AzureLinux' ? 'Microsoft Azure Linux 3.0' : 'Ubuntu 22.04.5 LTS',
        },
      },
    },
  );
}

/** https://learn.microsoft.com/azure/aks/node-problem-detector */
const problems = [
  'FilesystemCorruptionProblem',
  'KubeletProblem',
  'ContainerRuntimeProblem',
  'VMEventScheduled',
  'FrequentUnregisterNetDevice',
  'FrequentKubeletRestart',
  'FrequentContainerdRestart',
  'KernelDeadlock',
  'ReadonlyFilesystem',
];
const pressures = ['MemoryPressure', 'DiskPressure', 'PIDPressure'];

function conditions(setting: Setting, trouble: Trouble): Json[] {
  const condition = (type: string, status: string, reason: string, message: string, days = 30) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: setting.ago(0),
    lastTransitionTime: setting.ago(days),
  });
  const ready =
    trouble === 'not-ready'
      ? condition(
          'Ready',
          'Unknown',
          'NodeStatusUnknown',
          'Kubelet stopped posting node status.',
          2,
        )
      : condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status');
  return [
    ...problems.map((type) =>
      type === 'VMEventScheduled' && trouble === 'event-scheduled'
        ? condition(type, 'True', 'VMEventScheduled', 'Reboot scheduled. NotBefore: none', 0)
        : condition(type, 'False', `No${type}`, `no sign of ${type}`),
    ),
    ...pressures.map((type) =>
      condition(type, 'False', `KubeletHasNo${type}`, `kubelet has no ${type}`),
    ),
    ready,
  ];
}

/** kured, as its chart installs it: https://kured.dev/docs/configuration/ */
export function restarter(setting: Setting): KubeObject[] {
  if (setting.properties.autoUpgradeProfile?.nodeOSUpgradeChannel !== 'Unmanaged') return [];
  const lock = {
    nodeID: setting.nodes[0]?.name,
    metadata: { unschedulable: false },
    created: setting.ago(34),
    TTL: 0,
  };
  const meta = {
    name: 'kured',
    namespace: 'kured',
    labels: { name: 'kured' },
    annotations: { 'weave.works/kured-node-lock': JSON.stringify(lock) },
  };
  return [
    namespace(setting, 'kured'),
    serviceAccount(setting, { name: 'kured', namespace: 'kured' }),
    ...daemonSet(setting, meta, {
      spec: {
        hostPID: true,
        serviceAccountName: 'kured',
        volumes: [{ name: 'sentinel', hostPath: { path: '/var/run', type: 'Directory' } }],
        containers: [
          {
            name: 'kured',
            image: 'ghcr.io/kubereboot/kured:1.20.0',
            command: [
              '/usr/bin/kured',
              '--annotate-nodes=true',
              '--reboot-sentinel=/sentinel/reboot-required',
            ],
            securityContext: { privileged: true, readOnlyRootFilesystem: true },
            volumeMounts: [{ name: 'sentinel', mountPath: '/sentinel', readOnly: true }],
          },
        ],
      },
    }),
  ];
}
