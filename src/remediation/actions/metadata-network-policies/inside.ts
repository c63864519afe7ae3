/** What lies in the cluster, as this remediation looks at it. */
import type { Json, Planes, Snapshot } from '../../../fleet/snapshot.ts';
import { kubernetesPlaneNames } from '../../../kubernetes/objects.ts';
import { createCollector } from '../../../kubernetes/reduce/index.ts';
import { defaultPostureConfig } from '../../../posture/config.ts';
import { type Look, lookAt } from '../../../posture/look.ts';
import type { Inside } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Params } from './params.ts';

/** Label by which what Drawbridge has written is known. */
export const ownLabel = { 'app.kubernetes.io/managed-by': 'drawbridge' };
const policyName = 'close-metadata-endpoint';

export interface Found {
  planes: Partial<Planes>;
  /** Policies of our name, raw, by namespace. */
  named: Record<string, Json>;
}

/** In every namespace that is meant: pods, and what they belong to. */
const ofNamespaces: readonly [apiVersion: string, kind: string][] = [
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'CronJob'],
  ['batch/v1', 'Job'],
  ['apps/v1', 'ReplicaSet'],
  ['v1', 'Pod'],
];

/** In the whole cluster. Version `*` is whichever is served. */
const ofAll: readonly [apiVersion: string, kind: string][] = [
  ['v1', 'Namespace'],
  ['apps/v1', 'DaemonSet'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['policy.networking.k8s.io/*', 'AdminNetworkPolicy'],
  ['policy.networking.k8s.io/*', 'BaselineAdminNetworkPolicy'],
  ['policy.networking.k8s.io/*', 'ClusterNetworkPolicy'],
  ['cilium.io/v2', 'CiliumNetworkPolicy'],
  ['cilium.io/v2', 'CiliumClusterwideNetworkPolicy'],
  ['crd.projectcalico.org/*', 'NetworkPolicy'],
  ['crd.projectcalico.org/*', 'GlobalNetworkPolicy'],
];

export async function readInside(inside: Inside, { namespaces }: Params): Promise<Found> {
  const lists = [
    ...ofAll.map(([apiVersion, kind]) => ({ apiVersion, kind })),
    ...namespaces.flatMap((namespace) =>
      ofNamespaces.map(([apiVersion, kind]) => ({ apiVersion, kind, namespace })),
    ),
  ];
  const collector = createCollector();
  const named: Found['named'] = {};
  for (const list of lists)
    for (const item of await inside.list(list)) {
      collector.add(item.kind, item.apiVersion, item);
      const { name, namespace } = item.metadata;
      const isPolicy = ['networking.k8s.io/v1', 'cilium.io/v2'].includes(item.apiVersion);
      if (isPolicy && name === policyName && namespace) named[namespace] = item;
    }
  return { planes: collector.planes(), named };
}

export function foundIn(live: LiveCluster): Found {
  return live.beside as Found;
}

/** The same look as checks have, over what was read a moment ago. */
export function lookInside(live: LiveCluster): Look {
  const { planes } = foundIn(live);
  const { readAt, cluster, document } = live;
  const values = { ...planes, managedCluster: document };
  const unread = { state: 'unreadable', code: 'not-configured', reason: 'it is not asked here' };
  const snapshot = {
    cluster,
    takenAt: readAt,
    planes: {
      ...Object.fromEntries(kubernetesPlaneNames.map((name) => [name, unread])),
      ...Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          { state: 'read', value, source: 'Kubernetes API', readAt },
        ]),
      ),
    },
  };
  return lookAt(snapshot as Snapshot, defaultPostureConfig);
}

/** Who besides Drawbridge has written any of it; null where Drawbridge has not written it at all. */
export function othersIn(object: Json): string[] | null {
  const { labels = {}, managedFields = [] } = object.metadata;
  const managers: string[] = managedFields.map(({ manager }: Json) => String(manager));
  const isOurs =
    managers.includes('drawbridge') &&
    Object.entries(ownLabel).every(([key, value]) => labels[key] === value);
  return isOurs ? managers.filter((manager) => manager !== 'drawbridge') : null;
}

export function hasNamespace(live: LiveCluster, wanted: string): boolean {
  const namespaces = foundIn(live).planes.namespaces ?? [];
  return namespaces.some(
    ({ metadata, status }) => metadata.name === wanted && status?.phase !== 'Terminating',
  );
}
