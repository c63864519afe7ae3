/** What is read from an API server, declared once: the requests, the ClusterRole and the docs are made from it. */
import type { KubernetesPlaneName } from './objects.ts';

export interface KubernetesResource {
  /** Empty for the core group. */
  group: string;
  /** Plural, as in the path; `*` for every resource that the group serves. */
  resource: string;
  kind: string;
  /** Preferred in this order where they are served; otherwise the server's own preference. */
  versions?: readonly string[];
  /** Objects on a page, where they are too large for the usual number. */
  pageSize?: number;
  /** Read only where this group is not served: the same objects under another name. */
  unlessServed?: string;
  /** The one plane that is lost where only this may not be read. */
  plane?: KubernetesPlaneName;
}

export interface KubernetesReading {
  /** The planes that come from it, in one pass. */
  planes: readonly [KubernetesPlaneName, ...KubernetesPlaneName[]];
  /** For a person: in progress, evidence and reasons. */
  title: string;
  resources: readonly KubernetesResource[];
  /** Only metadata is asked for, and the type by asking for each: no content ever reaches this process. */
  metadataByType?: readonly string[];
}

type Declared = { plane: KubernetesPlaneName | KubernetesReading['planes'] } & Omit<
  KubernetesReading,
  'planes'
>;

function kubernetesReading({ plane, ...rest }: Declared): KubernetesReading {
  return { planes: typeof plane === 'string' ? [plane] : plane, ...rest };
}

const core = (resource: string, kind: string, more: Partial<KubernetesResource> = {}) => ({
  group: '',
  resource,
  kind,
  versions: ['v1'],
  ...more,
});

const of =
  (group: string, versions?: readonly string[]) =>
  (resource: string, kind: string, more: Partial<KubernetesResource> = {}) => ({
    group,
    resource,
    kind,
    versions,
    ...more,
  });

const apps = of('apps', ['v1']);
const batch = of('batch', ['v1']);
const networking = of('networking.k8s.io', ['v1']);
const rbac = of('rbac.authorization.k8s.io', ['v1']);
const admission = of('admissionregistration.k8s.io', ['v1']);
const gateway = of('gateway.networking.k8s.io', ['v1', 'v1beta1']);
const adminPolicies = of('policy.networking.k8s.io');
const cilium = of('cilium.io', ['v2']);
const istioSecurity = of('security.istio.io', ['v1', 'v1beta1']);
const linkerd = of('policy.linkerd.io');

