/** Numbers and lists of the checks that look at what runs in the cluster, with their defaults. */
import { z } from 'zod';

const words = z.array(z.string().min(1));
const label = z.string().regex(/^[^=\s]+=[^=\s]*$/, 'must be a label such as trust=untrusted');

/** What the baseline allows: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const baselineCapabilities = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

/** https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls */
const safeSysctls = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
];

/** Whoever reads these has credentials of the node or of its pods, or speaks to its runtime. */
const sensitiveHostPaths = [
  '/',
  '/etc',
  '/root',
  '/home',
  '/boot',
  '/dev',
  '/run',
  '/var/run',
  '/var/lib/kubelet',
  '/var/lib/containerd',
  '/var/lib/docker',
];

const volumeTypes = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const amounts = ['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'] as const;

/** DaemonSets of vendors, by their name or that of their image. */
const runtimeSensors = [
  'microsoft-defender-collector-ds',
  'falco',
  'sysdig-agent',
  'sysdig-host-shield',
  'aqua-enforcer',
  'twistlock-defender',
  'tetragon',
  'falcon-sensor',
  'falcon-node-sensor',
];

export const podSettings = {
  /** AKS-POD-005: capabilities that may be added again after all have been dropped. */
  capabilitiesAddedBack: words.default(['NET_BIND_SERVICE']),
  /** AKS-POD-006: capabilities that may be added; the others endanger the node. */
  allowedCapabilities: words.default(baselineCapabilities),
  /** AKS-POD-010: folders of the node that pods may mount, and those below them. */
  allowedHostPaths: words.default([]),
  /** AKS-POD-011: folders of the node that no pod may see, not even to read. */
  sensitiveHostPaths: words.default(sensitiveHostPaths),
  /** AKS-POD-015: kernel settings that a pod may change, since they hold for it alone. */
  safeSysctls: words.default(safeSysctls),
  /** AKS-POD-017: kinds of volumes that pods may have, as the pod’s spec calls them. */
  allowedVolumeTypes: words.default(volumeTypes),
  /** AKS-POD-018: users and groups of containers have greater numbers than this. */
  lowestUserId: z.int().min(0).default(10_000),
  /** AKS-POD-022: what every container names. Limits of CPU are disputed: take `limits.cpu` out where you do without. */
  demandedResources: z
    .array(z.enum(amounts))
    .min(1)
    .default([...amounts]),
  /** AKS-POD-025: hours for which a pod or container for debugging may stay. */
  maxDebugHours: z.int().min(1).default(8),
  /** AKS-POD-026: workloads of your own that may run in kube-system, by name; a `*` at the end stands for anything. */
  allowedInKubeSystem: words.default([]),
  /** AKS-POD-027: label of the namespaces whose workloads nobody trusts. */
  untrustedLabel: label.default('trust=untrusted'),
  /** AKS-POD-027: runtime classes that give each pod a kernel of its own. */
  sandboxRuntimeClasses: words.min(1).default(['kata-vm-isolation', 'kata-mshv-vm-isolation']),
  /** AKS-PSA-002: namespaces of infrastructure, for which the restricted standard is too narrow. */
  infrastructureNamespaces: words.default([]),
  /** AKS-PSA-003: minors by which a pinned version of the pod security standards may be behind the cluster. */
  maxPodSecurityLag: z.int().min(0).default(3),
  /** AKS-NODE-004: DaemonSets that reboot nodes, by their name or that of their image. */
  rebootDaemons: words.min(1).default(['kured']),
  /** AKS-NODE-005: days after which a reboot that a node waits for is late. */
  maxRebootDays: z.int().min(0).default(3),
  /** AKS-DEF-006: sensors that watch what runs on a node, by the name of their DaemonSet or its image. */
  runtimeSensors: words.min(1).default(runtimeSensors),
  /** AKS-UPG-014: days for which the API server’s certificate has to be valid. */
  minCertificateDays: z.int().min(0).default(90),
};
