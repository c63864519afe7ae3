/** What AKS runs in kube-system by itself. */
import type { Workload } from '../../../kubernetes/objects.ts';
import { podsOf } from './_containers.ts';

/**
 * Those that do not always carry a label of AKS: the system pods, and add-ons.
 * https://learn.microsoft.com/azure/aks/core-aks-concepts and https://learn.microsoft.com/azure/aks/integrations
 */
const aksNames = [
  'aci-connector-linux',
  'aks-secrets-store-csi-driver',
  'aks-secrets-store-csi-driver-windows',
  'aks-secrets-store-provider-azure',
  'aks-secrets-store-provider-azure-windows',
  'ama-logs',
  'ama-logs-rs',
  'ama-logs-windows',
  'ama-metrics',
  'ama-metrics-ksm',
  'ama-metrics-node',
  'ama-metrics-operator-targets',
  'ama-metrics-win-node',
  'azure-cns',
  'azure-cns-win',
  'azure-ip-masq-agent',
  'azure-npm',
  'azure-npm-win',
  'azure-policy',
  'azure-policy-webhook',
  'azure-wi-webhook-controller-manager',
  'cilium',
  'cilium-operator',
  'cloud-node-manager',
  'cloud-node-manager-windows',
  'coredns',
  'coredns-autoscaler',
  'csi-azuredisk-node',
  'csi-azuredisk-node-win',
  'csi-azurefile-node',
  'csi-azurefile-node-win',
  'csi-blob-node',
  'eraser-controller-manager',
  'extension-agent',
  'extension-operator',
  'hubble-relay',
  'ingress-appgw-deployment',
  'keda-admission-webhooks',
  'keda-operator',
  'keda-operator-metrics-apiserver',
  'konnectivity-agent',
  'konnectivity-agent-autoscaler',
  'kube-proxy',
  'metrics-server',
  'microsoft-defender-collector-ds',
  'microsoft-defender-collector-misc',
  'microsoft-defender-publisher-ds',
  'node-local-dns',
  'retina-agent',
  'retina-agent-win',
  'vpa-admission-controller',
  'vpa-recommender',
  'vpa-updater',
];

/** Microsoft's registry; in Azure China, its mirrors. */
const ofMicrosoft = /^mcr\.(microsoft\.com|azure\.cn|azk8s\.cn)\//;

/** Its own mark, that of its add-on manager, or its name. Anybody may write those, so every image must be Microsoft's too. */
export function isOfAks(workload: Workload): boolean {
  const { metadata, podLabels } = workload;
  const isCalledSo =
    [metadata.labels ?? {}, podLabels].some(
      (labels) =>
        labels['kubernetes.azure.com/managedby'] === 'aks' ||
        labels['addonmanager.kubernetes.io/mode'] !== undefined,
    ) || aksNames.includes(metadata.name);
  return (
    isCalledSo &&
    podsOf(workload)
      .flatMap(({ containers }) => containers)
      .every(
        ({ container, kind }) =>
          kind === 'ephemeralContainers' || ofMicrosoft.test(container.image),
      )
  );
}

/** A `*` at the end of a pattern stands for anything. */
export function isNamed(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}
