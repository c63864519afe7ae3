import type { Json, Planes } from '../../../src/fleet/snapshot.ts';
import type {
  Container,
  KubernetesObject,
  PodRef,
  Workload,
} from '../../../src/kubernetes/objects.ts';
import { goodPlanes } from './planes.ts';

export function object(
  apiVersion: string,
  kind: string,
  place: string,
  body: Json = {},
  metadata: Json = {},
): KubernetesObject {
  const [first = '', second] = place.split('/');
  const named = second === undefined ? { name: first } : { namespace: first, name: second };
  return { apiVersion, kind, metadata: { ...named, ...metadata }, ...body };
}

export const namespace = (name: string, labels: Record<string, string> = {}, more: Json = {}) =>
  object('v1', 'Namespace', name, {}, { labels, ...more });

export const policy = (place: string, spec: Json) =>
  object('networking.k8s.io/v1', 'NetworkPolicy', place, { spec });

export const service = (place: string, spec: Json, annotations: Record<string, string> = {}) =>
  object('v1', 'Service', place, { spec }, { annotations });

export const ingress = (place: string, spec: Json, metadata: Json = {}) =>
  object('networking.k8s.io/v1', 'Ingress', place, { spec }, metadata);

export const gateway = (place: string, spec: Json) =>
  object('gateway.networking.k8s.io/v1', 'Gateway', place, { spec });

export const istio = (kind: string, place: string, spec: Json) =>
  object('security.istio.io/v1', kind, place, { spec });

export function container(name: string, image: string): Container {
  return { name, image };
}

export function workload(
  place: string,
  { kind = 'Deployment', pods = 2, containers = [container('app', 'app:1')], ...more }: Json = {},
): Workload {
  const [namespace, name = ''] = place.split('/');
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { namespace, name },
    podLabels: { app: name },
    podAnnotations: {},
    spec: { containers, serviceAccountName: 'default', ...more.spec },
    variants: more.variants ?? [],
    pods,
    examples: [],
  };
}

export function pod(place: string, more: Partial<PodRef> = {}): PodRef {
  const [namespace = '', name = ''] = place.split('/');
  return {
    namespace,
    name: `${name}-1`,
    labels: { app: name },
    workload: `Deployment/${name}`,
    serviceAccountName: 'default',
    hostNetwork: false,
    phase: 'Running',
    os: 'linux',
    ports: [],
    ...more,
  };
}

/** All pods of a workload have the proxy, put in when they were made. */
export function meshed(place: string, proxy = 'istio-proxy'): Workload {
  const plain = workload(place);
  const spec = {
    ...plain.spec,
    containers: [...plain.spec.containers, container(proxy, 'proxyv2:1.29')],
  };
  return { ...plain, variants: [{ pods: plain.pods, examples: [], annotations: {}, spec }] };
}

/** Everything in and out is denied but for names and a neighbour; nothing faces the Internet; the mesh is strict. */
export function goodNetwork() {
  const { managedCluster } = goodPlanes();
  managedCluster.properties.networkProfile = {
    networkPlugin: 'azure',
    networkPolicy: 'calico',
    networkDataplane: 'azure',
  };
  managedCluster.properties.serviceMeshProfile = {
    mode: 'Istio',
    istio: { revisions: ['asm-1-29'] },
  };
  return {
    managedCluster,
    namespaces: [
      namespace('shop', { 'istio.io/rev': 'asm-1-29' }),
      namespace('kube-system'),
      namespace('aks-istio-system'),
    ],
    workloads: [
      meshed('shop/web'),
      workload('kube-system/coredns'),
      workload('aks-istio-system/istiod-asm-1-29'),
    ],
    pods: [pod('shop/web'), pod('shop/web', { name: 'web-2' }), pod('kube-system/coredns')],
    networkPolicies: [
      policy('shop/default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
      policy('shop/web', {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }],
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] }],
      }),
    ],
    ciliumPolicies: [] as KubernetesObject[],
    calicoPolicies: [] as KubernetesObject[],
    adminNetworkPolicies: [] as KubernetesObject[],
    services: [service('shop/web', { type: 'ClusterIP', ports: [{ port: 80 }] })],
    ingresses: [
      ingress('shop/web', {
        tls: [{ hosts: ['shop.example'], secretName: 'tls' }],
        rules: [{ host: 'shop.example' }],
      }),
    ],
    ingressClasses: [] as KubernetesObject[],
    gateways: [
      gateway('shop/edge', {
        gatewayClassName: 'azure-alb-external',
        listeners: [{ name: 'https', protocol: 'HTTPS' }],
      }),
    ],
    gatewayFirewallPolicies: [
      object('alb.networking.azure.io/v1', 'WebApplicationFirewallPolicy', 'shop/waf', {
        spec: { targetRef: { kind: 'Gateway', name: 'edge' } },
      }),
    ],
    httpRoutes: [] as KubernetesObject[],
    referenceGrants: [] as KubernetesObject[],
    configMaps: [] as Planes['configMaps'],
    peerAuthentications: [
      istio('PeerAuthentication', 'aks-istio-system/default', { mtls: { mode: 'STRICT' } }),
    ],
    destinationRules: [] as KubernetesObject[],
    authorizationPolicies: [istio('AuthorizationPolicy', 'aks-istio-system/allow-nothing', {})],
    serviceIntentions: [] as KubernetesObject[],
  };
}
