/**
 * Kubernetes objects as the checks need them: reduced while they are read, page by page, under their
 * wire names wherever there is one. Nothing here holds the data of a Secret, the value of a ConfigMap
 * or of an environment variable.
 */

// biome-ignore lint/suspicious/noExplicitAny: the wire holds properties that no model knows
type Json = any;

/** Labels and annotations that checks read; `managedFields` and the like are left out. */
export interface ObjectMeta {
  name: string;
  /** Empty for objects of the whole cluster. */
  namespace?: string;
  uid?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  creationTimestamp?: string;
  ownerReferences?: { apiVersion: string; kind: string; name: string; controller?: boolean }[];
}

/** Any object that is kept nearly whole: `metadata` reduced, `spec` and the like as on the wire. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  /** File and line, where it was read from a manifest: `deploy/web.yaml:12`. */
  place?: string;
  [property: string]: Json;
}

/** Where something looks like a credential; its value is nowhere. */
export interface PlainSecret {
  /** The environment variable, the key of the ConfigMap, or the place among the arguments: `args[2]`. */
  name: string;
  /** What it looks like, in words: `a private key`, `an Azure storage key`. */
  looksLike: string;
}

/** A pod spec under its wire names, without what no check reads. */
export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  /** securityContext, serviceAccountName, hostNetwork, volumes, nodeSelector, os, … as on the wire. */
  [property: string]: Json;
}

export interface Container {
  name: string;
  image: string;
  /** Environment variables without values: names and where the value comes from. */
  env?: { name: string; valueFrom?: Json }[];
  /** Environment variables whose literal value looks like a credential. */
  plainSecrets?: PlainSecret[];
  /** command and args (what looks like a credential in them is left out), securityContext, resources, ports, probes, … as on the wire. */
  [property: string]: Json;
}

/**
 * What somebody deployed, once: a Deployment and not its forty pods. Pods without a controller, and those
 * whose controller is of a kind that is not read, stand for themselves under that owner's kind and name.
 */
export interface Workload {
  apiVersion: string;
  /** Deployment, StatefulSet, DaemonSet, CronJob, Job, ReplicaSet, ReplicationController, Pod, or an operator's own kind. */
  kind: string;
  metadata: ObjectMeta;
  /** Pods of the template. */
  podLabels: Record<string, string>;
  podAnnotations: Record<string, string>;
  /** The template's pod spec; the pod's own where there is no template. */
  spec: PodSpec;
  /** Running pods whose spec differs from the template where checks look: by admission, or by hand. Alike ones once. */
  variants: {
    pods: number;
    examples: string[];
    annotations: Record<string, string>;
    spec: PodSpec;
  }[];
  /** Pods that belong to it now, and the names of the first few. */
  pods: number;
  examples: string[];
  /** What its containers run, as their nodes say it: `shop.azurecr.io/web@sha256:…`. */
  imageIds?: string[];
  /** Wanted and ready, where the kind has such numbers. */
  desired?: number;
  ready?: number;
  /** File and line, where it was read from a manifest: `deploy/web.yaml:12`. */
  place?: string;
}

/** One pod, or, where manifests were read, one that a workload would make. */
export interface PodRef {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  /** Kind and name of the workload that it belongs to: `Deployment/web`. */
  workload: string;
  serviceAccountName: string;
  hostNetwork: boolean;
  phase?: string;
  podIP?: string;
  nodeName?: string;
  /** `linux`, unless the spec or the node says otherwise. */
  os: 'linux' | 'windows';
  ports: { name?: string; containerPort: number; protocol: string }[];
}

/** A ConfigMap without its values. */
export interface ConfigMapRef {
  metadata: ObjectMeta;
  keys: string[];
  plainSecrets: PlainSecret[];
  /** Of the few whose settings checks read (ingress-nginx, Calico, coredns-custom): key → value. */
  settings?: Record<string, string>;
  place?: string;
}

/** A Secret's metadata; its type is learnt by asking for each type, never from its content. */
export interface SecretRef {
  metadata: ObjectMeta;
  type:
    | 'Opaque'
    | 'kubernetes.io/service-account-token'
    | 'kubernetes.io/dockerconfigjson'
    | 'kubernetes.io/tls'
    | 'other';
  place?: string;
}

