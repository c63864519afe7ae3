/** What AKS itself runs, under the names that AKS gives. */
import type { Json, KubeObject } from '../wire.ts';
import { make, namespace, secret, service, serviceAccount } from './make.ts';
import { isOn, type Setting } from './setting.ts';
import { daemonSet, deployment } from './workloads.ts';

const managed = { 'kubernetes.azure.com/managedby': 'aks' };
const where = 'kube-system';
const registry = 'mcr.microsoft.com';

export function systemObjects(setting: Setting): KubeObject[] {
  const names = ['default', 'kube-node-lease', 'kube-public', where];
  return [
    ...names.map((name) =>
      namespace(setting, name, { labels: name === where ? { ...managed } : {} }),
    ),
    ...names.map((each) => serviceAccount(setting, { name: 'default', namespace: each })),
    ...names.map((each) => rootCertificate(setting, each)),
    service(
      setting,
      { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver' } },
      { clusterIP: '10.0.0.1', ports: [{ name: 'https', port: 443 }] },
    ),
    ...clusterServices(setting),
    ...nodeAgents(setting),
    ...addons(setting),
  ];
}

/** In every namespace, by a controller of Kubernetes. */
export function rootCertificate(setting: Setting, each: string): KubeObject {
  const data = { 'ca.crt': '-----BEGIN CERTIFICATE-----\npretend\n-----END CERTIFICATE-----\n' };
  return make(setting, 'v1', 'ConfigMap', { name: 'kube-root-ca.crt', namespace: each }, { data });
}

interface Own {
  image: string;
  labels?: Record<string, string>;
  spec?: Json;
  container?: Json;
  replicas?: number;
}

const meta = (name: string, labels?: Record<string, string>) => ({
  name,
  namespace: where,
  labels: labels ?? { 'k8s-app': name },
});

function podSpec(name: string, { image, spec, container }: Own): Json {
  return {
    priorityClassName: 'system-node-critical',
    serviceAccountName: name,
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    tolerations: [{ operator: 'Exists' }],
    ...spec,
    containers: [
      {
        name,
        image: `${registry}/${image}`,
        resources: {
          requests: { cpu: '50m', memory: '64Mi' },
          limits: { cpu: '500m', memory: '256Mi' },
        },
        ...container,
      },
    ],
  };
}

function runs(setting: Setting, name: string, own: Own): KubeObject[] {
  const { labels, replicas = 2 } = own;
  return [
    serviceAccount(setting, { name, namespace: where, labels: managed }),
    ...deployment(setting, meta(name, labels), {
      replicas,
      spec: podSpec(name, own),
      podLabels: managed,
    }),
  ];
}

function onEachNode(setting: Setting, name: string, own: Own): KubeObject[] {
  return [
    serviceAccount(setting, { name, namespace: where, labels: managed }),
    ...daemonSet(setting, meta(name, own.labels), { spec: podSpec(name, own), podLabels: managed }),
  ];
}

const quiet = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

function clusterServices(setting: Setting): KubeObject[] {
  const dns = { 'k8s-app': 'kube-dns', 'kubernetes.io/cluster-service': 'true' };
  return [
    ...runs(setting, 'coredns', {
      image: 'oss/kubernetes/coredns:v1.12.1',
      labels: { 'k8s-app': 'kube-dns' },
      container: {
        ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }],
        securityContext: { ...quiet, capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } },
      },
    }),
    service(
      setting,
      { name: 'kube-dns', namespace: where, labels: dns },
      {
        clusterIP: '10.0.0.10',
        selector: { 'k8s-app': 'kube-dns' },
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53 },
        ],
      },
    ),
    ...['coredns', 'coredns-custom', 'extension-apiserver-authentication'].map((name) =>
      make(
        setting,
        'v1',
        'ConfigMap',
        { name, namespace: where, labels: managed },
        {
          data:
            name === 'coredns'
              ? { Corefile: '.:53 {\n  errors\n  kubernetes cluster.local\n}' }
              : {},
        },
      ),
    ),
    ...runs(setting, 'coredns-autoscaler', {
      image: 'oss/v2/kubernetes/autoscaler/cluster-proportional-autoscaler:v1.9.0',
      replicas: 1,
    }),
    ...runs(setting, 'konnectivity-agent', {
      image: 'oss/kubernetes/apiserver-network-proxy/agent:v0.33.0',
      labels: { app: 'konnectivity-agent' },
      container: { securityContext: quiet },
    }),
    ...runs(setting, 'metrics-server', {
      image: 'oss/kubernetes/metrics-server:v0.7.2',
      container: { securityContext: { ...quiet, runAsNonRoot: true, runAsUser: 65_534 } },
    }),
    secret(
      setting,
      { name: 'bootstrap-token-4bk2n7', namespace: where, days: 600 },
      'bootstrap.kubernetes.io/token',
      ['token-id', 'token-secret'],
    ),
  ];
}

const onHost = { hostNetwork: true };
const privileged = { securityContext: { privileged: true } };
const hostPath = (name: string, path: string) => ({ name, hostPath: { path, type: '' } });

