/** A cluster whose workloads, namespaces and nodes are in good order, as they are reduced when read. */
import type { Json, Planes } from '../../../src/fleet/snapshot.ts';
import type {
  Container,
  KubernetesObject,
  ObjectMeta,
  PodRef,
  PodSpec,
  Workload,
} from '../../../src/kubernetes/objects.ts';
import { testerOn } from './judge.ts';
import { type CorePlanes, goodPlanes } from './planes.ts';

/** Passes every check of containers; `more` is laid over it, below `securityContext` too. */
export function container(name: string, { securityContext, ...more }: Json = {}): Container {
  return {
    name,
    image: `acrshop.azurecr.io/shop/${name}:1.4.2`,
    resources: {
      requests: { cpu: '100m', memory: '64Mi' },
      limits: { cpu: '500m', memory: '128Mi' },
    },
    livenessProbe: { httpGet: { path: '/live', port: 8080 } },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
    ...more,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      ...securityContext,
    },
  };
}

export function podSpec({ securityContext, ...more }: Json = {}): PodSpec {
  return {
    containers: [container('web')],
    serviceAccountName: 'web',
    hostUsers: false,
    volumes: [
      { name: 'scratch', emptyDir: {} },
      { name: 'settings', configMap: { name: 'web' } },
    ],
    ...more,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 20_001,
      runAsGroup: 20_001,
      seccompProfile: { type: 'RuntimeDefault' },
      ...securityContext,
    },
  };
}

/** @param called `Deployment shop/web` */
export function workload(called: string, spec: PodSpec, more: Partial<Workload> = {}): Workload {
  const [, kind = '', namespace = '', name = ''] = /^(\w+) ([^/]+)\/(.+)$/.exec(called) ?? [];
  return {
    apiVersion: kind === 'Pod' ? 'v1' : 'apps/v1',
    kind,
    metadata: { name, namespace },
    podLabels: { app: name },
    podAnnotations: {},
    spec,
    variants: [],
    pods: 3,
    examples: [`${name}-1`],
    desired: 3,
    ready: 3,
    ...more,
  };
}

export function variant(
  spec: PodSpec,
  more: Partial<Workload['variants'][number]> = {},
): Workload['variants'][number] {
  return { pods: 2, examples: ['web-7d9f-x'], annotations: {}, spec, ...more };
}

export function object(
  kind: string,
  { name, namespace, labels, annotations }: ObjectMeta,
  more: Json = {},
): KubernetesObject {
  const metadata = {
    name,
    ...(namespace && { namespace }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  return { apiVersion: 'v1', kind, metadata, ...more };
}

export function namespace(name: string, labels: Record<string, string> = {}): KubernetesObject {
  return object('Namespace', { name, labels });
}

/** Labels of pod security admission: `enforce`, `audit`, `warn` and `enforce-version`. */
export function podSecurity(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([mode, level]) => [`pod-security.kubernetes.io/${mode}`, level]),
  );
}

const strict = podSecurity({ enforce: 'restricted', audit: 'restricted', warn: 'restricted' });

export function node(
  name: string,
  {
    os = 'linux',
    kernelVersion = '6.8.0-1040-azure',
    annotations = {},
    labels = {},
  }: {
    os?: string;
    kernelVersion?: string;
    annotations?: Record<string, string>;
    labels?: Record<string, string>;
  } = {},
): KubernetesObject {
  return object(
    'Node',
    { name, labels: { 'kubernetes.io/os': os, ...labels }, annotations },
    { status: { nodeInfo: { operatingSystem: os, kernelVersion } } },
  );
}

export function pod(called: string, belongsTo: string, more: Partial<PodRef> = {}): PodRef {
  const [namespaceOf = '', name = ''] = called.split('/');
  return {
    namespace: namespaceOf,
    name,
    labels: {},
    workload: belongsTo,
    serviceAccountName: 'web',
    hostNetwork: false,
    os: 'linux',
    ports: [],
    ...more,
  };
}

