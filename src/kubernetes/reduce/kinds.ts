/** Which objects there are, in which plane each belongs, and what of it no check reads. */
import type { KubernetesObject, KubernetesPlaneName, KubernetesPlanes } from '../objects.ts';
import type { Dict } from './shapes.ts';
import { dictOf, dictsOf, listOf } from './shapes.ts';

/** Planes whose objects are kept nearly whole. */
export type WholePlane = Exclude<
  {
    [P in KubernetesPlaneName]: KubernetesPlanes[P] extends KubernetesObject[] ? P : never;
  }[KubernetesPlaneName],
  'serverVersion' | 'servingCertificate' | 'workloads'
>;

interface WholeKind {
  plane: WholePlane;
  /** Objects of the whole cluster have no namespace. */
  cluster?: true;
  /** Changes a copy that is one level deep, without `metadata`, `apiVersion` and `kind`. */
  trim?: (body: Dict) => void;
}

const withoutStatus = (body: Dict) => {
  delete body.status;
};

const core: Record<string, WholeKind> = {
  Namespace: { plane: 'namespaces', cluster: true },
  Node: {
    plane: 'nodes',
    cluster: true,
    trim(body) {
      // Names of all images on the node: the greater part of it.
      const { images: _images, ...status } = dictOf(body.status);
      body.status = status;
    },
  },
  ServiceAccount: { plane: 'serviceAccounts' },
  Service: { plane: 'services' },
  ResourceQuota: { plane: 'resourceQuotas' },
  LimitRange: { plane: 'limitRanges' },
};

function trimWebhooks(body: Dict): void {
  body.webhooks = dictsOf(body.webhooks).map(({ clientConfig, ...webhook }) => {
    // Whether there is one tells whether the API server can call the webhook; it may be long.
    const { caBundle, ...client } = dictOf(clientConfig);
    return { ...webhook, clientConfig: { ...client, ...(caBundle ? { caBundle: '(set)' } : {}) } };
  });
}

function trimDefinition(body: Dict): void {
  const { group, names, scope, versions } = dictOf(body.spec);
  body.spec = {
    group,
    names,
    scope,
    versions: dictsOf(versions).map(({ name, served, storage }) => ({ name, served, storage })),
  };
  delete body.status;
}

function trimConstraint(body: Dict): void {
  const { totalViolations, violations } = dictOf(body.status);
  body.status = { totalViolations: totalViolations ?? listOf(violations).length };
}

const grouped: Record<string, Record<string, WholeKind>> = {
  'rbac.authorization.k8s.io': {
    Role: { plane: 'roles' },
    ClusterRole: { plane: 'roles', cluster: true },
    RoleBinding: { plane: 'roleBindings' },
    ClusterRoleBinding: { plane: 'roleBindings', cluster: true },
  },
  'networking.k8s.io': {
    Ingress: { plane: 'ingresses' },
    IngressClass: { plane: 'ingressClasses', cluster: true },
    NetworkPolicy: { plane: 'networkPolicies', trim: withoutStatus },
  },
  extensions: {
    Ingress: { plane: 'ingresses' },
    NetworkPolicy: { plane: 'networkPolicies', trim: withoutStatus },
  },
  'policy.networking.k8s.io': {
    AdminNetworkPolicy: { plane: 'adminNetworkPolicies', cluster: true, trim: withoutStatus },
    BaselineAdminNetworkPolicy: {
      plane: 'adminNetworkPolicies',
      cluster: true,
      trim: withoutStatus,
    },
    ClusterNetworkPolicy: { plane: 'adminNetworkPolicies', cluster: true, trim: withoutStatus },
  },
  'cilium.io': {
    CiliumNetworkPolicy: { plane: 'ciliumPolicies', trim: withoutStatus },
    CiliumClusterwideNetworkPolicy: {
      plane: 'ciliumPolicies',
      cluster: true,
      trim: withoutStatus,
    },
  },
  'projectcalico.org': {
    NetworkPolicy: { plane: 'calicoPolicies' },
    GlobalNetworkPolicy: { plane: 'calicoPolicies', cluster: true },
  },
  'crd.projectcalico.org': {
    NetworkPolicy: { plane: 'calicoPolicies' },
    GlobalNetworkPolicy: { plane: 'calicoPolicies', cluster: true },
  },
  policy: { PodDisruptionBudget: { plane: 'podDisruptionBudgets' } },
  'storage.k8s.io': { StorageClass: { plane: 'storageClasses', cluster: true } },
  'admissionregistration.k8s.io': {
    ValidatingWebhookConfiguration: {
      plane: 'webhookConfigurations',
      cluster: true,
      trim: trimWebhooks,
    },
    MutatingWebhookConfiguration: {
      plane: 'webhookConfigurations',
      cluster: true,
      trim: trimWebhooks,
    },
  },
  'apiextensions.k8s.io': {
    CustomResourceDefinition: {
      plane: 'customResourceDefinitions',
      cluster: true,
      trim: trimDefinition,
    },
  },
  'gateway.networking.k8s.io': {
    Gateway: { plane: 'gateways' },
    HTTPRoute: { plane: 'httpRoutes' },
    ReferenceGrant: { plane: 'referenceGrants' },
  },
  'alb.networking.azure.io': {
    WebApplicationFirewallPolicy: { plane: 'gatewayFirewallPolicies' },
  },
  'security.istio.io': {
    PeerAuthentication: { plane: 'peerAuthentications' },
    AuthorizationPolicy: { plane: 'authorizationPolicies' },
  },
  'networking.istio.io': { DestinationRule: { plane: 'destinationRules' } },
  'consul.hashicorp.com': { ServiceIntentions: { plane: 'serviceIntentions' } },
  'secrets-store.csi.x-k8s.io': { SecretProviderClass: { plane: 'secretProviderClasses' } },
};

/** Groups of which every kind is read. */
const whole: Record<string, WholeKind> = {
  'constraints.gatekeeper.sh': { plane: 'constraints', cluster: true, trim: trimConstraint },
  'policy.linkerd.io': { plane: 'linkerdPolicies' },
};

/** Kinds that are read in ways of their own. */
export type OwnKind =
  | 'Pod'
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob'
  | 'ConfigMap'
  | 'Secret';

const ownKinds: Record<string, readonly OwnKind[]> = {
  '': ['Pod', 'ReplicationController', 'ConfigMap', 'Secret'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  extensions: ['Deployment', 'DaemonSet', 'ReplicaSet'],
  batch: ['Job', 'CronJob'],
};

/** `apps` of `apps/v1`; empty for the core group. */
function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** The list that holds such objects as they are; undefined where no check reads them so. */
export function wholeKind(kind: string, apiVersion: string): WholeKind | undefined {
  const group = groupOf(apiVersion);
  const kinds = group === '' ? core : Object.hasOwn(grouped, group) ? grouped[group] : {};
  if (kinds && Object.hasOwn(kinds, kind)) return kinds[kind];
  return Object.hasOwn(whole, group) ? whole[group] : undefined;
}

export function ownKind(kind: string, apiVersion: string): OwnKind | undefined {
  const group = groupOf(apiVersion);
  const kinds = Object.hasOwn(ownKinds, group) ? ownKinds[group] : undefined;
  return kinds?.find((known) => known === kind);
}
