/**
 * Bindings that every cluster has from the start, with whom they are for and what they may give. Whatever goes
 * beyond it, another subject or another power, was added by somebody.
 *
 * Kubernetes: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings and
 * https://github.com/kubernetes/kubernetes/tree/master/plugin/pkg/auth/authorizer/rbac/bootstrappolicy
 * AKS: https://learn.microsoft.com/azure/aks/concepts-identity#clusterrolebinding and
 * https://learn.microsoft.com/azure/aks/support-policies; add-ons by their own charts, named below.
 */
import type { Power } from './powers.ts';

export interface DefaultBinding {
  /** Of its name; `*` stands for anything. */
  binding: string;
  /** Of the role's name; `=` is that of the binding. */
  role: string;
  /** Of `Group system:nodes` and the like. */
  subjects: readonly string[];
  /** What it may give of what is looked for. */
  powers?: readonly (Power | 'everything')[];
}

const inSystem = ['ServiceAccount kube-system/*'];

const almostAll: Power[] = [
  'read secrets',
  'create pods',
  'enter pods',
  'reach the kubelet through nodes/proxy',
  'approve certificate requests',
  'change admission webhooks and policies',
  'create persistent volumes',
  'delete events',
  'change ConfigMaps',
];

/** What controllers of Kubernetes may do of it; the others nothing. */
const controllers: Record<string, readonly Power[]> = {
  'clusterrole-aggregation-controller': ['escalate roles'],
  'certificate-controller': ['approve certificate requests'],
  'cronjob-controller': ['create pods'],
  'daemon-set-controller': ['create pods'],
  'deployment-controller': ['create pods'],
  'expand-controller': ['read secrets'],
  'generic-garbage-collector': almostAll,
  'job-controller': ['create pods'],
  'namespace-controller': almostAll,
  'persistent-volume-binder': ['read secrets', 'create pods', 'create persistent volumes'],
  'replicaset-controller': ['create pods'],
  'replication-controller': ['create pods'],
  'resourcequota-controller': ['read secrets'],
  'root-ca-cert-publisher': ['change ConfigMaps'],
  'statefulset-controller': ['create pods'],
  'bootstrap-signer': ['read secrets', 'change ConfigMaps'],
  'token-cleaner': ['read secrets'],
  'cloud-provider': ['change ConfigMaps'],
};

const ofKubernetes: DefaultBinding[] = [
  {
    binding: 'cluster-admin',
    role: '=',
    subjects: ['Group system:masters'],
    powers: ['everything'],
  },
  {
    binding: 'system:kube-controller-manager',
    role: '=',
    subjects: ['User system:kube-controller-manager'],
    powers: ['read secrets', 'issue tokens of service accounts'],
  },
  {
    binding: 'system:kube-scheduler',
    role: '=',
    subjects: ['User system:kube-scheduler'],
  },
  {
    binding: 'system::*',
    role: '=',
    subjects: [
      'User system:kube-controller-manager',
      'User system:kube-scheduler',
      'ServiceAccount kube-system/kube-controller-manager',
      'ServiceAccount kube-system/kube-scheduler',
    ],
    powers: ['change ConfigMaps'],
  },
  ...Object.entries(controllers).map(([name, powers]) => ({
    binding: `system:controller:${name}`,
    role: '=',
    subjects: [`ServiceAccount kube-system/${name}`],
    powers,
  })),
];

const nodePowers: Power[] = ['read secrets', 'create pods', 'issue tokens of service accounts'];