/** A disruption budget for what has the label `app: web`. */
export function budget(spec: Json, status: Json = {}): KubernetesObject {
  return object(
    'PodDisruptionBudget',
    { name: 'web', namespace: 'shop' },
    {
      spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
      status: { expectedPods: 3, currentHealthy: 3, desiredHealthy: 2, ...status },
    },
  );
}

const sensor = workload(
  'DaemonSet kube-system/microsoft-defender-collector-ds',
  podSpec({
    hostPID: true,
    containers: [
      container('c', {
        image: 'mcr.microsoft.com/azuredefender/stable/low-level-collector:2.1',
        securityContext: { privileged: true },
      }),
    ],
  }),
  { podLabels: { 'kubernetes.azure.com/managedby': 'aks' }, desired: 3, ready: 3 },
);

type WorkloadPlanes = CorePlanes &
  Pick<
    Planes,
    | 'workloads'
    | 'pods'
    | 'namespaces'
    | 'nodes'
    | 'services'
    | 'serviceAccounts'
    | 'roles'
    | 'limitRanges'
    | 'podDisruptionBudgets'
    | 'storageClasses'
    | 'customResourceDefinitions'
    | 'serverVersion'
    | 'servingCertificate'
    | 'policyAssignments'
    | 'deploymentSafeguards'
  >;

export function goodWorkloads(): WorkloadPlanes {
  return {
    ...goodPlanes(),
    workloads: [
      workload('Deployment shop/web', podSpec(), {
        podLabels: { app: 'web', 'azure.workload.identity/use': 'true' },
      }),
      workload('CronJob shop/report', podSpec({ serviceAccountName: 'default' })),
      sensor,
    ],
    pods: [pod('shop/web-1', 'Deployment/web')],
    namespaces: [namespace('shop', strict), namespace('default', strict), namespace('kube-system')],
    nodes: [node('n1'), node('n2'), node('n3')],
    services: [
      object('Service', { name: 'kubernetes', namespace: 'default' }, { spec: { ports: [] } }),
      object(
        'Service',
        { name: 'web', namespace: 'shop' },
        { spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] } },
      ),
    ],
    serviceAccounts: [
      object('ServiceAccount', {
        name: 'web',
        namespace: 'shop',
        annotations: { 'azure.workload.identity/client-id': 'c1' },
      }),
    ],
    roles: [
      object(
        'ClusterRole',
        { name: 'view' },
        { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
      ),
    ],
    limitRanges: [],
    podDisruptionBudgets: [budget({ maxUnavailable: 1 }, { disruptionsAllowed: 1 })],
    storageClasses: [
      object('StorageClass', { name: 'fast' }, { provisioner: 'disk.csi.azure.com' }),
    ],
    customResourceDefinitions: [
      object(
        'CustomResourceDefinition',
        { name: 'certificates.cert-manager.io' },
        { spec: { group: 'cert-manager.io' } },
      ),
    ],
    serverVersion: { gitVersion: 'v1.35.6', platform: 'linux/amd64' },
    servingCertificate: { subject: 'apiserver', issuer: 'ca', validTo: '2027-10-30T08:00:00Z' },
    policyAssignments: [],
    deploymentSafeguards: {},
  };
}

export const testWorkloads = testerOn(goodWorkloads, { profiles: ['reliability'] });

/** The good cluster, in which `Deployment shop/web` has this pod spec. */
export function web(spec: Json): Partial<WorkloadPlanes> {
  return { workloads: [workload('Deployment shop/web', podSpec(spec))] };
}

/** The same, whose only container is otherwise. */
export function inContainer(more: Json): Partial<WorkloadPlanes> {
  return web({ containers: [container('web', more)] });
}

export function inSecurityContext(securityContext: Json): Partial<WorkloadPlanes> {
  return inContainer({ securityContext });
}

/** On Windows, by its own word. */
export function onWindows(spec: Json = {}): Partial<WorkloadPlanes> {
  return web({ os: { name: 'windows' }, ...spec });
}