function nodeAgents(setting: Setting): KubeObject[] {
  const { networkPlugin, networkDataplane, networkPolicy } = setting.properties.networkProfile;
  const cilium = networkDataplane === 'cilium';
  const disks = { volumes: [hostPath('registration-dir', '/var/lib/kubelet/plugins_registry/')] };
  return [
    ...onEachNode(setting, 'cloud-node-manager', {
      image: 'oss/v2/kubernetes/azure-cloud-node-manager:v1.34.1',
      spec: onHost,
    }),
    ...onEachNode(setting, 'azure-ip-masq-agent', {
      image: 'aks/ip-masq-agent-v2:v0.1.15',
      spec: onHost,
      container: { securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN'] } } },
    }),
    ...(networkPlugin === 'azure'
      ? onEachNode(setting, 'azure-cns', {
          image: 'containernetworking/azure-cns:v1.7.2',
          spec: { ...onHost, volumes: [hostPath('cni-bin-dir', '/opt/cni/bin')] },
          container: privileged,
        })
      : []),
    ...(cilium
      ? [
          ...onEachNode(setting, 'cilium', {
            image: 'containernetworking/cilium/cilium:v1.17.7',
            spec: { ...onHost, volumes: [hostPath('bpf-maps', '/sys/fs/bpf')] },
            container: privileged,
          }),
          ...runs(setting, 'cilium-operator', {
            image: 'containernetworking/cilium/operator-generic:v1.17.7',
            spec: onHost,
          }),
        ]
      : onEachNode(setting, 'kube-proxy', {
          image: `oss/kubernetes/kube-proxy:v${setting.properties.currentKubernetesVersion}`,
          labels: { component: 'kube-proxy' },
          spec: { ...onHost, volumes: [hostPath('kernel-modules', '/lib/modules')] },
          container: privileged,
        })),
    ...(networkPolicy === 'azure'
      ? onEachNode(setting, 'azure-npm', {
          image: 'containernetworking/azure-npm:v1.5.45',
          spec: onHost,
          container: privileged,
        })
      : []),
    ...onEachNode(setting, 'csi-azuredisk-node', {
      image: 'oss/v2/kubernetes-csi/azuredisk-csi:v1.33.5',
      labels: { app: 'csi-azuredisk-node' },
      spec: { ...onHost, ...disks },
      container: privileged,
    }),
    ...onEachNode(setting, 'csi-azurefile-node', {
      image: 'oss/v2/kubernetes-csi/azurefile-csi:v1.34.1',
      labels: { app: 'csi-azurefile-node' },
      spec: { ...onHost, ...disks },
      container: privileged,
    }),
  ];
}

function addons(setting: Setting): KubeObject[] {
  const { securityProfile = {}, azureMonitorProfile } = setting.properties;
  const has = (wanted: unknown, objects: () => KubeObject[]) => (wanted ? objects() : []);
  return [
    ...has(isOn(setting, 'omsagent'), () => [
      ...onEachNode(setting, 'ama-logs', {
        image: 'azuremonitor/containerinsights/ciprod:3.1.29',
        labels: { component: 'ama-logs-agent' },
        spec: { volumes: [hostPath('host-log', '/var/log')] },
        container: privileged,
      }),
      ...runs(setting, 'ama-logs-rs', {
        image: 'azuremonitor/containerinsights/ciprod:3.1.29',
        replicas: 1,
      }),
    ]),
    ...has(azureMonitorProfile?.metrics?.enabled, () => [
      ...onEachNode(setting, 'ama-metrics-node', {
        image: 'azuremonitor/containerinsights/ciprod/prometheus-collector/images:6.22.0',
      }),
      ...runs(setting, 'ama-metrics', {
        image: 'azuremonitor/containerinsights/ciprod/prometheus-collector/images:6.22.0',
      }),
    ]),
    ...has(securityProfile.defender?.securityMonitoring?.enabled, () => [
      ...onEachNode(setting, 'microsoft-defender-collector-ds', {
        image: 'azuredefender/stable/low-level-collector:2.0.205',
        spec: { hostPID: true, volumes: [hostPath('host', '/')] },
        container: privileged,
      }),
      ...onEachNode(setting, 'microsoft-defender-publisher-ds', {
        image: 'azuredefender/stable/security-publisher:1.0.244',
      }),
      ...runs(setting, 'microsoft-defender-collector-misc', {
        image: 'azuredefender/stable/pod-collector:1.0.187',
        replicas: 1,
      }),
    ]),
    ...has(securityProfile.workloadIdentity?.enabled, () =>
      runs(setting, 'azure-wi-webhook-controller-manager', {
        image: 'oss/v2/azure/workload-identity/webhook:v1.5.1',
        labels: { 'azure-workload-identity.io/system': 'true' },
        container: { securityContext: { ...quiet, runAsNonRoot: true, runAsUser: 65_532 } },
      }),
    ),
    ...has(isOn(setting, 'azureKeyvaultSecretsProvider'), () => [
      ...onEachNode(setting, 'aks-secrets-store-csi-driver', {
        image: 'oss/v2/kubernetes-csi/secrets-store/driver:v1.5.3',
        container: privileged,
      }),
      ...onEachNode(setting, 'aks-secrets-store-provider-azure', {
        image: 'oss/azure/secrets-store/provider-azure:v1.7.0',
        spec: onHost,
      }),
    ]),
    ...has(isOn(setting, 'azurepolicy'), () => [
      ...runs(setting, 'azure-policy', {
        image: 'azure-policy/policy-kubernetes-addon-prod:1.14.1',
        replicas: 1,
      }),
      ...runs(setting, 'azure-policy-webhook', {
        image: 'azure-policy/policy-kubernetes-webhook:1.14.1',
        replicas: 1,
      }),
    ]),
    ...has(securityProfile.imageCleaner?.enabled, () =>
      runs(setting, 'eraser-controller-manager', {
        image: 'oss/v2/eraser/eraser-manager:v1.4.0',
        replicas: 1,
      }),
    ),
  ];
}