/** Before these come `/version` and `/apis`, which need no right of their own. */
export const kubernetesReadings: readonly KubernetesReading[] = [
  kubernetesReading({
    plane: ['nodes', 'workloads', 'pods'],
    title: 'nodes, workloads and pods',
    // Owners before what they own. Nodes tell whether a pod runs on Windows, where nothing else does.
    resources: [
      core('nodes', 'Node', { plane: 'nodes' }),
      apps('deployments', 'Deployment'),
      apps('statefulsets', 'StatefulSet'),
      apps('daemonsets', 'DaemonSet'),
      batch('cronjobs', 'CronJob'),
      batch('jobs', 'Job'),
      core('replicationcontrollers', 'ReplicationController'),
      apps('replicasets', 'ReplicaSet'),
      core('pods', 'Pod'),
    ],
  }),
  kubernetesReading({
    plane: 'namespaces',
    title: 'namespaces',
    resources: [core('namespaces', 'Namespace')],
  }),
  kubernetesReading({
    plane: 'serviceAccounts',
    title: 'service accounts',
    resources: [core('serviceaccounts', 'ServiceAccount')],
  }),
  kubernetesReading({
    plane: 'roles',
    title: 'roles',
    resources: [rbac('roles', 'Role'), rbac('clusterroles', 'ClusterRole')],
  }),
  kubernetesReading({
    plane: 'roleBindings',
    title: 'role bindings',
    resources: [
      rbac('rolebindings', 'RoleBinding'),
      rbac('clusterrolebindings', 'ClusterRoleBinding'),
    ],
  }),
  kubernetesReading({
    plane: 'configMaps',
    title: 'config maps',
    resources: [core('configmaps', 'ConfigMap', { pageSize: 100 })],
  }),
  kubernetesReading({
    plane: 'secrets',
    title: 'metadata of secrets',
    resources: [core('secrets', 'Secret')],
    metadataByType: [
      'Opaque',
      'kubernetes.io/service-account-token',
      'kubernetes.io/dockerconfigjson',
      'kubernetes.io/tls',
    ],
  }),
  kubernetesReading({
    plane: 'services',
    title: 'services',
    resources: [core('services', 'Service')],
  }),
  kubernetesReading({
    plane: 'ingresses',
    title: 'ingresses',
    resources: [networking('ingresses', 'Ingress')],
  }),
  kubernetesReading({
    plane: 'ingressClasses',
    title: 'ingress classes',
    resources: [networking('ingressclasses', 'IngressClass')],
  }),
  kubernetesReading({
    plane: 'networkPolicies',
    title: 'network policies',
    resources: [networking('networkpolicies', 'NetworkPolicy')],
  }),
  kubernetesReading({
    plane: 'adminNetworkPolicies',
    title: 'admin network policies',
    resources: [
      adminPolicies('adminnetworkpolicies', 'AdminNetworkPolicy'),
      adminPolicies('baselineadminnetworkpolicies', 'BaselineAdminNetworkPolicy'),
      adminPolicies('clusternetworkpolicies', 'ClusterNetworkPolicy'),
    ],
  }),
  kubernetesReading({
    plane: 'ciliumPolicies',
    title: 'Cilium network policies',
    resources: [
      cilium('ciliumnetworkpolicies', 'CiliumNetworkPolicy'),
      cilium('ciliumclusterwidenetworkpolicies', 'CiliumClusterwideNetworkPolicy'),
    ],
  }),
  kubernetesReading({
    plane: 'calicoPolicies',
    title: 'Calico network policies',
    // Calico's own API server shows the same objects, but asks for rights on tiers besides.
    resources: (['crd.projectcalico.org', 'projectcalico.org'] as const).flatMap((group) => {
      const more =
        group === 'projectcalico.org' ? { unlessServed: 'crd.projectcalico.org' } : undefined;
      return [
        of(group)('networkpolicies', 'NetworkPolicy', more),
        of(group)('globalnetworkpolicies', 'GlobalNetworkPolicy', more),
      ];
    }),
  }),
  kubernetesReading({
    plane: 'podDisruptionBudgets',
    title: 'pod disruption budgets',
    resources: [of('policy', ['v1'])('poddisruptionbudgets', 'PodDisruptionBudget')],
  }),
  kubernetesReading({
    plane: 'storageClasses',
    title: 'storage classes',
    resources: [of('storage.k8s.io', ['v1'])('storageclasses', 'StorageClass')],
  }),
  kubernetesReading({
    plane: 'resourceQuotas',
    title: 'resource quotas',
    resources: [core('resourcequotas', 'ResourceQuota')],
  }),
  kubernetesReading({
    plane: 'limitRanges',
    title: 'limit ranges',
    resources: [core('limitranges', 'LimitRange')],
  }),
  kubernetesReading({
    plane: 'webhookConfigurations',
    title: 'admission webhooks',
    resources: [
      admission('validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'),
      admission('mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'),
    ],
  }),
  kubernetesReading({
    plane: 'customResourceDefinitions',
    title: 'custom resource definitions',
    resources: [
      of('apiextensions.k8s.io', ['v1'])('customresourcedefinitions', 'CustomResourceDefinition', {
        pageSize: 50,
      }),
    ],
  }),
  kubernetesReading({
    plane: 'constraints',
    title: 'Gatekeeper constraints',
    resources: [of('constraints.gatekeeper.sh')('*', '')],
  }),
  kubernetesReading({
    plane: 'gateways',
    title: 'gateways',
    resources: [gateway('gateways', 'Gateway')],
  }),
  kubernetesReading({
    plane: 'httpRoutes',
    title: 'HTTP routes',
    resources: [gateway('httproutes', 'HTTPRoute')],
  }),
  kubernetesReading({
    plane: 'referenceGrants',
    title: 'reference grants',
    resources: [gateway('referencegrants', 'ReferenceGrant')],
  }),
  kubernetesReading({
    plane: 'gatewayFirewallPolicies',
    title: 'firewall policies of gateways',
    resources: [
      of('alb.networking.azure.io')(
        'webapplicationfirewallpolicies',
        'WebApplicationFirewallPolicy',
      ),
    ],
  }),
  kubernetesReading({
    plane: 'peerAuthentications',
    title: 'Istio peer authentications',
    resources: [istioSecurity('peerauthentications', 'PeerAuthentication')],
  }),
  kubernetesReading({
    plane: 'destinationRules',
    title: 'Istio destination rules',
    resources: [
      of('networking.istio.io', ['v1', 'v1beta1'])('destinationrules', 'DestinationRule'),
    ],
  }),
  kubernetesReading({
    plane: 'authorizationPolicies',
    title: 'Istio authorization policies',
    resources: [istioSecurity('authorizationpolicies', 'AuthorizationPolicy')],
  }),
  kubernetesReading({
    plane: 'linkerdPolicies',
    title: 'Linkerd policies',
    resources: [
      linkerd('servers', 'Server'),
      linkerd('authorizationpolicies', 'AuthorizationPolicy'),
      linkerd('serverauthorizations', 'ServerAuthorization'),
      linkerd('meshtlsauthentications', 'MeshTLSAuthentication'),
      linkerd('networkauthentications', 'NetworkAuthentication'),
    ],
  }),
  kubernetesReading({
    plane: 'serviceIntentions',
    title: 'Consul intentions',
    resources: [of('consul.hashicorp.com')('serviceintentions', 'ServiceIntentions')],
  }),
  kubernetesReading({
    plane: 'secretProviderClasses',
    title: 'secret provider classes',
    resources: [of('secrets-store.csi.x-k8s.io')('secretproviderclasses', 'SecretProviderClass')],
  }),
];
