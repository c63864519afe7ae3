/**
 * Takes Kubernetes objects one by one, from pages of an API server or from manifests, and keeps of each
 * at once only what checks read. Objects may come in any order and in any shape: nothing here throws.
 */
import type { ConfigMapRef, KubernetesObject, KubernetesPlanes, SecretRef } from '../objects.ts';
import { configMapOf } from './config-maps.ts';
import { createInterned } from './intern.ts';
import { ownKind, type WholePlane, wholeKind } from './kinds.ts';
import { metaOf } from './meta.ts';
import { withoutSecrets } from './plain-secrets.ts';
import { type Dict, dictOf, isDict, textOf } from './shapes.ts';
import { createWorkloadCollector } from './workloads.ts';

/** All lists; those of kinds that were never added are empty. */
export type CollectedPlanes = Omit<
  KubernetesPlanes,
  'serverVersion' | 'apiGroups' | 'servingCertificate'
>;

export interface Collector {
  /**
   * @param kind, apiVersion of the list that the item comes from; items of a list need not say them.
   * @param place file and line, where it was read from a manifest
   */
  add(kind: string, apiVersion: string, item: unknown, place?: string): void;
  planes(): CollectedPlanes;
  /** Kinds that no check reads, and how many objects of each were given. */
  ignored(): Record<string, number>;
  /** How many objects of a kind were not as the Kubernetes API has them: what was wrong of each was left out. */
  strange(): Record<string, number>;
}

const secretTypes: readonly SecretRef['type'][] = [
  'Opaque',
  'kubernetes.io/service-account-token',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/tls',
];

/** @param podsOfTemplates for manifests, where nothing runs: each controller stands for one pod of its own. */
export function createCollector({
  podsOfTemplates = false,
}: {
  podsOfTemplates?: boolean;
} = {}): Collector {
  const interned = createInterned();
  const workloads = createWorkloadCollector({ interned, podsOfTemplates });
  const objects = new Map<WholePlane, KubernetesObject[]>();
  const configMaps: ConfigMapRef[] = [];
  const secrets: SecretRef[] = [];
  const windowsNodes = new Set<string>();
  const ignored = new Map<string, number>();
  const strange = new Map<string, number>();

  function keepWhole(
    kind: string,
    apiVersion: string,
    item: Dict,
    { plane, cluster, trim }: NonNullable<ReturnType<typeof wholeKind>>,
    place?: string,
  ): void {
    const { metadata: _metadata, apiVersion: _version, kind: _kind, ...body } = item;
    trim?.(body);
    const metadata = metaOf(item, { namespaced: cluster !== true });
    const object = { apiVersion, kind, metadata, ...(place && { place }), ...withoutSecrets(body) };
    const list = objects.get(plane) ?? [];
    list.push(object);
    objects.set(plane, list);
    if (plane !== 'nodes') return;
    const os =
      metadata.labels?.['kubernetes.io/os'] ??
      textOf(dictOf(dictOf(dictOf(item.status).nodeInfo)).operatingSystem);
    if (os === 'windows') windowsNodes.add(metadata.name);
  }

  function add(kind: string, apiVersion: string, item: unknown, place?: string): void {
    const whole = wholeKind(kind, apiVersion);
    const own = ownKind(kind, apiVersion);
    if (!whole && !own) {
      count(ignored, kind);
      return;
    }
    if (!isDict(item) || !isNamed(item)) {
      count(strange, kind);
      return;
    }
    let isStrange = false;
    const onStrange = () => {
      isStrange = true;
    };
    if (whole) keepWhole(kind, apiVersion, item, whole, place);
    else if (own === 'Pod') workloads.pod(item, onStrange, place);
    else if (own === 'ConfigMap') configMaps.push(configMapOf(item, onStrange, place));
    else if (own === 'Secret') secrets.push(secretOf(item, place));
    else if (own) workloads.controller(own, apiVersion, item, onStrange, place);
    if (isStrange) count(strange, kind);
  }

  return {
    add,
    planes() {
      const of = (plane: WholePlane) => objects.get(plane) ?? [];
      const lists = Object.fromEntries(wholePlanes.map((plane) => [plane, of(plane)]));
      return {
        ...(lists as Record<WholePlane, KubernetesObject[]>),
        ...workloads.join(windowsNodes),
        configMaps,
        secrets,
      };
    },
    ignored: () => Object.fromEntries(ignored),
    strange: () => Object.fromEntries(strange),
  };
}

/** Everything that is kept whole, so that a list without objects is empty and not missing. */
const everyWholePlane: Record<WholePlane, true> = {
  namespaces: true,
  nodes: true,
  serviceAccounts: true,
  roles: true,
  roleBindings: true,
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

const wholePlanes = Object.keys(everyWholePlane) as WholePlane[];

/** The API server gives types by selector, and no data: whoever adds a Secret says its type in `type`. */
function secretOf(item: Dict, place: string | undefined): SecretRef {
  const given = textOf(item.type) || 'Opaque';
  const type = secretTypes.find((known) => known === given) ?? 'other';
  // kubectl and its kin keep the whole Secret in an annotation, which metadata alone holds too.
  const { annotations: _annotations, ...metadata } = metaOf(item, { namespaced: true });
  return { metadata, type, ...(place && { place }) };
}

function isNamed({ metadata }: Dict): boolean {
  const { name, generateName } = dictOf(metadata);
  return textOf(name) !== '' || textOf(generateName) !== '';
}

function count(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
}
