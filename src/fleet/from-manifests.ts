import { mayStandInFiles } from '../kubernetes/manifests/index.ts';
import { type KubernetesPlanes, kubernetesPlaneNames } from '../kubernetes/objects.ts';
import { nothingReadInside } from './kubernetes-planes.ts';
import { planeReadings } from './plane-readings.ts';
import type { Plane, PlaneName, Snapshot } from './snapshot.ts';

type Objects = Partial<KubernetesPlanes>;

/** Manifests in the place of the Kubernetes objects of a cluster that stands in another file. */
export function withManifests(snapshot: Snapshot, objects: Objects): Snapshot {
  return { ...snapshot, planes: { ...snapshot.planes, ...planesOf(objects, snapshot.takenAt) } };
}

/**
 * Manifests alone: nothing is known of the cluster into which they will go.
 * @param name what to call it: the paths as they were given
 */
export function snapshotOfManifests({
  objects,
  name,
  now,
}: {
  objects: Objects;
  name: string;
  now: () => Date;
}): Snapshot {
  const takenAt = now().toISOString();
  const absent: Plane<never> = {
    state: 'unreadable',
    code: 'not-in-file',
    reason: 'manifests hold nothing of Azure; give the cluster with --from as well',
  };
  const azure = Object.fromEntries(
    [...planeReadings.map(({ plane }) => plane), 'kubeletIdentities', 'auditLog'].map((plane) => [
      plane,
      absent,
    ]),
  ) as unknown as Snapshot['planes'];
  const { state: _state, ...why } = absent;
  return {
    cluster: { id: name, name, resourceGroup: '', subscriptionId: '', location: '', tags: {} },
    takenAt,
    planes: {
      ...azure,
      ...nothingReadInside({
        ...why,
        reason: 'no manifest holds this: only a running cluster has it',
      }),
      ...planesOf(objects, takenAt),
    },
  };
}

function planesOf(objects: Objects, readAt: string): Partial<Snapshot['planes']> {
  const read = kubernetesPlaneNames
    .filter(mayStandInFiles)
    .map((name): [PlaneName, Plane<unknown>] => [
      name,
      { state: 'read', value: objects[name] ?? [], source: 'manifests', readAt },
    ]);
  return Object.fromEntries(read) as Partial<Snapshot['planes']>;
}