export interface KubernetesPlanes {
  /** `/version`: gitVersion, platform. */
  serverVersion: Json;
  /** `/apis`: groups that are served, each with its versions. A kind whose group is not there has an empty list below. */
  apiGroups: { name: string; versions: string[] }[];
  /** The certificate that the API server shows: { subject, issuer, validTo }. */
  servingCertificate: Json;
  namespaces: KubernetesObject[];
  nodes: KubernetesObject[];
  workloads: Workload[];
  pods: PodRef[];
  serviceAccounts: KubernetesObject[];
  /** Role and ClusterRole. */
  roles: KubernetesObject[];
  /** RoleBinding and ClusterRoleBinding. */
  roleBindings: KubernetesObject[];
  configMaps: ConfigMapRef[];
  secrets: SecretRef[];
  services: KubernetesObject[];
  ingresses: KubernetesObject[];
  ingressClasses: KubernetesObject[];
  networkPolicies: KubernetesObject[];
  /** AdminNetworkPolicy, BaselineAdminNetworkPolicy, ClusterNetworkPolicy. */
  adminNetworkPolicies: KubernetesObject[];
  /** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy. */
  ciliumPolicies: KubernetesObject[];
  /** NetworkPolicy and GlobalNetworkPolicy of projectcalico.org (or crd.projectcalico.org). */
  calicoPolicies: KubernetesObject[];
  podDisruptionBudgets: KubernetesObject[];
  storageClasses: KubernetesObject[];
  resourceQuotas: KubernetesObject[];
  limitRanges: KubernetesObject[];
  /** ValidatingWebhookConfiguration and MutatingWebhookConfiguration. */
  webhookConfigurations: KubernetesObject[];
  /** CRDs: metadata, spec.group, spec.names. */
  customResourceDefinitions: KubernetesObject[];
  /** Gatekeeper's: constraints.gatekeeper.sh, of every kind. */
  constraints: KubernetesObject[];
  /** gateway.networking.k8s.io */
  gateways: KubernetesObject[];
  httpRoutes: KubernetesObject[];
  referenceGrants: KubernetesObject[];
  /** WebApplicationFirewallPolicy of alb.networking.azure.io. */
  gatewayFirewallPolicies: KubernetesObject[];
  /** Istio: PeerAuthentication, DestinationRule, AuthorizationPolicy. */
  peerAuthentications: KubernetesObject[];
  destinationRules: KubernetesObject[];
  authorizationPolicies: KubernetesObject[];
  /** Linkerd: Server, AuthorizationPolicy and the like of policy.linkerd.io. */
  linkerdPolicies: KubernetesObject[];
  /** Consul: ServiceIntentions. */
  serviceIntentions: KubernetesObject[];
  secretProviderClasses: KubernetesObject[];
}

export type KubernetesPlaneName = keyof KubernetesPlanes;

/** Every plane, for those who go through all of them; a missing one does not compile. */
const everyPlane: Record<KubernetesPlaneName, true> = {
  serverVersion: true,
  apiGroups: true,
  servingCertificate: true,
  namespaces: true,
  nodes: true,
  workloads: true,
  pods: true,
  serviceAccounts: true,
  roles: true,
  roleBindings: true,
  configMaps: true,
  secrets: true,
  services: true,
  ingresses: true,
  ingressClasses: true,
  networkPolicies: true,
  adminNetworkPolicies: true,
  ciliumPolicies: true,
  calicoPolicies: true,
  podDisruptionBudgets: true,
  storageClasses: true,
  resourceQuotas: true,
  limitRanges: true,
  webhookConfigurations: true,
  customResourceDefinitions: true,
  constraints: true,
  gateways: true,
  httpRoutes: true,
  referenceGrants: true,
  gatewayFirewallPolicies: true,
  peerAuthentications: true,
  destinationRules: true,
  authorizationPolicies: true,
  linkerdPolicies: true,
  serviceIntentions: true,
  secretProviderClasses: true,
};

export const kubernetesPlaneNames = Object.keys(everyPlane) as KubernetesPlaneName[];