const ofAks: DefaultBinding[] = [
  {
    binding: 'aks-cluster-admin-binding',
    role: 'cluster-admin',
    subjects: ['User clusterAdmin', 'User clusterUser', 'User masterclient'],
    powers: ['everything'],
  },
  {
    binding: 'aks-service-rolebinding',
    role: 'aks-service',
    subjects: ['User aks-support'],
    powers: [
      'read secrets',
      'create pods',
      'enter pods',
      'reach the kubelet through nodes/proxy',
      'delete events',
      'change ConfigMaps',
    ],
  },
  {
    binding: 'system:aks-client-nodes',
    role: 'system:node',
    subjects: ['Group system:nodes'],
    powers: nodePowers,
  },
  {
    binding: 'system:azure-cloud-provider*',
    role: '=',
    subjects: inSystem,
    powers: ['read secrets', 'delete events'],
  },
  {
    binding: 'system:persistent-volume-binding',
    role: 'system:persistent-volume-secret-operator',
    subjects: inSystem,
    powers: ['read secrets'],
  },
  { binding: 'system:prometheus', role: '=', subjects: [...inSystem, 'User *prometheus*'] },
  // https://github.com/kubernetes-sigs/azuredisk-csi-driver and azurefile-csi-driver, charts/
  {
    binding: 'csi-azure*',
    role: 'csi-azure*',
    subjects: ['ServiceAccount kube-system/csi-azure*'],
    powers: ['read secrets', 'create persistent volumes'],
  },
  // https://github.com/Azure/secrets-store-csi-driver-provider-azure
  {
    binding: 'aks-secretprovidersyncing-rolebinding',
    role: 'aks-secretprovidersyncing-role',
    subjects: ['ServiceAccount kube-system/aks-secrets-store-csi-driver'],
    powers: ['read secrets'],
  },
  // https://github.com/microsoft/Docker-Provider/blob/ci_prod/kubernetes/ama-logs.yaml
  ...['ama-logs', 'omsagent'].map(
    (name): DefaultBinding => ({
      binding: `${name}*`,
      role: `${name}*`,
      subjects: [`ServiceAccount kube-system/${name}`],
      powers: ['reach the kubelet through nodes/proxy'],
    }),
  ),
  // https://github.com/Azure/prometheus-collector/tree/main/otelcollector/deploy
  {
    binding: 'ama-metrics*',
    role: 'ama-metrics*',
    subjects: ['ServiceAccount kube-system/ama-metrics*'],
    powers: ['reach the kubelet through nodes/proxy', 'read secrets'],
  },
  // https://github.com/open-policy-agent/gatekeeper/blob/master/deploy/gatekeeper.yaml
  {
    binding: 'gatekeeper-*',
    role: 'gatekeeper-*',
    subjects: ['ServiceAccount gatekeeper-system/gatekeeper-*'],
    powers: [
      'read secrets',
      'enter pods',
      'reach the kubelet through nodes/proxy',
      'change admission webhooks and policies',
    ],
  },
  {
    binding: 'azure-policy*',
    role: 'azure-policy*',
    subjects: ['ServiceAccount kube-system/azure-policy*'],
    powers: ['read secrets', 'change admission webhooks and policies'],
  },
  // https://github.com/kubernetes-sigs/cloud-provider-azure, https://github.com/kubernetes-sigs/apiserver-network-proxy
  ...['cloud-node-manager*', 'konnectivity*', 'system:konnectivity*', 'system:coredns*'].map(
    (name): DefaultBinding => ({ binding: name, role: '*', subjects: inSystem }),
  ),
];

export const defaultBindings: readonly DefaultBinding[] = [...ofKubernetes, ...ofAks];

/**
 * Accounts in kube-system of what AKS runs there, by their charts and https://learn.microsoft.com/azure/aks/integrations.
 * The mark of AKS on a binding says nothing of any other account: whoever may write a binding may write the mark.
 */
export const addOnAccounts: readonly string[] = [
  'aci-connector*',
  'aks-*',
  'ama-*',
  'app-routing-*',
  'azure-*',
  'calico-*',
  'cilium*',
  'cloud-controller-manager',
  'cloud-node-manager*',
  'coredns*',
  'csi-*',
  'defender-*',
  'eraser-*',
  'extension-*',
  'hubble-*',
  'ingress-appgw*',
  'karpenter*',
  'keda-*',
  'konnectivity-*',
  'kube-proxy*',
  'metrics-server*',
  'microsoft-defender*',
  'node-local-dns*',
  'omsagent*',
  'overlay-vpa*',
  'retina-*',
  'secrets-store-csi*',
  'snapshot-controller*',
  'tigera-*',
  'vpa-*',
  'workload-identity-*',
];

/** Built in for people: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
export const userFacing = {
  bound: ['admin', 'edit', 'view'],
  sources: [
    'admin',
    'edit',
    'view',
    'system:aggregate-to-admin',
    'system:aggregate-to-edit',
    'system:aggregate-to-view',
  ],
  /** What `admin` and `edit` give within a namespace, as they should. */
  powers: [
    'read secrets',
    'create pods',
    'enter pods',
    'impersonate',
    'issue tokens of service accounts',
    'delete events',
    'change ConfigMaps',
  ] satisfies Power[] as readonly Power[],
};
